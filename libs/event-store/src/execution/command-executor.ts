import {
  type Decider,
  type DomainEvent,
  type JointDecider,
  type Recorded,
  type Rejection,
  shardOf,
  single,
  VersionVector,
} from '@millrace/decider';
import type { AppendOutcome, EventStore, Snapshot } from '../event-store.js';
import { CommitUnknown, isInsideTransaction, type Transaction, type Transactor } from '../transaction.js';
import type { CommandContext } from './command-context.js';
import { type Decided, decideInOrder, type DecidingTools, type Decision, statesFor } from './decision-batch.js';
import { HybridLogicalClock } from './hybrid-logical-clock.js';
import { type StreamState, StreamStates } from './stream-states.js';

/** The command was accepted. Without events it was a repetition, or there was nothing to do. */
export interface Accepted {
  readonly accepted: true;
  readonly events: readonly Recorded[];
  /** Of every stream the command named, afterwards. */
  readonly versions: ReadonlyMap<string, number>;
  /** The last known place of each named stream: what a reader must have applied to see this command's effect, also when it was a repetition. */
  readonly places: VersionVector;
}

export type CommandOutcome<Code extends string = string> = Accepted | Rejection<Code>;

export interface ExecutorOptions {
  readonly store: EventStore;
  readonly transactor: Transactor;
  readonly now: () => number;
  readonly newId: () => string;
  /** Shared by everything that stamps or reads events in this process. */
  readonly clock?: HybridLogicalClock;
  /** Streams whose folded state is kept. */
  readonly cacheSize?: number;
  /** Commands of one cycle at most. */
  readonly maxBatch?: number;
  /** Groups that work side by side, by shard. Few and big is faster (design §3). */
  readonly lanes?: number;
  /** A snapshot is kept every so many versions of a stream whose fold wants them. */
  readonly snapshotEvery?: number;
  /** Told of failures that concern no caller: a snapshot that could not be kept. */
  readonly onError?: (error: unknown) => void;
}

interface Waiting extends Decision {
  resolve(outcome: CommandOutcome): void;
  reject(error: unknown): void;
}

/** The answer to one decision: an outcome, or the error that concerns it alone. */
export type Settled = { readonly outcome: CommandOutcome } | { readonly error: unknown };

/**
 * Group decide: commands that arrive while a cycle is at the database form the next one. A cycle loads the missing states in one query, decides in order in
 * memory, and appends all in one call. A hot stream is limited by batches, not by retries: callers never see a conflict.
 *
 * Guarantees: a command is decided on the state its events are appended to, rejections and no-ops too (their versions are checked in the same
 * call). After a conflict the commands concerned are decided again while the locks of their shards are held, so none waits for more than one more cycle.
 * A command that throws, or whose events cannot be stored, fails alone.
 */
export class CommandExecutor {
  private readonly tools: DecidingTools;
  private readonly cache: StreamStates;
  private readonly queues: Waiting[][];
  private readonly busy: boolean[];
  private readonly maxBatch: number;
  private readonly snapshotEvery: number;

  constructor(private readonly options: ExecutorOptions) {
    const lanes = options.lanes ?? 2;
    this.tools = { store: options.store, clock: options.clock ?? new HybridLogicalClock(options.now), newId: options.newId };
    this.cache = new StreamStates(options.cacheSize ?? 10_000);
    this.queues = Array.from({ length: lanes }, () => []);
    this.busy = Array.from({ length: lanes }, () => false);
    this.maxBatch = options.maxBatch ?? 256;
    this.snapshotEvery = options.snapshotEvery ?? 500;
  }

  /** Decides one command over one stream. Rejects with `ContentRefused`, `StoreUnavailable`, or what the decider threw. */
  execute<Command, State, Event extends DomainEvent, Code extends string>(
    decider: Decider<Command, State, Event, Code>,
    streamId: string,
    command: Command,
    context: CommandContext,
  ): Promise<CommandOutcome<Code>> {
    return this.executeAll(single(decider, streamId), [streamId], command, context);
  }

