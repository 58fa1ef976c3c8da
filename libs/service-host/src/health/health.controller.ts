import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { HEALTH } from '../tokens.js';
import type { HealthRegistry } from './health-registry.js';

/** Live: the process answers. Started: it has finished starting. Ready: it can do its work now; 503 while not, with each check's result. */
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(@Inject(HEALTH) private readonly health: HealthRegistry) {}

  @Get('live')
  live(): { status: string } {
    return { status: 'live' };
  }

  @Get('started')
  started(@Res({ passthrough: true }) reply: FastifyReply): { status: string } {
    if (!this.health.started) void reply.code(503);
    return { status: this.health.started ? 'started' : 'starting' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const report = await this.health.report();
    if (report.status !== 'ready') void reply.code(503);
    return report;
  }
}
