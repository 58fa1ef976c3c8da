import { describe, expect, it } from '@jest/globals';
import { shippingContract } from '@millrace/contracts-shipping';
import { fold, isRejection } from '@millrace/decider';
import { spec } from '@millrace/specs';
import fc from 'fast-check';
import type { ShipmentCommand, ShipmentReport } from './shipment.commands.js';
import { shipment } from './shipment.decider.js';
import type { ShipmentEvent } from './shipment.events.js';

const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const lines = [{ sku: 'cup', quantity: 3 }];
const shipTo = { name: 'Ada Lovelace', street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };
const at = '2030-01-01T12:00:00.000Z';

const prepare: ShipmentCommand = { type: 'Prepare', orderId, shipTo, lines };
const cancel: ShipmentCommand = { type: 'CancelShipment', orderId, reason: 'customer' };
const dispatch: ShipmentReport = { type: 'Dispatch', trackingNumber: 'T-1', at };
const deliver: ShipmentReport = { type: 'Deliver', at };
const lose: ShipmentReport = { type: 'Lose', at };
const takeBack: ShipmentReport = { type: 'Return', restock: true, at };

const prepared: ShipmentEvent = { type: 'ShipmentPrepared', data: { orderId, shipTo, lines } };
const dispatched: ShipmentEvent = { type: 'ShipmentDispatched', data: { orderId, lines, trackingNumber: 'T-1', at } };
const delivered: ShipmentEvent = { type: 'ShipmentDelivered', data: { orderId, at } };
const lost: ShipmentEvent = { type: 'ShipmentLost', data: { orderId, at } };
const returned: ShipmentEvent = { type: 'ShipmentReturned', data: { orderId, lines, restock: true, at } };
const cancelled: ShipmentEvent = { type: 'ShipmentCancelled', data: { orderId, reason: 'customer' } };
const refused: ShipmentEvent = { type: 'ShipmentCancellationRefused', data: { orderId, reason: 'customer' } };

describe('a clerk in the warehouse', () => {
  it('prepares, dispatches and reports what became of it', () => {
    spec(shipment).given().when(prepare).then(prepared);
    spec(shipment).given(prepared).when(dispatch).then(dispatched);
    spec(shipment).given(prepared).when({ type: 'Dispatch', at }).then({ type: 'ShipmentDispatched', data: { orderId, lines, at } });
    spec(shipment).given(prepared, dispatched).when(deliver).then(delivered);
    spec(shipment).given(prepared, dispatched).when(lose).then(lost);
    spec(shipment).given(prepared, dispatched, delivered).when(takeBack).then(returned);
  });

  it('may report twice, but not otherwise', () => {
    spec(shipment).given(prepared, dispatched, delivered).when(dispatch).thenNothing();
    spec(shipment).given(prepared, dispatched, delivered, returned).when(deliver).thenNothing();
    spec(shipment)
      .given(prepared, dispatched)
      .when({ ...dispatch, trackingNumber: 'T-2' } as ShipmentReport)
      .thenRejected('shipment.already-dispatched');
    spec(shipment)
      .given(prepared, dispatched, delivered, returned)
      .when({ ...takeBack, restock: false } as ShipmentReport)
      .thenRejected('shipment.already-returned');
  });

  it('is told what cannot be', () => {
    for (const command of [dispatch, deliver, lose, takeBack]) {
      spec(shipment).given().when(command).thenRejected('shipment.unknown');
      spec(shipment).given(prepared, cancelled).when(command).thenRejected('shipment.already-cancelled');
    }
    for (const command of [deliver, lose, takeBack]) spec(shipment).given(prepared).when(command).thenRejected('shipment.not-dispatched');
    spec(shipment).given(prepared, dispatched).when(takeBack).thenRejected('shipment.not-delivered');
    spec(shipment).given(prepared, dispatched, lost).when(deliver).thenRejected('shipment.lost');
    spec(shipment).given(prepared, dispatched, lost).when(takeBack).thenRejected('shipment.lost');
    spec(shipment).given(prepared, dispatched, delivered).when(lose).thenRejected('shipment.already-delivered');
  });
});

describe('orders, when it wants a shipment to stay', () => {
  it('comes in time while the goods are in the house', () => {
    spec(shipment).given(prepared).when(cancel).then(cancelled);
    spec(shipment).given().when(cancel).then(cancelled);
    spec(shipment).given(cancelled).when(prepare).thenNothing();
  });

  it('hears that it is too late afterwards', () => {
    spec(shipment).given(prepared, dispatched).when(cancel).then(refused);
    spec(shipment).given(prepared, dispatched, delivered, refused).when(cancel).thenNothing();
  });
});

describe('a shipment, whatever is asked and reported', () => {
  const told = fc.constantFrom<ShipmentCommand>(prepare, cancel, dispatch, deliver, lose, takeBack, { ...takeBack, restock: false });

  it('is never cancelled and dispatched, never lost and delivered, and accepts nothing twice', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 15, size: 'max' }), (commands) => {
        const events: ShipmentEvent[] = [];
        for (const command of commands) {
          const decision = shipment.decide(command, fold(shipment, events));
          if (isRejection(decision)) continue;
          events.push(...decision);
          expect(shipment.decide(command, fold(shipment, events))).toEqual([]);
        }
        const types = events.map(({ type }) => type);
        expect(new Set(types).size).toBe(types.length);
        expect(types.includes('ShipmentCancelled') && types.includes('ShipmentDispatched')).toBe(false);
        expect(types.includes('ShipmentLost') && types.includes('ShipmentDelivered')).toBe(false);
        for (const { type, data } of events) shippingContract.events[type].schema.parse(data);
      }),
      { numRuns: 500 },
    );
  });
});
