import type { Admin, Kafka } from 'kafkajs';
import { ensureTopic, type TopicWish } from '../topics/topics.js';

/**
 * What is asked of the cluster beside sending and consuming: one connection, made when first needed, and made anew after an error. One question at a time.
 */
export class ClusterAdmin {
  private admin: Promise<Admin> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly kafka: Kafka) {}

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
    await this.giveUp();
  }

  private ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const answer = this.last.catch(() => undefined).then(() => this.askNow(question));
    this.last = answer;
    answer.catch(() => undefined);
    return answer;
  }

  private async askNow<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      return await question(await (this.admin ??= this.connect()));
    } catch (error) {
      await this.giveUp();
      throw error;
    }
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }

  private async giveUp(): Promise<void> {
    const { admin } = this;
    this.admin = undefined;
    await admin?.then((made) => made.disconnect()).catch(() => undefined);
  }
}
