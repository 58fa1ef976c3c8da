/** The contract of `orders`: the events it publishes, by type, with their versions. Nothing else of the service is anyone's business. */
import * as order from './order-events.js';
import * as requests from './fulfilment-requests.js';

export * from './order-events.js';
export * from './fulfilment-requests.js';

export const ordersContract = {
  service: 'orders',
  events: {
    OrderPlaced: { schemaVersion: 1, schema: order.orderPlacedSchema },
    OrderCompleted: { schemaVersion: 1, schema: order.orderCompletedSchema },
    OrderRejected: { schemaVersion: 1, schema: order.orderRejectedSchema },
    OrderCancelled: { schemaVersion: 1, schema: order.orderCancelledSchema },
    OrderReturned: { schemaVersion: 1, schema: order.orderReturnedSchema },
    OrderLost: { schemaVersion: 1, schema: order.orderLostSchema },
    StockReservationRequested: { schemaVersion: 1, schema: requests.stockReservationRequestedSchema },
    StockReleaseRequested: { schemaVersion: 1, schema: requests.stockReleaseRequestedSchema },
    PaymentAuthorisationRequested: { schemaVersion: 1, schema: requests.paymentAuthorisationRequestedSchema },
    PaymentCancellationRequested: { schemaVersion: 1, schema: requests.paymentCancellationRequestedSchema },
    PaymentCaptureRequested: { schemaVersion: 1, schema: requests.paymentCaptureRequestedSchema },
    PaymentRefundRequested: { schemaVersion: 1, schema: requests.paymentRefundRequestedSchema },
    ShipmentRequested: { schemaVersion: 1, schema: requests.shipmentRequestedSchema },
    ShipmentCancellationRequested: { schemaVersion: 1, schema: requests.shipmentCancellationRequestedSchema },
  },
} as const;
