import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A unit of work of one service's database. Opaque: an adapter accepts only the handles its own transactor made.
 * Everything done with one handle becomes durable together, at its commit, or not at all.
 */
export interface Transaction {
  readonly kind: string;
  /** Runs after a successful commit, never after a rollback. Must not throw. */
  afterCommit(action: () => void): void;
}

export interface Transactor {
  /**
   * Runs `work`, commits, and answers its result; an error rolls back and is passed on. When the connection breaks at commit the error is
   * a `CommitUnknown`: the caller finds out by its watermark or command id.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

/** The connection broke while COMMIT was under way: it may or may not have happened. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

const scope = new AsyncLocalStorage<true>();

/** For transactors: marks everything `work` calls as inside a transaction. */
export const insideTransaction = <T>(work: () => Promise<T>): Promise<T> => scope.run(true, work);

/** `execute` waits for a group of commands and would deadlock on locks its caller holds, so it refuses to run inside a transaction. */
export const isInsideTransaction = (): boolean => scope.getStore() === true;
