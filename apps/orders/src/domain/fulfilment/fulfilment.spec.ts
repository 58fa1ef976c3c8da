import { describe, expect, it } from '@jest/globals';
import { deadlineReached } from '@millrace/decider';
import { processSpec } from '@millrace/specs';
import { placed } from '../order/order.examples.js';
import type { FulfilmentEvent } from './fulfilment.events.js';
import type { FulfilmentInput } from './fulfilment.inputs.js';
import { fulfilmentProcess } from './fulfilment.process.js';

const process = fulfilmentProcess({ paymentDeadlineMs: 1_000, dispatchDeadlineMs: 5_000 });
const { given, armedAfter } = processSpec(process);

const { orderId, total: amount, tax, paymentMethod, shipTo } = placed.data;
const at = '2030-01-01T12:00:00.000Z';
const of = { orderId };
const lines = [
  { sku: 'cup', quantity: 3 },
  { sku: 'pot', quantity: 1 },
];
const started: FulfilmentEvent[] = [
  { type: 'FulfilmentStarted', data: { orderId, lines, amount, tax, paymentMethod, shipTo } },
  { type: 'StockReservationRequested', data: { orderId, lines } },
];
const authorising: FulfilmentEvent[] = [
  ...started,
  { type: 'PaymentAuthorisationRequested', data: { orderId, amount, tax, paymentMethod } },
];
const preparing: FulfilmentEvent[] = [...authorising, { type: 'ShipmentRequested', data: { orderId, shipTo, lines } }];
const dispatched: FulfilmentEvent[] = [...preparing, { type: 'PaymentCaptureRequested', data: of }];
const cancelling: FulfilmentEvent[] = [...preparing, { type: 'ShipmentCancellationRequested', data: { orderId, reason: 'customer' } }];
const completed: FulfilmentEvent[] = [
  ...dispatched,
  { type: 'FulfilmentCharged', data: of },
  { type: 'FulfilmentDelivered', data: of },
  { type: 'FulfilmentCompleted', data: of },
];
const lost: FulfilmentEvent[] = [...dispatched, { type: 'FulfilmentGoodsLost', data: of }, { type: 'PaymentRefundRequested', data: of }];

const releaseStock: FulfilmentEvent = { type: 'StockReleaseRequested', data: { orderId, lines } };
const keepNoMoney: FulfilmentEvent = { type: 'PaymentCancellationRequested', data: of };
const cancelled = (reason: string): FulfilmentEvent => ({ type: 'FulfilmentCancelled', data: { orderId, reason } });
const rejected = (reason: string): FulfilmentEvent => ({ type: 'FulfilmentRejected', data: { orderId, reason } });

const authorised: FulfilmentInput = { type: 'PaymentAuthorised', data: { orderId, amount, reference: 'acq-1', at } };
const captured: FulfilmentInput = { type: 'PaymentCaptured', data: { orderId, amount, tax, fee: { amount: 0, currency: 'EUR' } } };
const refunded: FulfilmentInput = { type: 'PaymentRefunded', data: { orderId, amount, tax } };
const customerCancels: FulfilmentInput = { type: 'OrderCancellationRequested', data: { orderId, by: 'customer' } };
const goodsDispatched: FulfilmentInput = { type: 'ShipmentDispatched', data: { orderId, lines, at } };
const goodsDelivered: FulfilmentInput = { type: 'ShipmentDelivered', data: { orderId, at } };
const goodsReturned: FulfilmentInput = { type: 'ShipmentReturned', data: { orderId, lines, restock: true, at } };
const cancellationRefused: FulfilmentInput = { type: 'ShipmentCancellationRefused', data: { orderId, reason: 'customer' } };

describe('an order that goes well', () => {
  it('reserves, authorises, ships, captures and is completed', () => {
    given()
      .when(placed)
      .then(...started);
    given(...started)
      .when({ type: 'StockReserved', data: { orderId, lines } })
      .then(...authorising.slice(-1));
    given(...authorising)
      .when(authorised)
      .then(...preparing.slice(-1));
    given(...preparing)
      .when(goodsDispatched)
      .then({ type: 'PaymentCaptureRequested', data: of });
  });

  it('is completed when charged and delivered, in either order', () => {
    const [charged, delivered, end] = completed.slice(-3) as [FulfilmentEvent, FulfilmentEvent, FulfilmentEvent];
    given(...dispatched)
      .when(captured)
      .then(charged);
    given(...dispatched)
      .when(goodsDelivered)
      .then(delivered);
    given(...dispatched, charged)
      .when(goodsDelivered)
      .then(delivered, end);
    given(...dispatched, delivered)
      .when(captured)
      .then(charged, end);
  });

  it('waits for the acquirer and for the warehouse only so long', () => {
    expect(armedAfter(...started)).toEqual({});
    expect(armedAfter(...authorising)).toEqual({ payment: 1_000 });
    expect(armedAfter(...preparing)).toEqual({ dispatch: 5_000 });
    expect(armedAfter(...dispatched)).toEqual({});
    expect(armedAfter(...cancelling, keepNoMoney, releaseStock, cancelled('customer'))).toEqual({});
    expect(armedAfter(...authorising, keepNoMoney, releaseStock, rejected('payment.timeout'))).toEqual({});
  });
});

