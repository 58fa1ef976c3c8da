import { type Charge, feeOf, refundedOf } from '../../domain/charge.js';
import type { AuthorisationView } from './authorisations.schemas.js';

/** undefined: nothing is known under the key. */
export const viewOf = (key: string, charge: Charge): AuthorisationView | undefined => {
  if (charge.situation === 'unknown') return undefined;
  const view = { key, status: charge.situation, ...charge.asked };
  if (charge.situation === 'authorised') return { ...view, authorisedAt: charge.authorisedAt };
  if (charge.situation !== 'captured') return view;
  const { authorisedAt, captured, refunds } = charge;
  return {
    ...view,
    authorisedAt,
    captured,
    fee: feeOf(captured),
    refunded: { amount: refundedOf(refunds), currency: captured.currency },
  };
};
