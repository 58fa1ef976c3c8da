import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { money } from '@millrace/contracts-money';
import { type CommandContext, CommandExecutor, InMemoryEventStore, InMemoryTransactor } from '@millrace/event-store';
import { policySpec, projectionSpec, recorded } from '@millrace/specs';
import { ordersCatalogue } from '../domain/orders.catalogue.js';
import { placed, placeOrder } from '../domain/order/order.examples.js';
import type { OrderEvent } from '../domain/order/order.events.js';
import { fingerprintOf, orderIdOf } from './order-id.js';
import { orderProgress } from './order-progress.policy.js';
import { foldDocument } from '@millrace/projections';
import { orderSummary } from './order-summary.projection.js';
import { OrdersHandlers } from './orders.handlers.js';
import { type PriceListEntry, priceList } from './price-list.projection.js';

const { orderId, fingerprint, ...shown } = placed.data;
const of = { orderId };
const requested: OrderEvent = { type: 'OrderCancellationRequested', data: { orderId, by: 'customer' } };
const shipped: OrderEvent = { type: 'OrderShipped', data: of };
const refused: OrderEvent = { type: 'OrderCancellationRefused', data: of };

describe('a customer who looks at an order', () => {
  const { given } = projectionSpec(orderSummary);

  it('sees what was bought, for how much, and how far it is', () => {
    given(placed, { type: 'OrderReserved', data: of }).then({
      [orderId]: {
        orderId,
        ...shown,
        version: 2,
        status: 'reserved',
        reason: null,
        cancellation: null,
        reached: 'reserved',
        updatedAt: '2030-01-01T00:00:02.000Z',
      },
    });
  });

  it('sees why it was rejected or cancelled', () => {
    given(placed, { type: 'OrderRejected', data: { orderId, reason: 'stock.short' } }).thenDocument(orderId, {
      status: 'rejected',
      reason: 'stock.short',
    });
    given(placed, requested, { type: 'OrderCancelled', data: { orderId, reason: 'customer' } }).thenDocument(orderId, {
      status: 'cancelled',
      reason: 'customer',
    });
  });

  it('sees that a cancellation is under way, and that it came too late', () => {
    given(placed, requested, shipped).thenDocument(orderId, { status: 'cancelling', reached: 'shipped', cancellation: 'requested' });
    given(placed, requested, shipped, refused).thenDocument(orderId, { status: 'shipped', cancellation: 'cancellation.refused' });
  });

  it('sees it at once, also before the list does', () => {
    const stream = [recorded(placed), recorded(shipped, { version: 2 })];
    expect(foldDocument(orderSummary, orderId, stream)).toMatchObject({ orderId, status: 'shipped', version: 2 });
    expect(foldDocument(orderSummary, orderId, [])).toBeUndefined();
  });
});

describe('the price list', () => {
  it('follows what inventory publishes', () => {
    projectionSpec(priceList)
      .given(
        { type: 'ProductAdded', data: { sku: 'cup', name: 'Cup', price: money(1_250, 'EUR') } },
        { type: 'PriceChanged', data: { sku: 'cup', price: money(1_500, 'EUR') } },
      )
      .then({ cup: { sku: 'cup', name: 'Cup', price: money(1_500, 'EUR') } });
  });
});

