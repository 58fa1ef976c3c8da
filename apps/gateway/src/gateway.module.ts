import { type DynamicModule, Module } from '@nestjs/common';
import { ApiDocuments } from './docs/api-documents.js';
import { DocsController } from './docs/docs.controller.js';
import { ProblemsController } from './docs/problems.controller.js';
import { JourneyController } from './journey/journey.controller.js';
import { OperationsController } from './operations/operations.controller.js';
import type { Services } from './services.js';
import { SERVICES } from './tokens.js';

@Module({ controllers: [JourneyController, OperationsController, DocsController, ProblemsController] })
export class GatewayModule {
  static for(services: Services): DynamicModule {
    return { module: GatewayModule, providers: [{ provide: SERVICES, useValue: services }, ApiDocuments] };
  }
}
