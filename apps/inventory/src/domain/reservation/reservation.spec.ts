import { describe, expect, it } from '@jest/globals';
import { inventoryContract } from '@millrace/contracts-inventory';
import { money } from '@millrace/contracts-money';
import { type DomainEvent, fold, isRejection } from '@millrace/decider';
import { jointSpec } from '@millrace/specs';
import fc from 'fast-check';
import type { SkuEvent } from '../sku/sku.events.js';
import { type Sku, skuFold } from '../sku/sku.js';
import type { ReservationCommand } from './reservation.commands.js';
import { reservation, reservationStreams } from './reservation.decider.js';
import type { ReservationEvent } from './reservation.events.js';

const { given } = jointSpec(reservation);
const stocked = (sku: string, quantity: number): SkuEvent[] => [
  { type: 'ProductAdded', data: { sku, name: sku, price: money(100, 'EUR') } },
  { type: 'StockReceived', data: { sku, receiptId: 'r-1', quantity } },
];
const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const lines = [
  { sku: 'cup', quantity: 3 },
  { sku: 'pot', quantity: 1 },
];
const stock = { 'sku-cup': stocked('cup', 3), 'sku-pot': stocked('pot', 2) };
const reserve: ReservationCommand = { type: 'ReserveStock', orderId, lines };
const units = (type: 'UnitsReserved' | 'UnitsReleased' | 'UnitsShipped' | 'UnitsReturned') => ({
  'sku-cup': [{ type, data: { orderId, sku: 'cup', quantity: 3 } }],
  'sku-pot': [{ type, data: { orderId, sku: 'pot', quantity: 1 } }],
});
const stream = `reservation-${orderId}`;
const reserved: ReservationEvent = { type: 'StockReserved', data: { orderId, lines } };
const afterReserving = {
  [stream]: [reserved],
  'sku-cup': [...stock['sku-cup'], ...units('UnitsReserved')['sku-cup']],
  'sku-pot': [...stock['sku-pot'], ...units('UnitsReserved')['sku-pot']],
};
const afterShipping = {
  [stream]: [reserved, { type: 'StockShipped', data: { orderId, lines } } as ReservationEvent],
  'sku-cup': [...afterReserving['sku-cup'], ...units('UnitsShipped')['sku-cup']],
  'sku-pot': [...afterReserving['sku-pot'], ...units('UnitsShipped')['sku-pot']],
};

describe('an order that needs stock', () => {
  it('gets all lines', () => {
    given(stock)
      .when(reserve)
      .then({ [stream]: [reserved], ...units('UnitsReserved') });
  });

  it('or none, and hears what is short', () => {
    given({ ...stock, 'sku-cup': stocked('cup', 2) })
      .when(reserve)
      .then({ [stream]: [{ type: 'StockRefused', data: { orderId, shortages: [{ sku: 'cup', wanted: 3, available: 2 }] } }] });
    given({ 'sku-cup': stock['sku-cup'] })
      .when(reserve)
      .then({ [stream]: [{ type: 'StockRefused', data: { orderId, shortages: [{ sku: 'pot', wanted: 1, available: 0 }] } }] });
  });

  it('counts two lines of one sku as one need', () => {
    const twice = [
      { sku: 'cup', quantity: 2 },
      { sku: 'cup', quantity: 2 },
    ];
    given(stock)
      .when({ type: 'ReserveStock', orderId, lines: twice })
      .then({ [stream]: [{ type: 'StockRefused', data: { orderId, shortages: [{ sku: 'cup', wanted: 4, available: 3 }] } }] });
  });

  it('gives back what it got', () => {
    given(afterReserving)
      .when({ type: 'ReleaseStock', orderId })
      .then({ [stream]: [{ type: 'StockReleased', data: { orderId, lines } }], ...units('UnitsReleased') });
  });

  it('that gave up before it asked, gets nothing and hears so', () => {
    given(stock)
      .when({ type: 'ReleaseStock', orderId })
      .then({ [stream]: [{ type: 'ReservationBarred', data: { orderId } }] });
    given({ ...stock, [stream]: [{ type: 'ReservationBarred', data: { orderId } }] })
      .when(reserve)
      .then({ [stream]: [{ type: 'StockRefused', data: { orderId, shortages: [] } }] });
  });
});

