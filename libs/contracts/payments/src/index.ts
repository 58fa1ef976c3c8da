/** The contract of `payments`: the events it publishes, by type, with their versions. */
import * as payment from './payment-events.js';

export * from './payment-events.js';

export const paymentsContract = {
  service: 'payments',
  events: {
    PaymentAuthorised: { schemaVersion: 1, schema: payment.paymentAuthorisedSchema },
    PaymentDeclined: { schemaVersion: 1, schema: payment.paymentDeclinedSchema },
    PaymentCaptured: { schemaVersion: 1, schema: payment.paymentCapturedSchema },
    PaymentVoided: { schemaVersion: 1, schema: payment.paymentVoidedSchema },
    PaymentRefunded: { schemaVersion: 1, schema: payment.paymentRefundedSchema },
  },
} as const;
