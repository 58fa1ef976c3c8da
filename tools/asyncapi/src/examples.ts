/**
 * One event of each kind and version, for the AsyncAPI document: as they are written when one order of two cups goes each of its ways. Examples of an
 * earlier version stay beside those of the current one.
 */
const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const euros = (amount: number) => ({ amount, currency: 'EUR' });
const lines = [{ sku: 'cup', quantity: 2 }];
const shipTo = { name: 'Ada Lovelace', street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };
const at = '2030-01-01T12:00:00.000Z';

const orders = {
  'OrderPlaced:1': {
    orderId,
    customerId: 'ada',
    lines: [{ sku: 'cup', name: 'Cup', quantity: 2, unitPrice: euros(1_250), total: euros(2_500), tax: euros(500) }],
    subtotal: euros(2_500),
    tax: euros(500),
    shipping: euros(490),
    total: euros(3_490),
    paymentMethod: 'pm_card_visa',
    shipTo,
    fingerprint: '9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab',
    placedAt: at,
  },
  'OrderCompleted:1': { orderId },
  'OrderRejected:1': { orderId, reason: 'stock.short' },
  'OrderCancelled:1': { orderId, reason: 'customer' },
  'OrderReturned:1': { orderId },
  'OrderLost:1': { orderId },
  'StockReservationRequested:1': { orderId, lines },
  'StockReleaseRequested:1': { orderId, lines },
  'PaymentAuthorisationRequested:1': { orderId, amount: euros(3_490), tax: euros(500), paymentMethod: 'pm_card_visa' },
  'PaymentCancellationRequested:1': { orderId },
  'PaymentCaptureRequested:1': { orderId },
  'PaymentRefundRequested:1': { orderId },
  'ShipmentRequested:1': { orderId, shipTo, lines },
  'ShipmentCancellationRequested:1': { orderId, reason: 'customer' },
};

const inventory = {
  'ProductAdded:1': { sku: 'cup', name: 'Cup', price: euros(1_200) },
  'PriceChanged:1': { sku: 'cup', price: euros(1_250) },
  'StockReserved:1': { orderId, lines },
  'StockRefused:1': { orderId, shortages: [{ sku: 'cup', wanted: 2, available: 1 }] },
};

const payments = {
  'PaymentAuthorised:1': { orderId, amount: euros(3_490), reference: 'auth-1', at },
  'PaymentDeclined:1': { orderId, reason: 'payment.declined' },
  'PaymentCaptured:1': { orderId, amount: euros(3_490), tax: euros(500), fee: euros(74) },
  'PaymentVoided:1': { orderId },
  'PaymentRefunded:1': { orderId, amount: euros(3_490), tax: euros(500) },
};

const shipping = {
  'ShipmentPrepared:1': { orderId, shipTo, lines },
  'ShipmentDispatched:1': { orderId, lines, trackingNumber: 'TRACK-1', at },
  'ShipmentDelivered:1': { orderId, at },
  'ShipmentLost:1': { orderId, at },
  'ShipmentReturned:1': { orderId, lines, restock: true, at },
  'ShipmentCancelled:1': { orderId, reason: 'customer' },
  'ShipmentCancellationRefused:1': { orderId, reason: 'customer' },
};

/** By the URN of the schema. */
export const examples: { readonly [urn: string]: object } = Object.fromEntries(
  Object.entries({ orders, inventory, payments, shipping }).flatMap(([service, events]) =>
    Object.entries<object>(events).map(([name, data]) => [`urn:millrace:${service}:${name}`, data]),
  ),
);
