import { accepted, type Asked, type Charge, type Decision, isSame, refused } from './charge.js';
import { type Behaviour, behaviourOf } from './test-methods.js';

/** Holds money, once per key. Asked again, the key answers what it answered before. `now`: RFC 3339. */
export const authorise = (charge: Charge, asked: Asked, now: string): Decision => {
  if (charge.situation === 'voided') return refused(charge, 'voided', 'This authorisation was voided.');
  if (charge.situation !== 'unknown' && !isSameRequest(charge.asked, asked))
    return refused(charge, 'idempotency-key-reused', 'This Idempotency-Key was used with another amount or payment method.');
  switch (charge.situation) {
    case 'authorised':
    case 'captured':
      return accepted(charge);
    case 'declined':
      return refused(charge, charge.reason, declined);
    case 'failing':
      return tried(charge, asked, now, charge.failures);
    case 'unknown':
      return tried(charge, asked, now, 0);
  }
};

const declined = 'The card was declined.';

const tried = (charge: Charge, asked: Asked, now: string, failures: number): Decision => {
  const behaviour = behaviourOf(asked.paymentMethod);
  if (!behaviour) return refused(charge, 'unknown-payment-method', 'There is no such payment method.');
  return behave(behaviour, charge, asked, now, failures);
};

const behave = (behaviour: Behaviour, charge: Charge, asked: Asked, now: string, failures: number): Decision => {
  switch (behaviour.does) {
    case 'authorise':
      return authorised(asked, now, behaviour.answerLost);
    case 'decline':
      return refused({ situation: 'declined', asked, reason: behaviour.reason }, behaviour.reason, declined);
    case 'fail-first':
      if (failures >= behaviour.times) return authorised(asked, now);
      return { charge: { situation: 'failing', asked, failures: failures + 1 }, movements: [], outcome: { kind: 'failed' } };
    case 'hang':
      return { charge, movements: [], outcome: { kind: 'hangs' } };
  }
};

const authorised = (asked: Asked, authorisedAt: string, answerLost?: true): Decision => ({
  charge: { situation: 'authorised', asked, authorisedAt },
  movements: [{ kind: 'authorisation', amount: asked.amount }],
  outcome: { kind: 'accepted', ...(answerLost && { answerLost }) },
});

const isSameRequest = (a: Asked, b: Asked): boolean => isSame(a.amount, b.amount) && a.paymentMethod === b.paymentMethod;