  /** Decides one command over several streams of this service, all or nothing. */
  executeAll<Command, Event extends DomainEvent, Code extends string>(
    decider: JointDecider<Command, Event, Code>,
    streamIds: readonly string[],
    command: Command,
    context: CommandContext,
  ): Promise<CommandOutcome<Code>> {
    if (isInsideTransaction()) return Promise.reject(new Error('execute inside a transaction would wait for itself: use decideIn'));
    return new Promise<CommandOutcome<Code>>((resolve, reject) => {
      const lane = this.laneOf(streamIds);
      const waiting = { decider: decider as unknown as JointDecider<unknown>, streamIds: [...new Set(streamIds)], command, context };
      this.queues[lane]!.push({ ...waiting, resolve: resolve as (outcome: CommandOutcome) => void, reject });
      if (!this.busy[lane]) void this.drain(lane);
    });
  }

  /**
   * Decides commands in order inside the caller's transaction, as its last step before COMMIT. Rejections are answers; a command that throws, or content
   * that cannot be stored, is an error in its place, and nothing of that command is appended.
   */
  async decideIn(tx: Transaction, decisions: readonly Decision[]): Promise<readonly Settled[]> {
    const learned = new Map<string, StreamState>();
    const settled = await this.settle(decisions, learned, tx);
    tx.afterCommit(() => this.learn(learned));
    return settled;
  }

  private laneOf(streamIds: readonly string[]): number {
    return Math.min(...streamIds.map((id) => shardOf(id, this.options.store.shards))) % this.queues.length;
  }

  private async drain(lane: number): Promise<void> {
    this.busy[lane] = true;
    const queue = this.queues[lane]!;
    while (queue.length > 0) await this.cycle(queue.splice(0, this.maxBatch));
    this.busy[lane] = false;
  }

  private async cycle(group: readonly Waiting[]): Promise<void> {
    const conflicted: number[] = [];
    try {
      const learned = new Map<string, StreamState>();
      const settled = await this.attempt(group, learned, conflicted);
      this.learn(learned);
      settled.forEach((result, index) => result && answer(group[index]!, result));
      if (conflicted.length > 0) await this.underLocks(conflicted.map((index) => group[index]!));
    } catch (error) {
      // Nobody knows what the database holds now: forget, and tell everyone still waiting (an answered promise ignores it).
      for (const waiting of group) {
        this.forget(waiting);
        waiting.reject(error);
      }
    }
  }

  /** Decides again with the shards locked first, so that no other writer can come between. One that cannot be stored must not take the others with it. */
  private async underLocks(group: readonly Waiting[]): Promise<void> {
    try {
      const learned = new Map<string, StreamState>();
      const settled = await this.options.transactor.transaction(async (tx) => {
        learned.clear();
        await this.options.store.append(group.map(lockOnly), tx);
        return this.settle(group, learned, tx);
      });
      this.learn(learned);
      settled.forEach((result, index) => answer(group[index]!, result));
    } catch (error) {
      const perhapsAppended = error instanceof CommitUnknown;
      if (group.length === 1 && (!perhapsAppended || group[0]!.retry)) throw error;
      for (const waiting of group) {
        const again = perhapsAppended ? { ...waiting, retry: true } : waiting;
        await this.underLocks([again]).catch((own: unknown) => waiting.reject(own));
      }
    }
  }

  /** With `tx`: a conflict leaves the locks held, so the second attempt cannot conflict. */
  private async settle(decisions: readonly Decision[], learned: Map<string, StreamState>, tx: Transaction): Promise<readonly Settled[]> {
    const conflicted: number[] = [];
    const settled = await this.attempt(decisions, learned, conflicted, tx);
    if (conflicted.length > 0) {
      const still: number[] = [];
      const again = await this.attempt(
        conflicted.map((index) => decisions[index]!),
        learned,
        still,
        tx,
      );
      if (still.length > 0)
        throw new Error(`conflict on ${decisions[conflicted[still[0]!]!]!.streamIds.join(', ')} while its shards are locked`);
      conflicted.forEach((index, at) => (settled[index] = again[at]));
    }
    return settled as Settled[];
  }

