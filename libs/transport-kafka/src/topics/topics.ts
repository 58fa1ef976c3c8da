import kafkajs, { type Admin } from 'kafkajs';

/** The topic's partitions are not the log's shards: events would come in another order. Only a person can mend it. */
export class WrongPartitions extends Error {
  override readonly name = 'WrongPartitions';
  readonly code = 'kafka.wrong-partitions';
  constructor(
    readonly topic: string,
    readonly found: number,
    readonly wanted: number,
  ) {
    super(
      `topic ${topic} has ${found} partitions, the log behind it ${wanted} shards. Nothing is lost: the log has everything. ` +
        `Delete the topic (kafka-topics --delete --topic ${topic}) and it is made and filled again, or set KAFKA_TOPIC_PREFIX to use another one`,
    );
  }
}

/** The topic is not there and we may not, or cannot, make it. */
export class TopicMissing extends Error {
  override readonly name = 'TopicMissing';
  readonly code = 'kafka.topic-missing';
  constructor(topic: string, partitions: number, cause: unknown) {
    super(
      `topic ${topic} is not there and could not be created (${cause instanceof Error ? cause.message : String(cause)}). ` +
        `Create it with ${partitions} partitions, or let this client create topics`,
      { cause },
    );
  }
}

export interface TopicWish {
  readonly topic: string;
  readonly partitions: number;
  /** Default: what the cluster says. */
  readonly replication?: number | undefined;
}

/** The partitions of each topic that is there, by name. */
export const partitionsOf = async (admin: Admin, topics: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  // Asking for a topic that is not there is an error to kafkajs, and one it repeats: so the names come first.
  const there = new Set(await admin.listTopics());
  const known = topics.filter((topic) => there.has(topic));
  if (known.length === 0) return new Map();
  const { topics: found } = await admin.fetchTopicMetadata({ topics: known });
  return new Map(found.map(({ name, partitions }) => [name, partitions.length]));
};

/**
 * Makes the topic unless it is there. Safe to call from many places at once. Answers whether it was made now.
 * Throws WrongPartitions, TopicMissing, or what the client says when no broker answers.
 */
export const ensureTopic = async (admin: Admin, { topic, partitions, replication }: TopicWish): Promise<boolean> => {
  const found = (await partitionsOf(admin, [topic])).get(topic);
  if (found === partitions) return false;
  if (found !== undefined) throw new WrongPartitions(topic, found, partitions);
  try {
    const replicationFactor = replication ?? (await defaultReplication(admin));
    return await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor }], waitForLeaders: true });
  } catch (error) {
    if (isAlreadyThere(error)) {
      // Somebody was quicker, in this moment: the answer comes when its partitions have leaders, as it does for the one who made it.
      await admin.fetchTopicMetadata({ topics: [topic] });
      return false;
    }
    throw (error as { retriable?: boolean }).retriable ? error : new TopicMissing(topic, partitions, error);
  }
};

/** Older versions of the request, which kafkajs speaks, cannot say "as the cluster does": so we ask. Not allowed to ask: 1 of a single broker, else 3. */
const defaultReplication = async (admin: Admin): Promise<number> => {
  const { brokers, controller } = await admin.describeCluster();
  const node = String(controller ?? brokers[0]?.nodeId);
  const name = 'default.replication.factor';
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.BROKER, name: node, configNames: [name] }],
    });
    const value = Number(resources[0]?.configEntries.find(({ configName }) => configName === name)?.configValue);
    if (value >= 1) return Math.min(value, brokers.length);
  } catch {
    // below
  }
  return brokers.length >= 3 ? 3 : 1;
};

const isAlreadyThere = (error: unknown): boolean => {
  const { type, errors } = error as { type?: string; errors?: readonly { type?: string }[] };
  return type === 'TOPIC_ALREADY_EXISTS' || (errors?.some((one) => one.type === 'TOPIC_ALREADY_EXISTS') ?? false);
};
