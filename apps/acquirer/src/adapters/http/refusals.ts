import { Problem, unavailable } from '@millrace/service-host';
import { BooksUnavailable } from '../../application/books.js';
import type { Outcome, RefusalCode } from '../../domain/charge.js';

const statuses: Readonly<Record<RefusalCode, number>> = {
  declined: 402,
  'insufficient-funds': 402,
  'unknown-payment-method': 422,
  'unknown-authorisation': 404,
  'idempotency-key-reused': 422,
  voided: 409,
  'not-captured': 409,
  'already-captured': 409,
  'capture-exceeds-authorisation': 422,
  'refund-exceeds-capture': 422,
  'currency-differs': 422,
};

/** A refusal, or a failure the test card asked for, as the problem the caller gets. */
export const problemOfOutcome = (outcome: Extract<Outcome, { kind: 'refused' | 'failed' }>): Problem =>
  outcome.kind === 'refused'
    ? new Problem(statuses[outcome.code], outcome.code, outcome.why)
    : new Problem(500, 'acquirer-failed', 'The acquirer has a bad moment. Try again with the same Idempotency-Key.');

/** The books' absence is a 503; every other error is passed on. */
export const orUnavailable = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BooksUnavailable)
      throw unavailable('books-unavailable', 'The acquirer cannot reach its books. Try again with the same Idempotency-Key.');
    throw error;
  }
};
