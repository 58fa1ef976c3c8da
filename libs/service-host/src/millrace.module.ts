import { type DynamicModule, Global, type LoggerService, Module, type Provider } from '@nestjs/common';
import type { HealthRegistry } from './health/health-registry.js';
import { HealthController } from './health/health.controller.js';
import { JourneyController } from './internal/journey.controller.js';
import { ParkedController } from './internal/parked.controller.js';
import type { ServiceRuntime } from './service-runtime.js';
import type { EventStreams } from './streams/event-streams.js';
import { StreamWatcher } from './streams/stream-watcher.js';
import * as tokens from './tokens.js';

export interface MillraceModuleOptions {
  readonly config: object;
  readonly health: HealthRegistry;
  readonly logger: LoggerService;
  /** Absent in services without a log of their own (the gateway): then there are no internal routes and no ports to inject. */
  readonly runtime?: ServiceRuntime | undefined;
  readonly streams: EventStreams;
}

/** Gives every module of the application the runtime's ports under their tokens, and adds the routes every service has. */
@Global()
@Module({})
export class MillraceModule {
  static for({ config, health, logger, runtime, streams }: MillraceModuleOptions): DynamicModule {
    const providers: Provider[] = [
      { provide: tokens.SERVICE_CONFIG, useValue: config },
      { provide: tokens.HEALTH, useValue: health },
      { provide: tokens.LOGGER, useValue: logger },
      { provide: tokens.EVENT_STREAMS, useValue: streams },
      ...(runtime ? portsOf(runtime, logger) : []),
    ];
    return {
      module: MillraceModule,
      controllers: runtime ? [HealthController, JourneyController, ParkedController] : [HealthController],
      providers,
      exports: providers,
    };
  }
}

const portsOf = (runtime: ServiceRuntime, logger: LoggerService): Provider[] => [
  { provide: tokens.SERVICE_RUNTIME, useValue: runtime },
  { provide: tokens.EVENT_STORE, useValue: runtime.store },
  { provide: tokens.COMMAND_EXECUTOR, useValue: runtime.executor },
  { provide: tokens.TRANSACTOR, useValue: runtime.transactor },
  { provide: tokens.WATERMARKS, useValue: runtime.watermarks },
  { provide: tokens.DATA_SOURCE, useValue: runtime.dataSource },
  { provide: tokens.CLOCK, useValue: runtime.now },
  { provide: tokens.IDS, useValue: runtime.newId },
  { provide: tokens.PARKED_KEYS, useValue: runtime.parkedKeys },
  { provide: tokens.STREAM_WATCHER, useValue: watcherOf(runtime, logger) },
];

const watcherOf = ({ store }: ServiceRuntime, logger: LoggerService): StreamWatcher =>
  new StreamWatcher({ store, onError: (error) => void logger.warn('watching streams', { error }) });
