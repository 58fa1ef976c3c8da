import type { DomainEvent, StreamFold } from '@millrace/decider';
import type { LoadedStream, LoadRequest } from '../event-store.js';

/** A stream as far as it is folded. Immutable: a batch works on its own copies, so that what is never committed is never seen. */
export interface StreamState {
  readonly version: number;
  /** Of the stream's last event; 0 when unknown (only a snapshot was read) or when there is none. */
  readonly position: number;
  /** By fold name: several deciders may see one stream differently. */
  readonly states: ReadonlyMap<string, unknown>;
  readonly folds: readonly StreamFold<unknown>[];
  /** Version of the newest snapshot known to be kept. */
  readonly snapshotAt: number;
}

/** A bounded cache of folded streams, least recently used out first. Correct however stale: versions are checked at append. */
export class StreamStates {
  private readonly cached = new Map<string, StreamState>();

  constructor(private readonly capacity: number) {}

  get(streamId: string, fold: StreamFold<unknown>): StreamState | undefined {
    const found = this.cached.get(streamId);
    if (!found?.states.has(fold.name)) return undefined;
    this.cached.delete(streamId);
    this.cached.set(streamId, found);
    return found;
  }

  put(streamId: string, state: StreamState): void {
    const known = this.cached.get(streamId);
    if (known && known.version > state.version) return;
    this.cached.delete(streamId);
    this.cached.set(streamId, state);
    if (this.cached.size > this.capacity) this.cached.delete(this.cached.keys().next().value!);
  }

  drop(streamId: string): void {
    this.cached.delete(streamId);
  }
}

/** What to ask the store for. A snapshot helps only when a single fold wants the stream. */
export const loadRequest = (streamId: string, folds: readonly StreamFold<unknown>[]): LoadRequest => {
  const [only, ...others] = folds;
  return only?.snapshotVersion !== undefined && others.length === 0
    ? { streamId, snapshot: { fold: only.name, foldVersion: only.snapshotVersion } }
    : { streamId };
};

export const foldLoaded = (loaded: LoadedStream, folds: readonly StreamFold<unknown>[]): StreamState => {
  const start: StreamState = {
    version: loaded.snapshot?.version ?? 0,
    position: 0,
    folds,
    states: new Map(folds.map((fold) => [fold.name, loaded.snapshot ? loaded.snapshot.state : fold.initial])),
    snapshotAt: loaded.snapshot?.version ?? 0,
  };
  return { ...evolved(start, loaded.events), version: loaded.version, position: loaded.events.at(-1)?.position ?? 0 };
};

/** The stream after more events; their places are filled in once the append has answered. */
export const evolved = (stream: StreamState, events: readonly DomainEvent[]): StreamState => {
  if (events.length === 0) return stream;
  const states = new Map(stream.states);
  for (const fold of stream.folds) {
    let state = states.get(fold.name);
    for (const event of events) state = fold.evolve(state, event);
    states.set(fold.name, state);
  }
  return { ...stream, version: stream.version + events.length, states };
};
