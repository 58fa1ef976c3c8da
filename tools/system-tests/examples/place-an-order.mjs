import { randomUUID } from 'node:crypto';
import { Client } from './client.mjs';

const order = {
  customerId: 'ada',
  paymentMethod: 'pm_card_visa',
  lines: [{ sku: 'mug', quantity: 2 }],
  shipTo: { name: 'Ada', street: '1 Mill Lane', city: 'Bath', postalCode: 'BA1 1AA', country: 'GB' },
};
// Made before the first attempt and kept with the order: also after a crash of this program it is the same.
const key = randomUUID();
const client = new Client();

const placed = await client.send('POST', '/api/orders', { key, body: order });
const again = await client.send('POST', '/api/orders', { key, body: order });
const other = await client.send('POST', '/api/orders', { key, body: { ...order, paymentMethod: 'pm_card_declined' } });
const list = await client.send('GET', '/api/orders?customerId=ada');

console.log(placed.status, placed.body.status);
console.log(again.status, again.headers.get('idempotency-replayed'), again.body.orderId === placed.body.orderId);
console.log(other.status, other.body.code, other.body.type);
console.log(
  list.body.items.some(({ orderId }) => orderId === placed.body.orderId),
  list.headers.get('consistency'),
);
