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
import { ConsulAgent, type ConsulAgentOptions } from './consul-agent.js';
import { consulId, type HealthEntry, instanceOf, registrationOf } from './consul-entries.js';

export interface ConsulDiscoveryOptions extends ConsulAgentOptions {
  /** How long an instance is believed to live after its last renewal. Default 10 s. */
  readonly ttlMs?: number;
  /** How long one question of a watch waits for a change. Default 30 s; Consul adds up to a sixteenth. */
  readonly waitMs?: number;
  readonly timers?: Timers;
  readonly random?: () => number;
  /** Told of renewals that failed; they are tried again. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

/** Discovery by the local Consul agent: registered with a TTL check that we renew, watched by blocking queries. */
export class ConsulDiscovery implements Discovery {
  private readonly agent: ConsulAgent;
  private readonly sets = new Set<{ readonly known: KnownInstances; readonly ended: Promise<void> }>();
  private readonly registrations = new Set<KeptRegistration>();
  private closed = false;

  constructor(private readonly options: ConsulDiscoveryOptions) {
    this.agent = new ConsulAgent(options);
  }

  async register(instance: Instance): Promise<Registration> {
    if (this.closed) throw new DiscoveryClosed();
    checkInstance(instance);
    const { ttlMs = 10_000, timers = systemTimers, onTrouble } = this.options;
    const id = encodeURIComponent(consulId(instance));
    const put = async (path: string, body?: object): Promise<number> => {
      const response = await this.agent.ask('PUT', path, { ...(body && { body }) });
      await response.body?.cancel();
      return response.status;
    };
    const registration = await KeptRegistration.of({
      instance,
      // Without replacing the checks, an entry that was critical would stay so until the next renewal.
      announce: async () => void (await put('/agent/service/register?replace-existing-checks=true', registrationOf(instance, ttlMs))),
      renew: async () => ((await put(`/agent/check/update/service:${id}`, { Status: 'passing' })) === 404 ? 'gone' : 'kept'),
      withdraw: async () => void (await put(`/agent/service/deregister/${id}`)),
      everyMs: ttlMs / 3,
      timers,
      onTrouble,
    });
    this.registrations.add(registration);
    return registration;
  }

  watch(service: string): InstanceSet {
    if (this.closed) throw new DiscoveryClosed();
    const { timers = systemTimers, random = Math.random } = this.options;
    const known = new KnownInstances(service);
    let index = 0;
    const ended = follow({
      known,
      timers,
      random,
      times: { everyMs: 0, retryMs: 100, maxRetryMs: 5_000 },
      round: async (signal) => {
        // While we do not know whether anything is known, the question must not wait.
        index = await this.round(known, known.stale ? 0 : index, signal);
      },
    });
    this.sets.add({ known, ended });
    return known;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const registration of this.registrations) registration.stop();
    for (const { known } of this.sets) known.close();
    await Promise.all([...this.sets].map(({ ended }) => ended));
  }

  /** One blocking query; answers the index for the next. An index that went back (a restarted server) begins anew, as Consul's documentation asks. */
  private async round(known: KnownInstances, index: number, signal: AbortSignal): Promise<number> {
    const { waitMs = 30_000 } = this.options;
    const path = `/health/service/${encodeURIComponent(known.service)}?passing=true&index=${index}&wait=${waitMs}ms`;
    const response = await this.agent.ask('GET', path, { signal, timeoutMs: waitMs * 1.1 + 5_000 });
    const next = Number(response.headers.get('x-consul-index'));
    if (response.status === 404 || !Number.isSafeInteger(next) || next < 1) {
      await response.body?.cancel();
      throw new DiscoveryUnavailable(`Consul, ${path}`, new Error(`status ${response.status}, index ${next}: is this a Consul agent?`));
    }
    known.replace(((await response.json()) as HealthEntry[]).map(instanceOf));
    return next < index ? 0 : next;
  }
}
