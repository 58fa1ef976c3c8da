import { type DynamicModule, Module } from '@nestjs/common';
import { BOOKS } from './acquirer.tokens.js';
import { AuthorisationsController } from './adapters/http/authorisations.controller.js';
import type { Books } from './application/books.js';

@Module({})
export class AcquirerModule {
  static for(books: Books): DynamicModule {
    return { module: AcquirerModule, controllers: [AuthorisationsController], providers: [{ provide: BOOKS, useValue: books }] };
  }
}
