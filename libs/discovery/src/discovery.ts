/** One running copy of a service. */
export interface Instance {
  readonly service: string;
  /** New for each start of a process: two that share an id are one instance, and the last to register is it. */
  readonly id: string;
  /** Where it answers, e.g. http://10.0.0.7:3001. */
  readonly url: string;
  /** Of the software, for canaries. */
  readonly version?: string | undefined;
  /** Plain text; adapters may bound it (Consul: 512 characters each). */
  readonly metadata: Readonly<Record<string, string>>;
}

/** This process's own entry. It is kept alive until it is withdrawn; a process that dies without a word disappears after its time to live. */
export interface Registration {
  readonly instance: Instance;
  /** Takes the entry out, for good: nothing of this process puts it back afterwards. Call it first when draining. Safe to call again. */
  deregister(): Promise<void>;
}

/**
 * The instances of one service, as last heard. Losing the discovery server keeps them: an old list is worth more than none, because most of it is still
 * true, and `stale` says so.
 */
export interface InstanceSet {
  readonly service: string;
  /** By id. Empty until the first answer. The array is never changed: a change is a new one. */
  readonly instances: readonly Instance[];
  /** Since when the server cannot be asked, by this process's clock, and why. */
  readonly stale: Stale | undefined;
  /** Settles with the first answer, or when this is closed; never rejects. */
  readonly ready: Promise<void>;
  /** Told after every change of `instances` or of being stale. Answers how to stop that. */
  onChange(listener: () => void): () => void;
  close(): void;
}

export interface Stale {
  /** RFC 3339, UTC. */
  readonly since: string;
  readonly reason: string;
}

/**
 * Who is there. Adapters: static (`StaticDiscovery`), leases in PostgreSQL, Consul, Kubernetes.
 *
 * - What is registered is seen by every watcher, also by those that began before.
 * - What is deregistered, or dies, disappears; a watcher hears of it.
 * - Trouble with the server never throws into a watch, and never empties it. It is tried again until it works.
 */
export interface Discovery {
  /** Announces an instance, and keeps it announced. Rejects when that cannot be done now. Where the platform registers by itself, nothing happens. */
  register(instance: Instance): Promise<Registration>;
  watch(service: string): InstanceSet;
  /** Ends watches and keeps nothing alive any more. Does not deregister: what is to be taken out is taken out by its registration. */
  close(): Promise<void>;
}
