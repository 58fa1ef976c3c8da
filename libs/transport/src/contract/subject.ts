import { expect } from '@jest/globals';
import type { EventCatalogue } from '@millrace/decider';
import type { EventStore } from '@millrace/event-store';
import type { DeliveryBounds } from '../tailing/delivery-bounds.js';
import type { Consumption, Transport } from '../transport.js';
import { Publisher } from './publisher.js';
import { RecordingConsumer } from './recording-consumer.js';

/** What differs between adapters without breaking the port's guarantees. */
export interface TransportFeatures {
  /** Follows `ConsumeRequest.assignment`. False: the transport shares the shards of a group by itself (Kafka). */
  readonly followsAssignment: boolean;
  /** Can be had with hints alone and with polling alone. False: it has a wake-up of its own. */
  readonly hintsAndPolling: boolean;
  /** Keeps the bounds it is given per delivery. False: it has its own (fetch sizes), which its own spec checks. */
  readonly bounds: boolean;
  /** The consumer sees private events with content: it reads its own service's log. */
  readonly privateEvents: boolean;
}

export interface SubjectRequest {
  /** The service's name, and how many shards its log must have. */
  readonly service: string;
  readonly shards: number;
  readonly catalogue: EventCatalogue;
  /** `hints`: no polling for minutes. `polling`: hints never come. */
  readonly wakeUp: 'both' | 'hints' | 'polling';
  readonly bounds?: Partial<DeliveryBounds>;
}

/** A new log, empty, and a transport that brings it to consumers. `close` after the suite has closed the transport. */
export interface TransportSubject {
  readonly store: EventStore;
  readonly transport: Transport;
  close(): Promise<void>;
}

export type SubjectFactory = (request: SubjectRequest) => Promise<TransportSubject>;

/** Declares one test of the suite: it gets a stage of its own, made as `request` says. */
export type StageTest = (name: string, run: (stage: Stage) => Promise<void>, request?: Partial<SubjectRequest>) => void;

/** One test's publisher and consumers. */
export class Stage {
  readonly publisher: Publisher;
  private readonly consumers: RecordingConsumer[] = [];

  constructor(readonly subject: TransportSubject) {
    this.publisher = new Publisher(subject.store);
  }

  get transport(): Transport {
    return this.subject.transport;
  }

  /** Consumes until the test ends, or is stopped. */
  start(consumer: RecordingConsumer): Consumption {
    this.consumers.push(consumer);
    return this.transport.consume(consumer);
  }

  consumer(group = 'readers'): RecordingConsumer {
    const consumer = new RecordingConsumer(group);
    this.start(consumer);
    return consumer;
  }

  async close(): Promise<void> {
    await this.subject.transport.close();
    await this.subject.close();
    expect(this.consumers.flatMap(({ breaches }) => breaches)).toEqual([]);
  }
}
