import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { authorise } from './authorise.js';
import { type Charge, type Decision, feeOf, type Movement } from './charge.js';
import { capture, refund, voidCharge } from './settle.js';

const now = '2026-01-01T00:00:00Z';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const asked = (paymentMethod = 'pm_card_visa', amount = 1_000) => ({ amount: eur(amount), paymentMethod });
const unknown = { situation: 'unknown' } as Charge;

const toldBy = ({ outcome }: Decision): string => (outcome.kind === 'refused' ? outcome.code : outcome.kind);
const authorised = authorise(unknown, asked(), now).charge;
const captured = capture(authorised).charge;
const voided = voidCharge(authorised).charge;

describe('authorising', () => {
  it.each([
    ['pm_card_visa', 'accepted', 1],
    ['pm_card_lost_answer', 'accepted', 1],
    ['pm_card_declined', 'declined', 0],
    ['pm_card_insufficient_funds', 'insufficient-funds', 0],
    ['pm_card_error', 'failed', 0],
    ['pm_card_hang', 'hangs', 0],
    ['pm_card_of_nobody', 'unknown-payment-method', 0],
    ['constructor', 'unknown-payment-method', 0],
  ])('%s answers %s', (method, told, movements) => {
    const decision = authorise(unknown, asked(method), now);
    expect([toldBy(decision), decision.movements.length]).toEqual([told, movements]);
  });

  it.each(['pm_card_visa', 'pm_card_declined'])('%s answers the same again, and holds nothing more', (method) => {
    const first = authorise(unknown, asked(method), now);
    const second = authorise(first.charge, asked(method), '2027-01-01T00:00:00Z');
    expect(second).toEqual({ ...first, movements: [] });
  });

  it('loses its answer only the first time', () => {
    const first = authorise(unknown, asked('pm_card_lost_answer'), now);
    expect(first.outcome).toEqual({ kind: 'accepted', answerLost: true });
    expect(authorise(first.charge, asked('pm_card_lost_answer'), now).outcome).toEqual({ kind: 'accepted' });
  });

  it('fails three times, then works', () => {
    let charge = unknown;
    const told = [1, 2, 3, 4, 5].map(() => {
      const decision = authorise(charge, asked('pm_card_error'), now);
      charge = decision.charge;
      return toldBy(decision);
    });
    expect(told).toEqual(['failed', 'failed', 'failed', 'accepted', 'accepted']);
  });

  it.each([
    ['another amount', asked('pm_card_visa', 999)],
    ['another method', asked('pm_card_declined')],
    ['another currency', { ...asked(), amount: { amount: 1_000, currency: 'USD' } }],
  ])('refuses %s under the same key', (_, other) => {
    for (const charge of [authorised, captured]) expect(toldBy(authorise(charge, other, now))).toBe('idempotency-key-reused');
  });

  it('is refused for a key that was voided before', () => {
    expect(toldBy(authorise(voidCharge(unknown).charge, asked(), now))).toBe('voided');
    expect(toldBy(authorise(voided, asked(), now))).toBe('voided');
    const failing = authorise(unknown, asked('pm_card_error'), now).charge;
    expect(toldBy(authorise(voidCharge(failing).charge, asked('pm_card_error'), now))).toBe('voided');
  });
});

describe('settling', () => {
  it('captures all of it, once', () => {
    expect(capture(authorised).movements).toEqual([{ kind: 'capture', amount: eur(1_000) }]);
    expect(capture(captured)).toMatchObject({ charge: captured, movements: [] });
    expect(toldBy(capture(captured, eur(1)))).toBe('already-captured');
  });

  it.each<[string, Decision]>([
    ['capture-exceeds-authorisation', capture(authorised, eur(1_001))],
    ['currency-differs', capture(authorised, { amount: 1, currency: 'USD' })],
    ['voided', capture(voided)],
    ['unknown-authorisation', capture(unknown)],
    ['already-captured', voidCharge(captured)],
    ['not-captured', refund(authorised, { key: 'r', amount: eur(1) })],
    ['voided', refund(voided, { key: 'r', amount: eur(1) })],
    ['unknown-authorisation', refund(unknown, { key: 'r', amount: eur(1) })],
    ['refund-exceeds-capture', refund(captured, { key: 'r', amount: eur(1_001) })],
    ['currency-differs', refund(captured, { key: 'r', amount: { amount: 1, currency: 'USD' } })],
  ])('refuses with %s', (code, decision) => {
    expect([toldBy(decision), decision.movements]).toEqual([code, []]);
  });

  it('voids once, and what was declined stays declined', () => {
    expect(voidCharge(authorised).movements).toHaveLength(1);
    expect(voidCharge(voided)).toMatchObject({ charge: voided, movements: [], outcome: { kind: 'accepted' } });
    const declined = authorise(unknown, asked('pm_card_declined'), now).charge;
    expect(voidCharge(declined).charge).toBe(declined);
  });

  it('refunds each key once, in parts if need be', () => {
    const once = refund(captured, { key: 'a', amount: eur(400) }).charge;
    expect(refund(once, { key: 'a', amount: eur(400) }).movements).toEqual([]);
    expect(toldBy(refund(once, { key: 'a', amount: eur(1) }))).toBe('idempotency-key-reused');
    expect(toldBy(refund(once, { key: 'b', amount: eur(601) }))).toBe('refund-exceeds-capture');
    expect(toldBy(refund(once, { key: 'b', amount: eur(600) }))).toBe('accepted');
  });

  it('takes a fee, never more than the capture', () => {
    expect([feeOf(eur(10_000)), feeOf(eur(10))]).toEqual([eur(165), eur(10)]);
  });
});

describe('whatever is asked, in whatever order', () => {
  const amount = fc.integer({ min: 1, max: 5 }).map(eur);
  const step = fc.oneof(
    fc.record({
      verb: fc.constant('authorise' as const),
      amount,
      method: fc.constantFrom('pm_card_visa', 'pm_card_lost_answer', 'pm_card_error', 'pm_card_declined'),
    }),
    fc.record({ verb: fc.constant('capture' as const), amount: fc.option(amount, { nil: undefined }) }),
    fc.record({ verb: fc.constant('void' as const) }),
    fc.record({ verb: fc.constant('refund' as const), amount, key: fc.constantFrom('a', 'b', 'c') }),
  );

  it('the book never shows a second authorisation or capture, nor more taken than held, nor more back than taken', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let charge = unknown;
        const book: Movement[] = [];
        const sum = (kind: Movement['kind']): number =>
          book.filter((one) => one.kind === kind).reduce((total, one) => total + one.amount.amount, 0);
        const count = (kind: Movement['kind']): number => book.filter((one) => one.kind === kind).length;
        for (const one of steps) {
          const decision =
            one.verb === 'authorise'
              ? authorise(charge, { amount: one.amount, paymentMethod: one.method }, now)
              : one.verb === 'capture'
                ? capture(charge, one.amount)
                : one.verb === 'void'
                  ? voidCharge(charge)
                  : refund(charge, one);
          charge = decision.charge;
          book.push(...decision.movements);
          if (decision.outcome.kind !== 'accepted') expect(decision.movements).toEqual([]);
          expect(count('authorisation')).toBeLessThanOrEqual(1);
          expect(count('capture') + count('void')).toBeLessThanOrEqual(count('authorisation'));
          expect(sum('capture')).toBeLessThanOrEqual(sum('authorisation'));
          expect(sum('refund')).toBeLessThanOrEqual(sum('capture'));
        }
      }),
    );
  });
});
