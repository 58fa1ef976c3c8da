import type { ProvisionedDatabase, Secrets } from './provision.mjs';
import type { Services, StartedService } from './services.mjs';

export type Publisher = 'orders' | 'inventory' | 'payments' | 'shipping';
export type App = Publisher | 'acquirer' | 'gateway';

export interface PlatformOptions {
  readonly adminUrl: string;
  /** For logs and the compile cache. */
  readonly folder: string;
  /** Before the names of the databases, so that several platforms fit on one server. */
  readonly prefix?: string;
  readonly secrets?: Secrets & { internalToken?: string };
  /** 0: any free one. */
  readonly gatewayPort?: number;
  /** What the services are told of the transport: TRANSPORT, KAFKA_BROKERS … Default: direct. */
  readonly transport?: Record<string, string>;
  /** Variables for one app, or for all. */
  readonly extra?: Partial<Record<App | 'all', Record<string, string>>>;
  readonly entryOf?: (name: string) => string;
}

export interface Platform {
  readonly services: Services;
  readonly databases: Record<Publisher | 'acquirer', ProvisionedDatabase>;
  readonly urls: Record<App, string>;
  readonly internalToken: string;
  envOf(app: App): Record<string, string>;
  startAll(apps?: readonly App[]): Promise<StartedService[]>;
  stop(options?: { graceMs?: number }): Promise<void>;
}

/** Databases, roles, addresses and environments for all services; starts nothing yet. */
export function preparePlatform(options: PlatformOptions): Promise<Platform>;