describe('a warehouse', () => {
  it('ships what was reserved', () => {
    given(afterReserving)
      .when({ type: 'ShipStock', orderId })
      .then({ [stream]: [{ type: 'StockShipped', data: { orderId, lines } }], ...units('UnitsShipped') });
  });

  it('puts back what came back, or writes it off', () => {
    given(afterShipping)
      .when({ type: 'ReturnStock', orderId, restock: true })
      .then({ [stream]: [{ type: 'StockReturned', data: { orderId, lines } }], ...units('UnitsReturned') });
    given(afterShipping)
      .when({ type: 'ReturnStock', orderId, restock: false })
      .then({ [stream]: [{ type: 'StockWrittenOff', data: { orderId, lines } }] });
  });

  it('cannot ship what was not reserved, nor release what was shipped', () => {
    given(stock).when({ type: 'ShipStock', orderId }).thenRejected('reservation.unknown');
    given({ ...stock, [stream]: [{ type: 'StockRefused', data: { orderId, shortages: [] } }] })
      .when({ type: 'ShipStock', orderId })
      .thenRejected('reservation.not-held');
    given(afterShipping).when({ type: 'ReleaseStock', orderId }).thenRejected('reservation.already-shipped');
    given(afterReserving).when({ type: 'ReturnStock', orderId, restock: true }).thenRejected('reservation.not-shipped');
  });
});

describe('stock, whatever the orders do', () => {
  const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000003'];
  const wanted = fc.uniqueArray(fc.record({ sku: fc.constantFrom('cup', 'pot'), quantity: fc.integer({ min: 1, max: 4 }) }), {
    selector: ({ sku }) => sku,
    minLength: 1,
  });
  const command = fc.oneof(
    fc.record({ type: fc.constant('ReserveStock' as const), orderId: fc.constantFrom(...ids), lines: wanted }),
    fc.record({ type: fc.constantFrom('ReleaseStock' as const, 'ShipStock' as const), orderId: fc.constantFrom(...ids) }),
    fc.record({ type: fc.constant('ReturnStock' as const), orderId: fc.constantFrom(...ids), restock: fc.boolean() }),
  );

  it('never has more set aside than there is, and counts nothing twice', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 25, size: 'max' }), (commands) => {
        const streams = new Map<string, DomainEvent[]>([
          ['sku-cup', stocked('cup', 5)],
          ['sku-pot', stocked('pot', 5)],
        ]);
        const state = <State>(id: string) => fold(reservation.foldOf(id), (streams.get(id) ?? []) as ReservationEvent[]) as State;
        for (const each of commands) {
          const decision = reservation.decide(each, state);
          if (isRejection(decision)) continue;
          for (const [id, events] of decision as ReadonlyMap<string, DomainEvent[]>)
            streams.set(id, [...(streams.get(id) ?? []), ...events]);
          expect(reservation.decide(each, state)).toEqual(new Map());
          for (const sku of ['cup', 'pot']) {
            const { onHand, reserved: held } = fold(skuFold, streams.get(`sku-${sku}`) as SkuEvent[]) as Sku & { situation: 'listed' };
            expect(held).toBeGreaterThanOrEqual(0);
            expect(onHand).toBeGreaterThanOrEqual(held);
          }
        }
        for (const { type, data } of [...streams.values()].flat())
          if (type in inventoryContract.events) inventoryContract.events[type as 'StockReserved'].schema.parse(data);
      }),
      { numRuns: 500 },
    );
  });

  it('is decided together with the reservation', () => {
    expect(reservationStreams(orderId, lines)).toEqual([stream, 'sku-cup', 'sku-pot']);
  });
});
