import { describe, expect, it } from '@jest/globals';
import type { JourneyEvent } from '@millrace/service-host';
import fc from 'fast-check';
import { inCausalOrder } from './causal-order.js';

let clock = 0;
const event = (service: string, position: number, more: Partial<JourneyEvent> = {}): JourneyEvent => ({
  service,
  streamId: `${service}-1`,
  version: position,
  place: `${service}@a-1.0:${position}`,
  type: 'Happened',
  data: {},
  time: '2026-01-01T00:00:00Z',
  eventId: `${service}-${position}`,
  causationId: 'request',
  hlc: (++clock).toString(16).padStart(16, '0'),
  after: '',
  published: true,
  ...more,
});
const ids = (events: readonly JourneyEvent[]): string[] => events.map(({ eventId }) => eventId);

describe('the causal order of a journey', () => {
  it('puts a cause before its effect, whatever the clocks say', () => {
    const effect = event('inventory', 1, { causationId: 'orders-1', hlc: '0'.repeat(16) });
    expect(ids(inCausalOrder([effect, event('orders', 1)]))).toEqual(['orders-1', 'inventory-1']);
  });

  it('puts what a writer had seen before what it wrote', () => {
    const later = event('payments', 1, { after: 'orders@a-1.0:2', hlc: '0'.repeat(16) });
    expect(ids(inCausalOrder([later, event('orders', 1), event('orders', 2), event('orders', 3)]))).toEqual([
      'orders-1',
      'orders-2',
      'payments-1',
      'orders-3',
    ]);
  });

  it('does not take the log of another generation for what was seen', () => {
    const first = event('payments', 1, { after: 'orders@b-1.0:2', hlc: '0'.repeat(16) });
    expect(ids(inCausalOrder([event('orders', 1), first]))).toEqual(['payments-1', 'orders-1']);
  });

  it('keeps a stream in its order, and settles ties by clock and service', () => {
    const [second, first] = [event('orders', 2, { hlc: '1' }), event('orders', 1, { hlc: '2' })];
    expect(ids(inCausalOrder([second, first]))).toEqual(['orders-1', 'orders-2']);
    const tied = [event('shipping', 1, { hlc: '5' }), event('inventory', 1, { hlc: '5' })];
    expect(ids(inCausalOrder(tied))).toEqual(['inventory-1', 'shipping-1']);
  });

  it('loses nothing when events contradict each other', () => {
    const circle = [
      event('orders', 1, { causationId: 'inventory-1' }),
      event('inventory', 1, { causationId: 'orders-1' }),
      event('payments', 1),
    ];
    expect(ids(inCausalOrder(circle)).sort()).toEqual(['inventory-1', 'orders-1', 'payments-1']);
  });

  it('does not depend on the order in which services answer', () => {
    const story = [
      event('orders', 1),
      event('orders', 2, { causationId: 'orders-1' }),
      event('inventory', 1, { causationId: 'orders-2', after: 'orders@a-1.0:2' }),
      event('payments', 1, { causationId: 'orders-3' }),
      event('orders', 3, { causationId: 'inventory-1' }),
    ];
    const expected = ids(inCausalOrder(story));
    fc.assert(
      fc.property(fc.shuffledSubarray(story, { minLength: story.length }), (shuffled) => {
        expect(ids(inCausalOrder(shuffled))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('copes with long journeys', () => {
    const many = Array.from({ length: 3_000 }, (_, index) => event('orders', index + 1, { after: `payments@a-1.0:${index + 1}` }));
    expect(inCausalOrder(many.toReversed())).toHaveLength(3_000);
  });
});
