import { isRejection, VersionVector } from '@millrace/decider';
import type { CommandExecutor } from '@millrace/event-store';
import { type DueWork, DueWorker, type DueWorkItem } from '@millrace/subscriptions';
import type { Effect } from './effect.js';
import type { StoredCall } from './effect-consumer.js';

export interface EffectTools {
  readonly dueWork: DueWork;
  readonly executor: CommandExecutor;
  /** In [0, 1), for jitter. */
  readonly random: () => number;
  readonly onError: (error: unknown) => void;
}

/** Added to the timeout before a call is taken to be lost with its process: time to record the result. */
const recordingMs = 10_000;

/**
 * Makes the calls that are due. A call is claimed for its timeout and some more; a crash in between lets the next one repeat it with the same key.
 * Its row goes once the result is recorded, so the result is recorded at least once, and the command that records it is idempotent.
 */
export class EffectRunner {
  private readonly worker: DueWorker;
  private readonly underWay = new Map<number, { abort: AbortController; done: Promise<void> }>();
  private stopping = false;

  constructor(
    private readonly effect: Effect,
    private readonly tools: EffectTools,
  ) {
    const { dueWork, onError } = tools;
    this.worker = new DueWorker({ dueWork, kind: 'effect', owner: effect.name, work: () => this.work(), onError });
  }

  start(): void {
    this.worker.start();
  }

  /** Aborts what is under way; it is due again at once, for whoever comes next. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.worker.stop();
    for (const { abort } of this.underWay.values()) abort.abort(new Error('the service stops'));
    await Promise.all([...this.underWay.values()].map(({ done }) => done));
  }

  private async work(): Promise<number> {
    const room = this.effect.concurrency - this.underWay.size;
    if (room <= 0) return 0;
    const items = await this.tools.dueWork.claim('effect', this.effect.name, room, this.effect.timeoutMs + recordingMs);
    for (const item of items) this.begin(item);
    return items.length;
  }

  private begin(item: DueWorkItem): void {
    const abort = new AbortController();
    const done = this.call(item, abort.signal)
      .catch((error: unknown) => this.again(item, error))
      .catch(this.tools.onError)
      .finally(() => {
        this.underWay.delete(item.id);
        this.worker.poke();
      });
    this.underWay.set(item.id, { abort, done });
  }

  private async call(item: DueWorkItem, stop: AbortSignal): Promise<void> {
    const { payload, eventId, traceparent, correlationId, after } = item.payload as StoredCall;
    const signal = AbortSignal.any([stop, AbortSignal.timeout(this.effect.timeoutMs)]);
    const call = { key: item.key, payload, idempotencyKey: eventId, attempt: item.attempts, traceparent, signal };
    const { decider, streamIds, command } = await aborting(this.effect.perform(call), signal);
    const outcome = await this.tools.executor.executeAll(decider, streamIds, command, {
      correlationId,
      causationId: eventId,
      commandId: `${this.effect.name}:${eventId}`,
      traceparent,
      after: VersionVector.parse(after),
      actor: this.effect.name,
    });
    if (isRejection(outcome))
      this.tools.onError(new Error(`${this.effect.name}: result for ${item.key} was rejected as ${outcome.code}: ${outcome.message}`));
    await this.tools.dueWork.remove([item.id]);
  }

  /** Full jitter (Brooker, "Exponential Backoff and Jitter"), so that calls that failed together do not come back together. */
  private async again(item: DueWorkItem, error: unknown): Promise<void> {
    const { firstMs, maxMs } = this.effect.retry;
    const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(item.attempts - 1, 20));
    const delay = this.stopping ? 0 : Math.round(firstMs / 2 + this.tools.random() * ceiling);
    await this.tools.dueWork.postpone(item.id, delay, error instanceof Error ? error.message : String(error));
  }
}

/** A `perform` that ignores its signal must not hold its slot for ever. */
const aborting = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  let fail: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    fail = () => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    signal.addEventListener('abort', fail, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', fail);
  }
};
