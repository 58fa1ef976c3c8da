import { type AppendOutcome, StoreUnavailable } from '@millrace/event-store';
import type { AppendCall, CheckedRequest } from './append-call.js';
import { conflicting } from './check-call.js';
import { contentRefused, isContentFault } from './failures.js';

type AppendOne = (call: AppendCall) => Promise<readonly AppendOutcome[]>;

/**
 * Appends a batch whose statement failed for its content, in halves, until the request at fault is alone; that one is refused. The
 * requests of a call stay in order, and those on streams of a failed one conflict, as if they had come in one statement.
 */
export const appendInHalves = async (requests: AppendCall, append: AppendOne, failed = new Set<string>()): Promise<AppendOutcome[]> => {
  try {
    const outcomes = [...(await append(requests.map((request) => (touches(request, failed) ? conflicting(request.request) : request))))];
    outcomes.forEach((outcome, index) => outcome.kind !== 'appended' && markFailed(requests[index]!, failed));
    return outcomes;
  } catch (error) {
    if (!isContentFault(error)) throw error;
    if (requests.length === 1) {
      markFailed(requests[0]!, failed);
      return [{ kind: 'refused', error: contentRefused(error) }];
    }
    const half = requests.length >> 1;
    const first = await appendInHalves(requests.slice(0, half), append, failed);
    return [...first, ...(await appendInHalves(requests.slice(half), append, failed).catch((later: unknown) => partly(later)))];
  }
};

const touches = ({ request }: CheckedRequest, failed: ReadonlySet<string>): boolean =>
  failed.size > 0 && request.streams.some(({ streamId }) => failed.has(streamId));

const markFailed = ({ request }: CheckedRequest, failed: Set<string>): void => {
  for (const { streamId } of request.streams) failed.add(streamId);
};

const partly = (cause: unknown): never => {
  throw new StoreUnavailable(`a part of the call may have been appended, then: ${(cause as Error).message}`, { cause });
};
