import { randomUUID } from 'node:crypto';
import { Client } from './client.mjs';

const client = new Client();

/** Somebody has counted: the stock becomes that, unless it changed while we looked. Then we look again. */
async function correct(sku, counted) {
  for (;;) {
    const product = await client.send('GET', `/api/products/${sku}`);
    const quantity = counted - product.body.onHand;
    if (quantity === 0) return 'nothing to correct';
    const answer = await client.send('POST', `/api/products/${sku}/adjustments`, {
      key: randomUUID(),
      headers: { 'if-match': product.headers.get('etag') },
      body: { quantity, reason: 'count' },
    });
    if (answer.status !== 412) return `${answer.status} corrected by ${answer.body.quantity}`;
  }
}

const { body } = await client.send('GET', '/api/products/lamp');
console.log(await correct('lamp', body.onHand + 1));
console.log(await correct('lamp', body.onHand + 1));
