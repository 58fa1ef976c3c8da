import type { AppendOutcome } from '@millrace/event-store';
import type { AppendCall } from './append-call.js';

/** Limits of one batch. A single call above them is a batch of its own. */
export interface BatchLimits {
  readonly requests: number;
  readonly events: number;
  readonly bytes: number;
}

interface QueuedCall {
  readonly call: AppendCall;
  readonly size: BatchLimits;
  readonly resolve: (outcomes: readonly AppendOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

/** What a batch came to, call by call: one call's failure is no other's. */
export type CallResult = { readonly outcomes: readonly AppendOutcome[] } | { readonly error: unknown };

/**
 * Group commit for one half of the shards: calls that arrive while a batch is at the database form the next one. One batch at a time, so the lane
 * needs one connection and never waits for its own locks.
 */
export class Lane {
  private queue: QueuedCall[] = [];
  private draining?: Promise<void>;

  constructor(
    private readonly appendAll: (calls: readonly AppendCall[]) => Promise<readonly CallResult[]>,
    private readonly limits: BatchLimits,
  ) {}

  append(call: AppendCall): Promise<readonly AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ call, size: sizeOf(call), resolve, reject });
      this.draining ??= this.drain();
    });
  }

  /** When everything queued so far and since has been answered. */
  async idle(): Promise<void> {
    await this.draining;
  }

  private async drain(): Promise<void> {
    // A turn of the event loop before each batch: callers that go on together are in one batch again, not in two.
    for (await turn(); this.queue.length > 0; await turn()) {
      const batch = this.nextBatch();
      try {
        const results = await this.appendAll(batch.map(({ call }) => call));
        results.forEach((result, index) =>
          'error' in result ? batch[index]!.reject(result.error) : batch[index]!.resolve(result.outcomes),
        );
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.draining = undefined;
  }

  private nextBatch(): QueuedCall[] {
    let [requests, events, bytes] = [0, 0, 0];
    let count = 0;
    const repeated = new Set<string>();
    for (const { call, size } of this.queue) {
      requests += size.requests;
      events += size.events;
      bytes += size.bytes;
      const full = requests > this.limits.requests || events > this.limits.events || bytes > this.limits.bytes;
      if (count > 0 && (full || asksForOneOf(repeated, call))) break;
      for (const { request } of call) repeated.add(request.commandId);
      count++;
    }
    return this.queue.splice(0, count);
  }
}

/** A retry must not share a batch with its first attempt: what is not committed cannot be found. */
const asksForOneOf = (commandIds: ReadonlySet<string>, call: AppendCall): boolean =>
  call.some(({ request, retry }) => retry && commandIds.has(request.commandId));

const sizeOf = (call: AppendCall): BatchLimits => {
  let [events, bytes] = [0, 0];
  for (const { events: own } of call)
    for (const { data, metadata } of own) {
      events++;
      bytes += data.length + metadata.length;
    }
  return { requests: call.length, events, bytes };
};

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
