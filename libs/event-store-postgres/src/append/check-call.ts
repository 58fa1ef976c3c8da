import type { EventCatalogue } from '@millrace/decider';
import { type AppendOutcome, type AppendRequest, checkContent, ContentRefused } from '@millrace/event-store';
import type { AppendCall, CheckedRequest } from './append-call.js';

/** The requests that may be queued, and how to put the refused ones back among their outcomes. */
export interface CheckedCall {
  readonly call: AppendCall;
  readonly complete: (outcomes: readonly AppendOutcome[]) => readonly AppendOutcome[];
}

/** Refuses what cannot be stored before anything is sent. Later requests on a refused one's streams are sent as conflicts. */
export const checkCall = (requests: readonly AppendRequest[], catalogue: EventCatalogue): CheckedCall => {
  const refused = new Map<number, AppendOutcome>();
  const failed = new Set<string>();
  const call: CheckedRequest[] = [];
  requests.forEach((request, index) => {
    try {
      const events = checkContent(request, catalogue);
      const decidedOnNothing = failed.size > 0 && request.streams.some(({ streamId }) => failed.has(streamId));
      call.push(decidedOnNothing ? conflicting(request) : { request, events, retry: request.retry ?? false });
      if (decidedOnNothing) for (const { streamId } of request.streams) failed.add(streamId);
    } catch (error) {
      if (!(error instanceof ContentRefused)) throw error;
      refused.set(index, { kind: 'refused', error });
      for (const { streamId } of request.streams) failed.add(streamId);
    }
  });
  return { call, complete: (outcomes) => (refused.size === 0 ? outcomes : merged(requests.length, refused, outcomes)) };
};

const merged = (length: number, refused: ReadonlyMap<number, AppendOutcome>, outcomes: readonly AppendOutcome[]): AppendOutcome[] => {
  let next = 0;
  return Array.from({ length }, (_, index) => refused.get(index) ?? outcomes[next++]!);
};

/** No stream has this version: a request that expects it conflicts, and so learns the actual one. */
const impossibleVersion = 2_147_483_647;

/** The request as a question: which versions do its streams have? */
export const conflicting = ({ commandId, streams }: AppendRequest): CheckedRequest => ({
  request: { commandId, streams: streams.map(({ streamId }) => ({ streamId, expected: impossibleVersion, events: [] })) },
  events: [],
  retry: false,
});
