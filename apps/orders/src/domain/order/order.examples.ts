/** One order, for specs. */
import { money } from '@millrace/contracts-money';
import type { OrderPlaced } from '@millrace/contracts-orders';
import type { PlaceOrder } from './order.commands.js';

export const placeOrder: PlaceOrder = {
  type: 'PlaceOrder',
  orderId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  customerId: 'ada',
  lines: [
    { sku: 'cup', quantity: 3, offer: { name: 'Cup', unitPrice: money(1_250, 'EUR') } },
    { sku: 'pot', quantity: 1, offer: { name: 'Tea pot', unitPrice: money(4_999, 'EUR') } },
  ],
  pricing: { taxPerTenThousand: 2_000, shippingCharge: { EUR: 490 } },
  paymentMethod: 'pm_card_visa',
  shipTo: { name: 'Ada Lovelace', street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' },
  fingerprint: 'fingerprint-1',
  at: '2030-01-01T12:00:00.000Z',
};

export const placed: OrderPlaced = {
  type: 'OrderPlaced',
  data: {
    orderId: placeOrder.orderId,
    customerId: 'ada',
    lines: [
      { sku: 'cup', name: 'Cup', quantity: 3, unitPrice: money(1_250, 'EUR'), total: money(3_750, 'EUR'), tax: money(750, 'EUR') },
      { sku: 'pot', name: 'Tea pot', quantity: 1, unitPrice: money(4_999, 'EUR'), total: money(4_999, 'EUR'), tax: money(1_000, 'EUR') },
    ],
    subtotal: money(8_749, 'EUR'),
    tax: money(1_750, 'EUR'),
    shipping: money(490, 'EUR'),
    total: money(10_989, 'EUR'),
    paymentMethod: 'pm_card_visa',
    shipTo: placeOrder.shipTo,
    fingerprint: 'fingerprint-1',
    placedAt: '2030-01-01T12:00:00.000Z',
  },
};
