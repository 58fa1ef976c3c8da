/** Logs travel over Kafka: each service's relay publishes its log to a topic, consumers follow it in consumer groups; what a topic lacks comes from the log itself. */
export type { KafkaSasl, KafkaSettings, KafkaTls, KafkaTools } from './client/kafka-settings.js';
export { KafkaTransport, type KafkaFeedStatus, type KafkaTransportOptions } from './kafka-transport.js';
export type { FeedCounts } from './feed/feed-counts.js';
export { Relay, type RelayCounts } from './relay/relay.js';
export type { RelayCursor, RelayCursors, RelayMove } from './relay/relay-cursors.js';
export { PostgresRelayCursors } from './relay/postgres-relay-cursors.js';
export { CreateRelayCursors1764000000002 } from './relay/relay-cursors.migration.js';
export { TopicMissing, WrongPartitions } from './topics/topics.js';
export { topicOf } from './topics/topic-names.js';
export { encodeBatch, type OutgoingMessage } from './messages/encode-batch.js';
export { header, placeholderType } from './messages/headers.js';
