import { ContentRefused, StoreUnavailable } from '@millrace/event-store';
import { isConnectionLost, sqlStateOf } from '@millrace/postgres';

/** The content is at fault: data exceptions (22), a violated check (23514), limits of the server (54). A neighbour may be fine. */
export const isContentFault = (error: unknown): boolean => /^(22|23514|54)/.test(sqlStateOf(error) ?? '');

export const contentRefused = (error: unknown): ContentRefused =>
  Object.assign(new ContentRefused('', `PostgreSQL cannot store it: ${(error as Error).message}`), { cause: error });

/** Nothing was written, and the same call may succeed: deadlock, lock or statement timeout, out of connections or memory, shutting down. */
const isPassing = (error: unknown): boolean => /^(40|53|55|57|08)/.test(sqlStateOf(error) ?? '');

/** The port's error for a database that cannot be reached or does not answer in time; others are passed on as they are. */
export const portError = (error: unknown): unknown =>
  error instanceof StoreUnavailable || !(isConnectionLost(error) || isPassing(error))
    ? error
    : new StoreUnavailable(`the event store is not available: ${(error as Error).message}`, { cause: error });
