/** A request that came with an `Idempotency-Key`, as far as keys look at it. */
export interface KeyedRequest {
  /** Who asked, which route, under which key: a hash of all three. */
  readonly id: string;
  /** A hash of what was asked: tells a repetition from another request under the same key. */
  readonly fingerprint: string;
  /** The id its command gets, unless an earlier attempt has one already. */
  readonly commandId: string;
}

/** An answer as it is sent again: the body byte for byte, and the headers that are part of it. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The right to do the request, for one attempt. */
export interface Attempt {
  readonly id: string;
  /** The same in every attempt: the log knows by it whether an earlier one got as far as its commit. */
  readonly commandId: string;
  /** 1, 2, 3 … Above 1 an earlier attempt was broken off, and may have been done. */
  readonly number: number;
}

export type Claim =
  | { readonly kind: 'claimed'; readonly attempt: Attempt }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** Another attempt is under way, here or in another copy of the service. */
  | { readonly kind: 'running' }
  /** The key belongs to a request that asked for something else. */
  | { readonly kind: 'other-request' };

/**
 * What became of requests with a key, for all copies of a service. Guarantees:
 *
 * - of any number of equal requests at most one at a time is claimed, as long as the one who claimed it lives and took less than 30 s;
 * - the first answer that was kept is the only one: later ones get it instead of theirs;
 * - whoever dies takes no key with it: the next one claims it, knows that it is not the first, and finds by the command's id what was done.
 *
 * A key lives 24 h from its first use, then it is a new one. Rejects with `StoreUnavailable`.
 */
export interface IdempotencyKeys {
  claim(request: KeyedRequest): Promise<Claim>;
  /** Keeps the answer, and answers the one that is to be sent: another attempt's if that was first, undefined if that one is still under way. */
  keep(attempt: Attempt, answer: KeptAnswer): Promise<KeptAnswer | undefined>;
  /** There is no answer worth keeping: the request may be made again at once. */
  release(attempt: Attempt): Promise<void>;
}

export const keyLifeMs = 24 * 60 * 60 * 1_000;
/** No request takes longer. What was claimed before that is free, even when nobody died. */
export const longestAttemptMs = 30_000;
