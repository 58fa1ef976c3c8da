import { expect, it } from '@jest/globals';
import { reject, type Rejection } from '@millrace/decider';
import type { Accepted, CommandOutcome } from '@millrace/event-store';
import { Problem } from './problem.js';
import { unwrap } from './unwrap.js';

type Codes = 'order.already-paid' | 'order.unknown';
const accepted = { accepted: true, events: [] } as unknown as Accepted;
const outcomeOf = (outcome: Accepted | Rejection<Codes>): CommandOutcome<Codes> => outcome;

it('gives back what was accepted', () => {
  const outcome: Accepted = unwrap(outcomeOf(accepted), { 'order.already-paid': 409, 'order.unknown': 404 });
  expect(outcome).toBe(accepted);
});

it('throws a rejection as a problem with the status of its code', () => {
  const rejected = outcomeOf(reject('order.already-paid', 'The order is paid already.', { paidAt: 'today' }));
  try {
    unwrap(rejected, { 'order.already-paid': 409, 'order.unknown': 404 });
    throw new Error('was accepted');
  } catch (error) {
    expect((error as Problem).toDocument('/x', 't')).toEqual({
      ...{ type: '/problems/order.already-paid', title: 'Order already paid', status: 409, detail: 'The order is paid already.' },
      ...{ instance: '/x', code: 'order.already-paid', traceId: 't', paidAt: 'today' },
    });
  }
});

it('does not compile without a status for every code', () => {
  // @ts-expect-error 'order.unknown' has no status
  unwrap(outcomeOf(accepted), { 'order.already-paid': 409 });
  // @ts-expect-error 'order.closed' cannot occur
  unwrap(outcomeOf(accepted), { 'order.already-paid': 409, 'order.unknown': 404, 'order.closed': 409 });
});
