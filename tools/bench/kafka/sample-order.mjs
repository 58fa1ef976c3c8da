import { randomBytes, randomUUID } from 'node:crypto';

export const catalogue = {
  OrderLineAdded: { schemaVersion: 1, published: true },
  OrderLineWeighed: { schemaVersion: 1, published: false },
};

const note = 'Leave with the neighbour at number 14 if nobody answers; the bell does not work, please knock. ';
const eventsPerOrder = 10;

/** One order's append: ten events with about 400 bytes of data each and all the metadata that a service's own would have; one of them private. */
export function sampleOrder(clock) {
  const [orderId, commandId] = [randomUUID(), randomUUID()];
  const metadata = {
    correlationId: orderId,
    causationId: commandId,
    commandId,
    hlc: clock.tick(),
    traceparent: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
    after: 'inventory@k3v9x2ab-0.7:1042 payments@m2c7q5ef-0.3:977',
    actor: 'customer:ada',
  };
  const events = Array.from({ length: eventsPerOrder }, (_, line) => ({
    eventId: randomUUID(),
    type: line === 4 ? 'OrderLineWeighed' : 'OrderLineAdded',
    data: {
      orderId,
      line,
      sku: `sku-${line}`,
      quantity: 3,
      price: { amount: 1999, currency: 'EUR' },
      note: note + note + note.slice(0, 60),
    },
    metadata,
  }));
  return { commandId, streams: [{ streamId: `order-${orderId}`, expected: 'none', events }] };
}
