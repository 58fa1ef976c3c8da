import {
  type Assignment,
  type Consumption,
  type ConsumeRequest,
  type PublishedLog,
  systemScheduler,
  TailingTransport,
  type Transport,
  UnknownSource,
} from '@millrace/transport';
import type { Kafka } from 'kafkajs';
import { ClusterAdmin } from './client/cluster-admin.js';
import { kafkaClient } from './client/kafka-client.js';
import type { KafkaSettings, KafkaTools } from './client/kafka-settings.js';
import type { FeedCounts } from './feed/feed-counts.js';
import { KafkaFeed } from './feed/kafka-feed.js';
import { TopicPublisher } from './relay/topic-publisher.js';
import { Relay, type RelayOptions } from './relay/relay.js';
import { groupOf, topicOf } from './topics/topic-names.js';

export interface KafkaTransportOptions {
  readonly settings: KafkaSettings;
  /** The published logs of the services that are followed: for heads and for repair. Closed with the transport. */
  readonly logs: readonly PublishedLog[];
  /** The service's own log (`localLog`): it is read from its store, without a detour over the cluster, private events included. Closed with the transport. */
  readonly own?: PublishedLog;
  readonly tools?: Partial<KafkaTools>;
  /** Of a feed: how often it compares with the publisher's heads, and how much it holds. */
  readonly checkMs?: number;
  readonly maxBytes?: number;
}

export interface KafkaFeedStatus extends FeedCounts {
  readonly group: string;
  /** False: the cluster is away, or the group not joined yet. */
  readonly connected: boolean;
  readonly shards: number;
}

/**
 * Logs come through their topics `<service>.events`, shared out by consumer groups. Keeps the guarantees of `Transport`: what a topic has lost, or not got, is read from
 * the publisher's log. While no broker answers, consumers lag; nothing is lost.
 */
export class KafkaTransport implements Transport {
  readonly name = 'kafka';
  private readonly kafka: Kafka;
  private readonly admin: ClusterAdmin;
  private readonly logs: ReadonlyMap<string, PublishedLog>;
  private readonly ownTail: TailingTransport | undefined;
  private readonly tools: KafkaTools;
  private readonly consuming = new Map<KafkaFeed, { readonly group: string; readonly stop: () => Promise<void> }>();

  constructor(private readonly options: KafkaTransportOptions) {
    const { settings, logs, own, tools } = options;
    this.kafka = kafkaClient(settings);
    this.admin = new ClusterAdmin(this.kafka);
    this.logs = new Map([...logs, ...(own ? [own] : [])].map((log) => [log.service, log]));
    this.tools = { scheduler: systemScheduler, random: Math.random, onError: () => undefined, ...tools };
    if (own)
      this.ownTail = new TailingTransport({ name: 'own log', logs: [own], scheduler: this.tools.scheduler, random: this.tools.random });
  }

  consume(request: ConsumeRequest): Consumption {
    const { settings, own, checkMs, maxBytes } = this.options;
    if (this.ownTail && request.source === own?.service) return this.ownTail.consume(request);
    const { scheduler, random } = this.tools;
    const group = groupOf(settings.prefix ?? '', settings.clientId, request.group, request.source);
    const topic = topicOf(settings.prefix ?? '', request.source);
    const feed = new KafkaFeed({
      kafka: this.kafka,
      topic,
      group,
      log: this.log(request.source),
      ensureTopic: async (partitions) => void (await this.admin.ensureTopic({ topic, partitions, replication: settings.replication })),
      tools: { scheduler, random, onError: (error) => this.tools.onError(error) },
      ...(checkMs !== undefined && { checkMs }),
      ...(maxBytes !== undefined && { maxBytes }),
    });
    const tail = new TailingTransport({ name: this.name, logs: [feed], scheduler, random });
    tail.consume(sharedBy(feed.assignment, request));
    const stop = async (): Promise<void> => {
      this.consuming.delete(feed);
      await tail.close();
    };
    this.consuming.set(feed, { group, stop });
    return { stop };
  }

  log(service: string): PublishedLog {
    const log = this.logs.get(service);
    if (!log) throw new UnknownSource(service, [...this.logs.keys()]);
    return log;
  }

  /** Publishes the service's own log, for as long as the transport is open. */
  relay(options: Omit<RelayOptions, 'publisher' | 'admin' | 'replication' | 'onError' | 'scheduler'>): Relay {
    const { settings } = this.options;
    return new Relay({
      ...options,
      publisher: new TopicPublisher(this.kafka, topicOf(settings.prefix ?? '', options.log.service)),
      admin: this.admin,
      replication: settings.replication,
      onError: this.tools.onError,
      scheduler: this.tools.scheduler,
    });
  }

  /** What each consumption's feed has seen, for operators and tests. */
  status(): KafkaFeedStatus[] {
    return [...this.consuming].map(([feed, { group }]) => ({
      group,
      connected: feed.isMember,
      shards: feed.assignment.shards().size,
      ...feed.counts,
    }));
  }

  async close(): Promise<void> {
    await Promise.all([...this.consuming.values()].map(({ stop }) => stop()));
    await this.ownTail?.close();
    await Promise.all([...this.logs.values()].map((log) => log.close()));
    await this.admin.close();
  }
}

/** The request, with the group's shares instead of ours. */
const sharedBy = (assignment: Assignment, request: ConsumeRequest): ConsumeRequest => ({
  source: request.source,
  group: request.group,
  assignment,
  positions: (shards) => request.positions(shards),
  deliver: (batches) => request.deliver(batches),
  onError: (error, retryInMs) => request.onError(error, retryInMs),
});
