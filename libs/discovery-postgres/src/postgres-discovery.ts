import {
  checkInstance,
  type Discovery,
  DiscoveryClosed,
  DiscoveryUnavailable,
  follow,
  type Instance,
  type InstanceSet,
  KeptRegistration,
  KnownInstances,
  type Registration,
  systemTimers,
  type Timers,
} from '@millrace/discovery';
import { createPool } from '@millrace/postgres';
import type { Pool } from 'pg';

export interface PostgresDiscoveryOptions {
  /** Of the database that has the table; the runtime role. */
  readonly url: string;
  /** How long an instance is believed to live after its last renewal. Default 10 s. */
  readonly ttlMs?: number;
  /** How often a watch looks. Default 1 s: what has gone in between fails its calls, and those go elsewhere. */
  readonly pollMs?: number;
  readonly timers?: Timers;
  readonly random?: () => number;
  /** Told of renewals that failed; they are tried again. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

/**
 * Discovery in a table: for platforms that have PostgreSQL and nothing else. Instances hold leases by the database's clock, watches poll. No NOTIFY: a dead
 * process sends none, so polling is needed anyway, and it saves a connection per process.
 */
export class PostgresDiscovery implements Discovery {
  private readonly pool: Pool;
  private readonly sets = new Set<{ readonly known: KnownInstances; readonly ended: Promise<void> }>();
  private readonly registrations = new Set<KeptRegistration>();
  private closed = false;

  constructor(private readonly options: PostgresDiscoveryOptions) {
    this.pool = createPool({ url: options.url, max: 2, applicationName: 'discovery', statementTimeoutMs: 5_000, connectTimeoutMs: 3_000 });
  }

  async register(instance: Instance): Promise<Registration> {
    if (this.closed) throw new DiscoveryClosed();
    checkInstance(instance);
    const registration = await KeptRegistration.of({
      instance,
      announce: () => this.announce(instance),
      renew: () => this.renew(instance),
      withdraw: async () =>
        void (await this.query('DELETE FROM service_instances WHERE service = $1 AND id = $2', [instance.service, instance.id])),
      everyMs: this.ttlMs / 3,
      timers: this.timers,
      onTrouble: this.options.onTrouble,
    });
    this.registrations.add(registration);
    return registration;
  }

  watch(service: string): InstanceSet {
    if (this.closed) throw new DiscoveryClosed();
    const known = new KnownInstances(service);
    const ended = follow({
      known,
      timers: this.timers,
      random: this.options.random ?? Math.random,
      times: { everyMs: this.options.pollMs ?? 1_000, retryMs: 250, maxRetryMs: 5_000 },
      round: async () => known.replace(await this.alive(service)),
    });
    this.sets.add({ known, ended });
    return known;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const registration of this.registrations) registration.stop();
    for (const { known } of this.sets) known.close();
    await Promise.all([...this.sets].map(({ ended }) => ended));
    await this.pool.end();
  }

  private get ttlMs(): number {
    return this.options.ttlMs ?? 10_000;
  }

  private get timers(): Timers {
    return this.options.timers ?? systemTimers;
  }

  /** Also sweeps what is long dead, so that the table stays as small as the platform. */
  private async announce({ service, id, url, version, metadata }: Instance): Promise<void> {
    await this.query(`DELETE FROM service_instances WHERE alive_until < clock_timestamp() - interval '1 hour'`, []);
    await this.query(
      `INSERT INTO service_instances (service, id, url, version, metadata, alive_until)
       VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 millisecond')
       ON CONFLICT (service, id) DO UPDATE
         SET url = excluded.url, version = excluded.version, metadata = excluded.metadata, alive_until = excluded.alive_until`,
      [service, id, url, version ?? null, JSON.stringify(metadata), this.ttlMs],
    );
  }

  private async renew({ service, id }: Instance): Promise<'kept' | 'gone'> {
    const rows = await this.query<object>(
      `UPDATE service_instances SET alive_until = clock_timestamp() + $3 * interval '1 millisecond'
       WHERE service = $1 AND id = $2 RETURNING id`,
      [service, id, this.ttlMs],
    );
    return rows.length > 0 ? 'kept' : 'gone';
  }

  private async alive(service: string): Promise<Instance[]> {
    const rows = await this.query<Omit<Instance, 'version'> & { version: string | null }>(
      'SELECT service, id, url, version, metadata FROM service_instances WHERE service = $1 AND alive_until > clock_timestamp()',
      [service],
    );
    return rows.map(({ version, ...row }) => ({ ...row, ...(version !== null && { version }) }));
  }

  private async query<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    try {
      return (await this.pool.query<Row>(text, [...values])).rows;
    } catch (error) {
      throw new DiscoveryUnavailable('the table of service instances', error);
    }
  }
}
