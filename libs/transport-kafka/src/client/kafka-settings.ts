import type { Scheduler } from '@millrace/transport';

/** How to reach the cluster, and under which names. */
export interface KafkaSettings {
  /** `host:port`, one of which must answer. */
  readonly brokers: readonly string[];
  /** Whose connections they are: a service's name, for the broker's logs and quotas. */
  readonly clientId: string;
  /** Goes before every topic and group, so that several platforms can share a cluster. Default: nothing. */
  readonly prefix?: string;
  /** Of topics that are created. Default: what the cluster says (`default.replication.factor`). */
  readonly replication?: number;
  readonly tls?: KafkaTls;
  readonly sasl?: KafkaSasl;
}

/** PEM texts. Without any: the system's authorities. */
export interface KafkaTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface KafkaSasl {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

/** Where the library's clock and errors go. */
export interface KafkaTools {
  readonly scheduler: Scheduler;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
  /** What went wrong and is tried again by itself. Never throws. */
  readonly onError: (error: unknown) => void;
}
