import { Controller, Get, Header, Inject } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { SERVICE_CONFIG } from '@millrace/service-host';
import type { FastifyInstance } from 'fastify';
import { askBriefly, serviceNames, type Services } from '../services.js';
import { perMinuteOf, type RateConfig } from '../limits/rate-limit.js';
import { SERVICES } from '../tokens.js';
import { type ApiDocument, mergedDocument } from './merged-document.js';
import { docsPage, docsScript, homePage, pagePolicy } from './pages.js';

/** What the API looks like, for people and for tools. */
@ApiExcludeController()
@Controller()
export class DocsController {
  constructor(
    @Inject(SERVICES) private readonly services: Services,
    @Inject(SERVICE_CONFIG) private readonly config: RateConfig,
    private readonly host: HttpAdapterHost,
  ) {}

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
  async document(): Promise<unknown> {
    const own = await this.host.httpAdapter.getInstance<FastifyInstance>().inject('/openapi.json');
    const others = await Promise.all(
      serviceNames.map(async (name) => [name, await askBriefly(this.services[name], '/openapi.json')] as const),
    );
    const documents = Object.fromEntries([...others, ['gateway', own.json()]]) as Record<string, ApiDocument | undefined>;
    return mergedDocument(documents, { identity: this.config.AUTH_ISSUER !== undefined, limited: perMinuteOf(this.config) > 0 });
  }
}