  private async attempt(
    decisions: readonly Decision[],
    learned: Map<string, StreamState>,
    conflicted: number[],
    tx?: Transaction,
  ): Promise<(Settled | undefined)[]> {
    const cache = decisions.some(({ retry }) => retry) ? new StreamStates(0) : this.cache;
    const states = await statesFor(decisions, cache, this.options.store, tx);
    const decided = decideInOrder(decisions, states, this.tools);
    const outcomes = await this.options.store.append(
      decided.map(({ request }) => request),
      tx,
    );
    return decided.map((item, index) => {
      const outcome = outcomes[index]!;
      if (outcome.kind === 'appended') {
        if (item.decision.retry) return this.settledOfRetry(item, outcome);
        const known = withPlaces(item, outcome, learned);
        for (const [streamId, state] of known) learned.set(streamId, state);
        return this.settledOf(item, outcome, known);
      }
      this.forget(item.decision);
      for (const streamId of item.decision.streamIds) learned.delete(streamId);
      if (outcome.kind === 'refused') return { error: outcome.error };
      conflicted.push(index);
      return undefined;
    });
  }

  private settledOf(item: Decided, outcome: AppendOutcome & { kind: 'appended' }, known: ReadonlyMap<string, StreamState>): Settled {
    if (item.failure !== undefined) return { error: item.failure };
    if (item.rejection) return { outcome: item.rejection };
    const { service, generation, shards } = this.options.store;
    const places = [...known].flatMap(([streamId, { position }]) =>
      position > 0 ? [{ service, generation, shard: shardOf(streamId, shards), position }] : [],
    );
    return { outcome: { accepted: true, events: outcome.events, versions: outcome.versions, places: VersionVector.of(...places) } };
  }

  /** Whatever was decided this time: what the first attempt appended is the answer, if it did. The folded state is not to be trusted then. */
  private settledOfRetry(item: Decided, outcome: AppendOutcome & { kind: 'appended' }): Settled {
    this.forget(item.decision);
    return this.settledOf(outcome.events.length > 0 ? { ...item, ...accepted } : item, outcome, withPlaces(item, outcome, new Map()));
  }

  private learn(learned: ReadonlyMap<string, StreamState>): void {
    const snapshots: Snapshot[] = [];
    for (const [streamId, state] of learned) {
      const due = snapshotsDue(streamId, state, this.snapshotEvery);
      snapshots.push(...due);
      this.cache.put(streamId, due.length > 0 ? { ...state, snapshotAt: state.version } : state);
    }
    if (snapshots.length > 0) this.options.store.saveSnapshots(snapshots).catch((error: unknown) => this.options.onError?.(error));
  }

  private forget({ streamIds }: Decision): void {
    for (const streamId of streamIds) this.cache.drop(streamId);
  }
}

const accepted = { rejection: undefined, failure: undefined };

const answer = (waiting: Waiting, settled: Settled): void =>
  'error' in settled ? waiting.reject(settled.error) : waiting.resolve(settled.outcome);

const lockOnly = ({ context, streamIds }: Decision) => ({
  commandId: context.commandId,
  streams: streamIds.map((streamId) => ({ streamId, expected: 'any' as const, events: [] })),
});

/** `before`: what earlier commands of the batch did to the same streams; a no-op's place is the last of theirs. */
const withPlaces = (
  item: Decided,
  outcome: AppendOutcome & { kind: 'appended' },
  before: ReadonlyMap<string, StreamState>,
): Map<string, StreamState> => {
  const known = new Map<string, StreamState>();
  for (const [streamId, state] of item.after)
    known.set(streamId, { ...state, position: Math.max(state.position, before.get(streamId)?.position ?? 0) });
  for (const event of outcome.events) known.set(event.streamId, { ...known.get(event.streamId)!, position: event.position });
  return known;
};

const snapshotsDue = (streamId: string, state: StreamState, every: number): Snapshot[] =>
  state.version - state.snapshotAt < every
    ? []
    : state.folds.flatMap((fold) =>
        fold.snapshotVersion === undefined
          ? []
          : [{ streamId, fold: fold.name, foldVersion: fold.snapshotVersion, version: state.version, state: state.states.get(fold.name) }],
      );
