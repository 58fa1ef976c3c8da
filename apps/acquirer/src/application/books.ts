import type { Charge, Decision, Movement } from '../domain/charge.js';

export type MovementCounts = Readonly<Record<Movement['kind'], number>>;

/** The acquirer's books. */
export interface Books {
  /**
   * Decides on the charge of this key, alone: concurrent calls of one key wait for each other. What was decided is durable before this answers.
   * Throws `BooksUnavailable`; then nobody knows whether it was written, and the caller asks again.
   */
  decide(key: string, rule: (charge: Charge) => Decision): Promise<Decision>;
  find(key: string): Promise<Charge>;
  /** What really happened to money under the key. */
  count(key: string): Promise<MovementCounts>;
}

/** The database cannot be reached, or did not answer. A retry may help. */
export class BooksUnavailable extends Error {
  override readonly name = 'BooksUnavailable';
}