describe('an order that cannot be fulfilled', () => {
  it('is rejected when stock is short', () => {
    given(...started)
      .when({ type: 'StockRefused', data: { orderId, shortages: [{ sku: 'cup', wanted: 3, available: 1 }] } })
      .then(rejected('stock.short'));
  });

  it('gives its stock back when the payment is declined', () => {
    given(...authorising)
      .when({ type: 'PaymentDeclined', data: { orderId, reason: 'payment.insufficient-funds' } })
      .then(releaseStock, rejected('payment.insufficient-funds'));
  });

  it('gives up when the acquirer does not answer in time, and ignores the answer that comes later', () => {
    const timeout = deadlineReached('payment', orderId, at);
    given(...authorising)
      .when(timeout)
      .then(keepNoMoney, releaseStock, rejected('payment.timeout'));
    given(...authorising, keepNoMoney, releaseStock, rejected('payment.timeout'))
      .when(authorised)
      .thenNothing();
    given(...preparing)
      .when(timeout)
      .thenNothing();
  });

  it('is cancelled by the dispatch deadline, if the shipment agrees', () => {
    given(...preparing)
      .when(deadlineReached('dispatch', orderId, at))
      .then({ type: 'ShipmentCancellationRequested', data: { orderId, reason: 'dispatch.timeout' } });
    given(...preparing, { type: 'ShipmentCancellationRequested', data: { orderId, reason: 'dispatch.timeout' } })
      .when({ type: 'ShipmentCancelled', data: { orderId, reason: 'dispatch.timeout' } })
      .then(keepNoMoney, releaseStock, cancelled('dispatch.timeout'));
    given(...cancelling)
      .when(deadlineReached('dispatch', orderId, at))
      .thenNothing();
  });
});

describe('a customer who cancels', () => {
  it('before the stock is known, gives back what may be reserved', () => {
    given(...started)
      .when(customerCancels)
      .then(releaseStock, cancelled('customer'));
    given(...started, releaseStock, cancelled('customer'))
      .when({ type: 'StockReserved', data: { orderId, lines } })
      .thenNothing();
  });

  it('while the payment is under way, pays nothing', () => {
    given(...authorising)
      .when(customerCancels)
      .then(keepNoMoney, releaseStock, cancelled('customer'));
    given(...authorising, keepNoMoney, releaseStock, cancelled('customer'))
      .when(authorised)
      .thenNothing();
  });

  it('while the shipment is prepared, asks the shipment', () => {
    given(...preparing)
      .when(customerCancels)
      .then({ type: 'ShipmentCancellationRequested', data: { orderId, reason: 'customer' } });
    given(...cancelling)
      .when({ type: 'ShipmentCancelled', data: { orderId, reason: 'customer' } })
      .then(keepNoMoney, releaseStock, cancelled('customer'));
  });

  it('too late, hears so, and the order goes on', () => {
    const refusal: FulfilmentEvent = { type: 'FulfilmentCancellationRefused', data: of };
    given(...cancelling)
      .when(goodsDispatched)
      .then({ type: 'PaymentCaptureRequested', data: of });
    given(...cancelling, { type: 'PaymentCaptureRequested', data: of })
      .when(cancellationRefused)
      .then(refusal);
    given(...dispatched)
      .when(customerCancels)
      .then(refusal);
    given(...dispatched, refusal)
      .when(customerCancels)
      .thenNothing();
    given(...completed)
      .when(customerCancels)
      .thenNothing();
  });
});

describe('goods that go astray', () => {
  it('are refunded when lost, also before the charge is known', () => {
    given(...dispatched)
      .when({ type: 'ShipmentLost', data: { orderId, at } })
      .then(...lost.slice(-2));
    given(...lost)
      .when(captured)
      .thenNothing();
    given(...lost)
      .when(refunded)
      .then({ type: 'FulfilmentLost', data: of });
  });

  it('are refunded when sent back, before and after completion', () => {
    const back: FulfilmentEvent[] = [
      { type: 'FulfilmentGoodsReturned', data: of },
      { type: 'PaymentRefundRequested', data: of },
    ];
    given(...completed)
      .when(goodsReturned)
      .then(...back);
    given(...dispatched, { type: 'FulfilmentDelivered', data: of })
      .when(goodsReturned)
      .then(...back);
    given(...completed, ...back)
      .when(refunded)
      .then({ type: 'FulfilmentReturned', data: of });
  });
});
