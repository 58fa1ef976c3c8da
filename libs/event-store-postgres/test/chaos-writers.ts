import { setTimeout as pause } from 'node:timers/promises';
import {
  type AppendOutcome,
  type AppendRequest,
  CommitUnknown,
  type ExpectedVersion,
  StoreUnavailable,
  type Transactor,
} from '@millrace/event-store';
import { isConnectionLost } from '@millrace/postgres';
import type { PostgresEventStore } from '../src/index.js';
import { noting } from './sample-requests.js';

/** What a writer knows of a request when it is told: it happened, it did not, or nobody knows. */
export type Fate = 'appended' | 'not appended' | 'unknown';

/** mulberry32: small, seeded, good enough to shuffle work. */
export const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** Writes to a few hot streams until told to stop: alone, over two streams, in transactions that dawdle, and in ones that roll back. */
export class ChaosWriter {
  readonly fates = new Map<string, Fate>();
  /** Conflicts that named another version than the expected one: all of them should. */
  readonly conflicts: { readonly expected: ExpectedVersion; readonly actual: number | undefined }[] = [];
  /** Errors that a killed session does not explain. */
  readonly unexplained: unknown[] = [];

  constructor(
    private readonly store: PostgresEventStore,
    private readonly transactor: Transactor,
    private readonly random: () => number,
    private readonly streams: readonly string[],
  ) {}

  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const request = await this.nextRequest().catch(() => undefined); // a read may meet a killed session twice in a row
      if (request) this.fates.set(request.commandId, await this.fateOf(request));
    }
  }

  private async nextRequest(): Promise<AppendRequest> {
    const [first, second] = [this.pick(), this.pick()];
    const loaded = await this.store.load([{ streamId: first }, { streamId: second }]);
    const expected = (streamId: string): ExpectedVersion => (this.random() < 0.2 ? 'any' : loaded.get(streamId)!.version);
    const request = noting(first, expected(first), [1, 2].slice(this.random() < 0.5 ? 1 : 0));
    if (first === second || this.random() < 0.7) return request;
    const other = noting(second, expected(second));
    const metadata = request.streams[0]!.events[0]!.metadata;
    const events = other.streams[0]!.events.map((event) => ({ ...event, metadata }));
    return { ...request, streams: [...request.streams, { ...other.streams[0]!, events }] };
  }

  private async fateOf(request: AppendRequest): Promise<Fate> {
    try {
      if (this.random() < 0.6) return this.told(request, (await this.store.append([request]))[0]!);
      return await this.inTransaction(request);
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof CommitUnknown || isConnectionLost(error))) this.unexplained.push(error);
      return 'unknown';
    }
  }

  private async inTransaction(request: AppendRequest): Promise<Fate> {
    const rollsBack = this.random() < 0.3;
    const changedMind = new Error('changed my mind');
    try {
      return await this.transactor.transaction(async (tx) => {
        const [outcome] = await this.store.append([request], tx);
        await pause(this.random() * 6);
        if (rollsBack) throw changedMind;
        return this.told(request, outcome!);
      });
    } catch (error) {
      if (error === changedMind) return 'not appended';
      throw error;
    }
  }

  private told({ streams }: AppendRequest, outcome: AppendOutcome): Fate {
    if (outcome.kind === 'refused') throw outcome.error;
    if (outcome.kind === 'conflict' && streams.length === 1)
      this.conflicts.push({ expected: streams[0]!.expected, actual: outcome.actual.get(streams[0]!.streamId) });
    return outcome.kind === 'appended' ? 'appended' : 'not appended';
  }

  private pick(): string {
    return this.streams[Math.floor(this.random() * this.streams.length)]!;
  }
}
