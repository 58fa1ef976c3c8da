import { randomUUID } from 'node:crypto';
import { TextDecoderStream } from 'node:stream/web';
import { Client } from './client.mjs';

const base = process.env.MILLRACE_URL ?? 'http://127.0.0.1:8080';

/** The order as it is now, then after each change, until it is over. A stream that breaks off is taken up again after the last event. */
async function* changesOf(orderId) {
  let last;
  for (;;) {
    const answer = await fetch(`${base}/api/orders/${orderId}/stream`, { headers: last ? { 'last-event-id': last } : {} });
    if (answer.status === 204) return;
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    try {
      let text = '';
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
        const blocks = (text + chunk).split('\n\n');
        text = blocks.pop();
        for (const block of blocks) {
          const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s)));
          if (!fields.data) continue;
          last = fields.id;
          yield JSON.parse(fields.data);
        }
      }
    } catch {
      // Broken off: the loop goes on.
    }
  }
}

const { body } = await new Client().send('POST', '/api/orders', {
  key: randomUUID(),
  body: {
    customerId: 'ada',
    paymentMethod: 'pm_card_visa',
    lines: [{ sku: 'mug', quantity: 1 }],
    shipTo: { name: 'Ada', street: '1 Mill Lane', city: 'Bath', postalCode: 'BA1 1AA', country: 'GB' },
  },
});
for await (const { status } of changesOf(body.orderId)) console.log(status);