describe('an order', () => {
  const policy = policySpec(orderProgress);
  const stream = `order-${orderId}`;

  it('hears from its fulfilment how far it is', () => {
    const { total: amount, tax, paymentMethod, shipTo } = placed.data;
    policy
      .when({ type: 'PaymentAuthorisationRequested', data: { orderId, amount, tax, paymentMethod } })
      .thenTells(stream, { type: 'MarkReserved' });
    policy.when({ type: 'ShipmentRequested', data: { orderId, shipTo, lines: [] } }).thenTells(stream, { type: 'MarkAuthorised' });
    policy.when({ type: 'PaymentCaptureRequested', data: of }).thenTells(stream, { type: 'MarkShipped' });
    policy.when({ type: 'FulfilmentCancellationRefused', data: of }).thenTells(stream, { type: 'RefuseCancellation' });
  });

  it('and how it ends', () => {
    policy.when({ type: 'FulfilmentCompleted', data: of }).thenTells(stream, { type: 'Complete' });
    policy
      .when({ type: 'FulfilmentRejected', data: { orderId, reason: 'stock.short' } })
      .thenTells(stream, { type: 'Reject', reason: 'stock.short' });
    policy
      .when({ type: 'FulfilmentCancelled', data: { orderId, reason: 'customer' } })
      .thenTells(stream, { type: 'Cancel', reason: 'customer' });
    policy.when({ type: 'FulfilmentReturned', data: of }).thenTells(stream, { type: 'Return' });
    policy.when({ type: 'FulfilmentLost', data: of }).thenTells(stream, { type: 'Lose' });
  });
});

describe('a client that retries', () => {
  const catalogue = new Map<string, PriceListEntry>(
    placeOrder.lines.map(({ sku, offer }) => [sku, { sku, name: offer!.name, price: offer!.unitPrice }]),
  );
  const { customerId, paymentMethod, shipTo } = placeOrder;
  const request = { customerId, paymentMethod, shipTo, lines: placeOrder.lines.map(({ sku, quantity }) => ({ sku, quantity })) };

  const setUp = () => {
    const transactor = new InMemoryTransactor();
    const now = () => Date.parse(placeOrder.at);
    const store = new InMemoryEventStore({ service: 'orders', catalogue: ordersCatalogue, transactor, now });
    const handlers = new OrdersHandlers({
      executor: new CommandExecutor({ store, transactor, now, newId: randomUUID }),
      prices: { find: (skus) => Promise.resolve(new Map([...catalogue].filter(([sku]) => skus.includes(sku)))) },
      pricing: placeOrder.pricing,
      now,
      newId: () => '11111111-1111-4111-8111-111111111111',
    });
    return { handlers, store };
  };
  const context = (): CommandContext => ({ correlationId: 'request', causationId: 'request', commandId: randomUUID() });

  it('gets one order for one key, whatever order the fields are in', async () => {
    const { handlers, store } = setUp();
    const first = await handlers.place(request, 'key-1', context());
    const reordered = { lines: request.lines, shipTo: { ...shipTo }, paymentMethod, customerId };
    const second = await handlers.place(reordered, 'key-1', context());
    expect(second.orderId).toBe(first.orderId);
    expect(await store.readCorrelated(first.orderId, 10)).toHaveLength(1);
  });

  it('is told when the key is used for something else, and of what is not sold', async () => {
    const { handlers } = setUp();
    await handlers.place(request, 'key-1', context());
    const other = await handlers.place({ ...request, paymentMethod: 'pm_card_declined' }, 'key-1', context());
    expect(other.outcome).toMatchObject({ code: 'idempotency.key-reused' });
    const unknown = await handlers.place({ ...request, lines: [{ sku: 'unicorn', quantity: 1 }] }, undefined, context());
    expect(unknown).toMatchObject({ orderId: '11111111-1111-4111-8111-111111111111', outcome: { code: 'order.unknown-sku' } });
  });

  it('never shares an order with another customer, and ids stay what they were', () => {
    expect(orderIdOf('ada', 'key-1')).toBe('a6fd8e92-4e1a-5d0e-a19b-aa7d82138659');
    expect(orderIdOf('bob', 'key-1')).not.toBe(orderIdOf('ada', 'key-1'));
    expect(fingerprintOf({ a: 1, b: { c: [1, 2] } })).toBe(fingerprintOf({ b: { c: [1, 2] }, a: 1 }));
    expect(fingerprintOf({ a: [1, 2] })).not.toBe(fingerprintOf({ a: [2, 1] }));
  });
});
