import { type DynamicModule, type LoggerService, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { ConfigError, type Environment, readConfig } from './config/read-config.js';
import type { HostConfig } from './config/variables.js';
import { plainTokens, type TokenForm } from './context/consistency-tokens.js';
import { sealedTokens } from './context/sealed-tokens.js';
import { HealthRegistry, type HealthCheck } from './health/health-registry.js';
import { httpApplication } from './http/http-application.js';
import { InFlight } from './http/in-flight.js';
import { internalGate, isLoopback } from './http/internal-auth.js';
import { JsonLogger } from './http/json-logger.js';
import { listen } from './http/listen.js';
import { MillraceModule } from './millrace.module.js';
import { serveOpenApi } from './openapi/document.js';
import type { ServiceDefinition } from './runtime/service-definition.js';
import { EventStreams } from './streams/event-streams.js';
import type { ServiceRuntime } from './service-runtime.js';

export type Config<Extra extends z.ZodRawShape> = HostConfig & z.output<z.ZodObject<Extra>>;

/** What is made for one start of a service. */
export interface Composition {
  /** The application: controllers and what they need. It can inject everything in tokens.ts. */
  readonly module: Type<unknown> | DynamicModule;
  /** Gives the service a log, subscriptions and the rest of the runtime, on the ports the configuration asks for. Absent: no log (the gateway). */
  readonly definition?: ServiceDefinition;
  /** Instead of the one made from `definition`: for tests, or something hand-made. */
  readonly runtime?: ServiceRuntime;
  /** Beside those of the runtime. */
  readonly checks?: readonly HealthCheck[];
  /** Routes beside Nest's controllers. */
  readonly routes?: (fastify: FastifyInstance) => void | Promise<void>;
  /** After the service listens; what it throws is logged. */
  readonly afterStart?: (address: { readonly url: string }) => void | Promise<void>;
  /** The service is stopping: end what would not end by itself. Requests are waited for. */
  readonly onDrain?: () => void;
  readonly onStop?: () => Promise<void>;
}

export interface ServiceOptions<Extra extends z.ZodRawShape = Record<never, never>> {
  readonly name: string;
  /** The service's own variables, beside the host's. */
  readonly variables?: z.ZodObject<Extra>;
  /** `internal` (unless said): other services only, by INTERNAL_TOKEN, or on loopback where there is none. `public`: everybody who reaches the port. */
  readonly access?: 'internal' | 'public';
  readonly bodyLimit?: number;
  /** Makes everything, from the checked configuration. */
  compose(config: Config<Extra>, logger: LoggerService): Composition | Promise<Composition>;
}

export interface RunningHost {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly logger: LoggerService;
  /** Not ready any more, no new connections, waits (5 s at most) for requests in flight, then stops the runtime. Safe to call twice. */
  drain(): Promise<void>;
}

const drainTimeoutMs = 5_000;

/**
 * Starts a service inside this process: what `startService` does without signals and exits; tests use it with their own environment.
 * Throws ConfigError, PortTaken, or what composing threw; nothing is left open then.
 */
export const openHost = async <Extra extends z.ZodRawShape = Record<never, never>>(
  options: ServiceOptions<Extra>,
  environment: Environment = process.env,
): Promise<RunningHost> => {
  const config = readConfig(options.variables, environment);
  const gate = gateOf(options.name, options.access ?? 'internal', config);
  const logger = new JsonLogger({ service: options.name, instance: config.INSTANCE }, config.LOG_LEVEL);
  const parts = await options.compose(config, logger);
  const runtime = await runtimeOf(parts, config, logger);
  const stop = async (): Promise<void> => {
    await parts.onStop?.();
    await runtime?.stop();
  };
  const [health, inFlight, streams] = [new HealthRegistry(), new InFlight(), new EventStreams()];
  const beginDrain = (): void => {
    health.markDraining();
    parts.onDrain?.();
    streams.end();
  };
  health.add(...(runtime?.checks ?? []), ...(parts.checks ?? []));
  try {
    const root = rootModule(parts.module, MillraceModule.for({ config, health, logger, runtime, streams }));
    const ownLog = runtime && { service: runtime.store.service, generation: runtime.store.generation };
    const onError = (where: string, error: unknown): void => void logger.error(where, { error });
    const tokens = tokensOf(options.access, config);
    const hooks = { health, inFlight, gate, ownLog, tokens, keys: runtime?.idempotencyKeys, onError };
    const app = await httpApplication({ root, logger, ...hooks, bodyLimit: options.bodyLimit, routes: parts.routes });
    serveOpenApi(app, options.name);
    await app.init();
    await runtime?.start?.();
    const { port, url } = await listen(app, config.HOST, config.PORT);
    health.markStarted();
    void afterStart(parts, url, logger);
    return { name: options.name, port, url, app, logger, drain: once(() => drain(app, inFlight, beginDrain, stop)) };
  } catch (error) {
    await stop().catch((stopping: unknown) => logger.error('stopping after a failed start', { error: stopping }));
    throw error;
  }
};

const runtimeOf = async (
  { runtime, definition }: Composition,
  config: HostConfig,
  logger: LoggerService,
): Promise<ServiceRuntime | undefined> => {
  if (runtime || !definition) return runtime;
  // Only when needed: the gateway has no database, and should not load its driver.
  const { openRuntime } = await import('./runtime/open-runtime.js');
  // What is tried again by itself is a warning: a database or a broker that is away for a moment is nobody's fault.
  return openRuntime(definition, config, (where, error, retryInMs) => {
    if (retryInMs !== undefined && Number.isFinite(retryInMs)) logger.warn(where, { error, retryInMs });
    else logger.error(where, { error });
  });
};

const afterStart = async ({ afterStart: work }: Composition, url: string, logger: LoggerService): Promise<void> => {
  try {
    await work?.({ url });
  } catch (error) {
    logger.error('after start', { error });
  }
};

const gateOf = (
  name: string,
  access: 'internal' | 'public',
  { INTERNAL_TOKEN, HOST }: HostConfig,
): ReturnType<typeof internalGate> | undefined => {
  if (access === 'public') return undefined;
  if (INTERNAL_TOKEN !== undefined) return internalGate(INTERNAL_TOKEN);
  if (isLoopback(HOST)) return undefined;
  throw new ConfigError(
    `INTERNAL_TOKEN is missing: ${name} would answer everybody who reaches ${HOST}; give one long random value to all services, or set HOST=127.0.0.1`,
  );
};

/** Services show each other what they have seen; to clients it is sealed. */
const tokensOf = (access: 'internal' | 'public' | undefined, { CONSISTENCY_KEY, INTERNAL_TOKEN, HOST }: HostConfig): TokenForm => {
  if (access !== 'public') return plainTokens;
  const [first = INTERNAL_TOKEN, ...older] = CONSISTENCY_KEY?.split(',') ?? [];
  if (first === undefined && !isLoopback(HOST))
    throw new ConfigError(
      `CONSISTENCY_KEY is missing, and INTERNAL_TOKEN too: with one of them tokens are sealed, so that no client can make up what it has seen`,
    );
  return sealedTokens([first ?? 'nobody else reaches this', ...older]);
};

const drain = async (app: NestFastifyApplication, inFlight: InFlight, begin: () => void, stop: () => Promise<void>): Promise<void> => {
  begin();
  const server = app.getHttpServer();
  server.close();
  server.closeIdleConnections();
  await inFlight.settled(drainTimeoutMs);
  server.closeAllConnections();
  await app.close();
  await stop();
};

class ServiceRoot {}
Module({})(ServiceRoot);

const rootModule = (...imports: (Type<unknown> | DynamicModule)[]): DynamicModule => ({ module: ServiceRoot, imports });

const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
};
