import {
  checkInstance,
  type Discovery,
  DiscoveryClosed,
  DiscoveryUnavailable,
  follow,
  type Instance,
  type InstanceSet,
  KnownInstances,
  type Registration,
  systemTimers,
  type Timers,
} from '@millrace/discovery';
import { ApiServer, type ApiServerOptions, Gone } from './api-server.js';
import { type EndpointSlice, instancesOf } from './endpoint-slices.js';
import { linesOf } from './lines.js';

export interface KubernetesDiscoveryOptions extends ApiServerOptions {
  /** Which slices are those of a service. Default: those of the Service of that name. */
  readonly selectorOf?: (service: string) => string;
  /** The name of the port to call; the first one unless said. */
  readonly portName?: string;
  /** How long one watch is asked to last. Default 4 minutes; a connection that died in silence is noticed by then. */
  readonly watchMs?: number;
  readonly timers?: Timers;
  readonly random?: () => number;
}

interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: EndpointSlice & { readonly code?: number; readonly message?: string };
}

interface SliceList {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly EndpointSlice[];
}

/**
 * Discovery by Kubernetes' EndpointSlices: listed once, then watched from that version on. Pods are registered by Kubernetes, when their readiness probe
 * says so, so `register` does nothing here.
 */
export class KubernetesDiscovery implements Discovery {
  private readonly server: ApiServer;
  private readonly sets = new Set<{ readonly known: KnownInstances; readonly ended: Promise<void> }>();
  private closed = false;

  constructor(private readonly options: KubernetesDiscoveryOptions) {
    this.server = new ApiServer(options);
  }

  async register(instance: Instance): Promise<Registration> {
    if (this.closed) throw new DiscoveryClosed();
    checkInstance(instance);
    return { instance, deregister: () => Promise.resolve() };
  }

  watch(service: string): InstanceSet {
    if (this.closed) throw new DiscoveryClosed();
    const { timers = systemTimers, random = Math.random } = this.options;
    const known = new KnownInstances(service);
    const view = new View(this.server, known, this.options);
    const times = { everyMs: 0, retryMs: 200, maxRetryMs: 10_000 };
    const ended = follow({ known, timers, random, times, round: (signal) => view.round(signal) });
    this.sets.add({ known, ended });
    return known;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { known } of this.sets) known.close();
    await Promise.all([...this.sets].map(({ ended }) => ended));
  }
}

/** The slices of one service, and up to which version they are known. */
class View {
  private readonly slices = new Map<string, EndpointSlice>();
  private version: string | undefined;

  constructor(
    private readonly server: ApiServer,
    private readonly known: KnownInstances,
    private readonly options: KubernetesDiscoveryOptions,
  ) {}

  async round(signal: AbortSignal): Promise<void> {
    if (this.version === undefined || this.known.stale) await this.list(signal);
    try {
      await this.follow(signal);
    } catch (error) {
      this.version = undefined;
      if (!(error instanceof Gone)) throw error;
    }
  }

  private get selector(): string {
    return this.options.selectorOf?.(this.known.service) ?? `kubernetes.io/service-name=${this.known.service}`;
  }

  private async list(signal: AbortSignal): Promise<void> {
    const response = await this.server.slices({ labelSelector: this.selector }, AbortSignal.any([signal, AbortSignal.timeout(10_000)]));
    const { metadata, items } = (await response.json()) as SliceList;
    this.slices.clear();
    for (const slice of items) this.slices.set(slice.metadata.name, slice);
    this.version = metadata.resourceVersion;
    this.tell();
  }

  /** Until the server ends the watch, which it does when its time is over. */
  private async follow(signal: AbortSignal): Promise<void> {
    const { watchMs = 240_000 } = this.options;
    const query = {
      labelSelector: this.selector,
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.version!,
      timeoutSeconds: String(Math.ceil(watchMs / 1_000)),
    };
    const response = await this.server.slices(query, AbortSignal.any([signal, AbortSignal.timeout(watchMs + 10_000)]));
    try {
      for await (const line of linesOf(response.body!)) this.apply(JSON.parse(line) as WatchEvent);
    } catch (error) {
      throw error instanceof Gone ? error : new DiscoveryUnavailable('Kubernetes, the watch of EndpointSlices', error);
    }
  }

  private apply({ type, object }: WatchEvent): void {
    if (type === 'ERROR') {
      if (object.code === 410) throw new Gone(object.message);
      throw new Error(`${object.code} ${object.message}`);
    }
    this.version = object.metadata.resourceVersion;
    if (type === 'BOOKMARK') return;
    if (type === 'DELETED') this.slices.delete(object.metadata.name);
    else this.slices.set(object.metadata.name, object);
    this.tell();
  }

  private tell(): void {
    this.known.replace(instancesOf(this.known.service, this.slices.values(), this.options.portName));
  }
}
