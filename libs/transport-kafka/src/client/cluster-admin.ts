import type { Admin, Kafka } from 'kafkajs';
import { KeptConnection } from './kept-connection.js';
import { ensureTopic, type TopicWish } from '../topics/topics.js';

/**
 * What is asked of the cluster beside sending and consuming: one connection, made when first needed, and made anew after an error. One question at a time.
 */
export class ClusterAdmin {
  private readonly connection: KeptConnection<Admin>;
  private last: Promise<unknown> = Promise.resolve();

  constructor(kafka: Kafka) {
    this.connection = new KeptConnection(() => kafka.admin());
  }

  /** Makes the topic unless it is there; answers whether it was made now. Throws WrongPartitions, TopicMissing, or that nobody answers. */
  ensureTopic(wish: TopicWish): Promise<boolean> {
    return this.ask((admin) => ensureTopic(admin, wish));
  }

  /** Where each partition ends: the offset the next message gets. Undefined when there is no such topic. */
  ends(topic: string): Promise<ReadonlyMap<number, number> | undefined> {
    return this.ask(async (admin) => {
      if (!(await admin.listTopics()).includes(topic)) return undefined;
      const offsets = await admin.fetchTopicOffsets(topic);
      return new Map(offsets.map(({ partition, high }) => [partition, Number(high)]));
    });
  }

  async close(): Promise<void> {
    await this.last.catch(() => undefined);
    await this.connection.close();
  }

  private ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const answer = this.last.catch(() => undefined).then(() => this.connection.use(question));
    this.last = answer;
    answer.catch(() => undefined);
    return answer;
  }
}
