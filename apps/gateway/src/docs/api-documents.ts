import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SERVICE_CONFIG } from '@millrace/service-host';
import type { FastifyInstance } from 'fastify';
import { perMinuteOf, type RateConfig } from '../limits/rate-limit.js';
import { askBriefly, serviceNames, type Services } from '../services.js';
import { SERVICES } from '../tokens.js';
import { type ApiDocument, mergedDocument } from './merged-document.js';

/** The document of the whole API, asked of the services each time: they may come and go. */
@Injectable()
export class ApiDocuments {
  constructor(
    @Inject(SERVICES) private readonly services: Services,
    @Inject(SERVICE_CONFIG) private readonly config: RateConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  async merged(): Promise<Record<string, unknown>> {
    const own = await this.host.httpAdapter.getInstance<FastifyInstance>().inject('/openapi.json');
    const others = await Promise.all(
      serviceNames.map(async (name) => [name, await askBriefly(this.services[name], '/openapi.json')] as const),
    );
    const documents = Object.fromEntries([...others, ['gateway', own.json()]]) as Record<string, ApiDocument | undefined>;
    return mergedDocument(documents, { identity: this.config.AUTH_ISSUER !== undefined, limited: perMinuteOf(this.config) > 0 });
  }
}
