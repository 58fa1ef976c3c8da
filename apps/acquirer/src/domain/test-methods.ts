import type { DeclineReason } from './charge.js';

/** What a test card does, as sandboxes of real acquirers have them. */
export type Behaviour =
  | { readonly does: 'authorise'; readonly answerLost?: true }
  | { readonly does: 'decline'; readonly reason: DeclineReason }
  /** Fails that often for each key, then authorises. */
  | { readonly does: 'fail-first'; readonly times: number }
  | { readonly does: 'hang' };

const methods: Readonly<Record<string, Behaviour>> = {
  pm_card_visa: { does: 'authorise' },
  pm_card_declined: { does: 'decline', reason: 'declined' },
  pm_card_insufficient_funds: { does: 'decline', reason: 'insufficient-funds' },
  pm_card_error: { does: 'fail-first', times: 3 },
  pm_card_hang: { does: 'hang' },
  pm_card_lost_answer: { does: 'authorise', answerLost: true },
};

export const behaviourOf = (paymentMethod: string): Behaviour | undefined =>
  Object.hasOwn(methods, paymentMethod) ? methods[paymentMethod] : undefined;
