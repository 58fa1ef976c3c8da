import { accepted, type Charge, type Decision, isSame, type Money, type Refund, refundedOf, refused } from './charge.js';

/** Takes what is held, all of it unless said; once. Repeating it changes nothing. */
export const capture = (charge: Charge, wanted?: Money): Decision => {
  switch (charge.situation) {
    case 'captured':
      if (!wanted || isSame(wanted, charge.captured)) return accepted(charge);
      return refused(charge, 'already-captured', `${charge.captured.amount} was captured already; a capture happens once.`);
    case 'authorised': {
      const amount = wanted ?? charge.asked.amount;
      if (amount.currency !== charge.asked.amount.currency) return otherCurrency(charge);
      if (amount.amount > charge.asked.amount.amount)
        return refused(charge, 'capture-exceeds-authorisation', `Only ${charge.asked.amount.amount} was authorised.`);
      return accepted({ ...charge, situation: 'captured', captured: amount, refunds: [] }, { kind: 'capture', amount });
    }
    case 'voided':
      return refused(charge, 'voided', 'This authorisation was voided: there is nothing to capture.');
    default:
      return notAuthorised(charge);
  }
};

/** Lets go of what is held; a key that is not known, or fails, will never be authorised after it. Repeating it changes nothing. */
export const voidCharge = (charge: Charge): Decision => {
  switch (charge.situation) {
    case 'unknown':
      return accepted({ situation: 'voided' });
    case 'failing':
      return accepted({ situation: 'voided', asked: charge.asked });
    case 'authorised':
      return accepted({ situation: 'voided', asked: charge.asked }, { kind: 'void', amount: charge.asked.amount });
    case 'captured':
      return refused(charge, 'already-captured', 'The money was captured: refund it instead.');
    case 'declined':
    case 'voided':
      return accepted(charge);
  }
};

/** Pays back, up to what was captured. The same refund key again changes nothing. */
export const refund = (charge: Charge, wanted: Refund): Decision => {
  if (charge.situation === 'authorised') return refused(charge, 'not-captured', 'Nothing was captured: void the authorisation instead.');
  if (charge.situation === 'voided') return refused(charge, 'voided', 'This authorisation was voided: nothing was captured.');
  if (charge.situation !== 'captured') return notAuthorised(charge);
  const before = charge.refunds.find(({ key }) => key === wanted.key);
  if (before) {
    if (isSame(before.amount, wanted.amount)) return accepted(charge);
    return refused(charge, 'idempotency-key-reused', `This refund was made already, of ${before.amount.amount}.`);
  }
  if (wanted.amount.currency !== charge.captured.currency) return otherCurrency(charge);
  if (refundedOf(charge.refunds) + wanted.amount.amount > charge.captured.amount)
    return refused(
      charge,
      'refund-exceeds-capture',
      `${charge.captured.amount} was captured, ${refundedOf(charge.refunds)} of it is refunded.`,
    );
  return accepted({ ...charge, refunds: [...charge.refunds, wanted] }, { kind: 'refund', amount: wanted.amount });
};

const notAuthorised = (charge: Charge): Decision => refused(charge, 'unknown-authorisation', 'Nothing was authorised under this key.');

const otherCurrency = (charge: Charge): Decision => refused(charge, 'currency-differs', 'The authorisation is in another currency.');
