import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ApiDocuments } from './api-documents.js';
import { docsPage, docsScript, homePage, pagePolicy } from './pages.js';

/** What the API looks like, for people and for tools. */
@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(private readonly documents: ApiDocuments) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  home(): string {
    return homePage;
  }

  @Get('api/docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', pagePolicy)
  docs(): string {
    return docsPage;
  }

  @Get('api/docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script(): string {
    return docsScript;
  }

  @Get('api/openapi.json')
  document(): Promise<unknown> {
    return this.documents.merged();
  }
}
