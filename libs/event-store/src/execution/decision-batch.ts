import { type DomainEvent, isRejection, type JointDecider, type Rejection, type StreamFold } from '@millrace/decider';
import type { AppendRequest, EventStore, NewEvent } from '../event-store.js';
import type { Transaction } from '../transaction.js';
import { type CommandContext, metadataOf } from './command-context.js';
import type { HybridLogicalClock } from './hybrid-logical-clock.js';
import { evolved, foldLoaded, loadRequest, type StreamState, type StreamStates } from './stream-states.js';

/** One command, to be decided over the streams it names. */
export interface Decision {
  readonly decider: JointDecider<unknown>;
  readonly streamIds: readonly string[];
  readonly command: unknown;
  readonly context: CommandContext;
  /**
   * It may have been appended before: the store looks for its command id first, at any version. Only under locks, and on states read under them.
   */
  readonly retry?: boolean;
}

export interface Decided {
  readonly decision: Decision;
  /** What the decider threw: a defect in the domain, which fails this command alone. */
  readonly failure?: unknown;
  readonly rejection?: Rejection;
  readonly request: AppendRequest;
  /** The named streams as they will be once the request is appended. */
  readonly after: ReadonlyMap<string, StreamState>;
}

export interface DecidingTools {
  readonly store: EventStore;
  readonly clock: HybridLogicalClock;
  readonly newId: () => string;
}

/** Loads, in one query, what neither the cache nor the batch knows of the streams the decisions name. */
export const statesFor = async (
  decisions: readonly Decision[],
  cache: StreamStates,
  store: EventStore,
  tx?: Transaction,
): Promise<Map<string, StreamState>> => {
  const wanted = foldsByStream(decisions);
  const states = new Map<string, StreamState>();
  const missing = new Map<string, StreamFold<unknown>[]>();
  for (const [streamId, folds] of wanted) {
    const cached = folds.map((fold) => cache.get(streamId, fold));
    if (cached.every((state) => state !== undefined)) states.set(streamId, cached[0]!);
    else missing.set(streamId, folds);
  }
  if (missing.size > 0) {
    const loaded = await store.load(
      [...missing].map(([streamId, folds]) => loadRequest(streamId, folds)),
      tx,
    );
    for (const [streamId, folds] of missing) states.set(streamId, foldLoaded(loaded.get(streamId) ?? { version: 0, events: [] }, folds));
  }
  return states;
};

const foldsByStream = (decisions: readonly Decision[]): Map<string, StreamFold<unknown>[]> => {
  const wanted = new Map<string, StreamFold<unknown>[]>();
  for (const { decider, streamIds } of decisions) {
    for (const streamId of streamIds) {
      const fold = decider.foldOf(streamId);
      const folds = wanted.get(streamId);
      if (!folds) wanted.set(streamId, [fold]);
      else if (!folds.some(({ name }) => name === fold.name)) folds.push(fold);
    }
  }
  return wanted;
};

/** Decides in order, each on what the ones before it will have appended. `states` is moved along. */
export const decideInOrder = (decisions: readonly Decision[], states: Map<string, StreamState>, tools: DecidingTools): Decided[] =>
  decisions.map((decision) => {
    const decided = decideOne(decision, states, tools);
    for (const [streamId, state] of decided.after) states.set(streamId, state);
    return decided;
  });

const decideOne = (decision: Decision, states: ReadonlyMap<string, StreamState>, tools: DecidingTools): Decided => {
  try {
    const answer = decision.decider.decide(decision.command, <State>(streamId: string) => {
      if (!decision.streamIds.includes(streamId))
        throw new Error(`${decision.decider.name} reads ${streamId}, which the command did not name`);
      return states.get(streamId)!.states.get(decision.decider.foldOf(streamId).name) as State;
    });
    return isRejection(answer)
      ? { ...outcomeOf(decision, new Map(), states, tools), rejection: answer }
      : outcomeOf(decision, answer, states, tools);
  } catch (failure) {
    return { ...outcomeOf(decision, new Map(), states, tools), failure };
  }
};

/** Every named stream is in the request, written or not: a rejection or a no-op is confirmed by the same call that appends the others. */
const outcomeOf = (
  decision: Decision,
  events: ReadonlyMap<string, readonly DomainEvent[]>,
  states: ReadonlyMap<string, StreamState>,
  tools: DecidingTools,
): Decided => {
  for (const streamId of events.keys())
    if (!decision.streamIds.includes(streamId))
      throw new Error(`${decision.decider.name} writes ${streamId}, which the command did not name`);
  const after = new Map(decision.streamIds.map((streamId) => [streamId, evolved(states.get(streamId)!, events.get(streamId) ?? [])]));
  const streams = decision.streamIds.map((streamId) => ({
    streamId,
    expected: decision.retry ? ('any' as const) : states.get(streamId)!.version,
    events: (events.get(streamId) ?? []).map((event) => newEvent(event, decision.context, tools)),
  }));
  const request = { commandId: decision.context.commandId, streams, ...(decision.retry && { retry: true }) };
  return { decision, request, after };
};

const newEvent = (event: DomainEvent, context: CommandContext, tools: DecidingTools): NewEvent => ({
  eventId: tools.newId(),
  type: event.type,
  data: event.data,
  metadata: metadataOf(context, tools.clock),
});
