import { randomUUID } from 'node:crypto';

const note = 'Leave with the neighbour at number 14 if nobody answers; the bell does not work, please knock. ';

/** Two events with about 400 bytes of data and metadata each, as an order's would be. */
export function sampleEvents(commandId) {
  const correlationId = randomUUID();
  return [1, 2].map((line) => ({
    eventId: randomUUID(),
    type: 'OrderLineAdded',
    data: { orderId: correlationId, line, sku: `sku-${line}`, quantity: 3, price: { amount: 1999, currency: 'EUR' }, note },
    metadata: { correlationId, causationId: commandId, commandId, hlc: '0193b2c4d5e60000' },
  }));
}
