import { paymentsContract } from '@millrace/contracts-payments';
import { declareEvents } from '@millrace/decider';
import type { PaymentEvent } from './payment/payment.events.js';

const { PaymentAuthorised, PaymentDeclined, PaymentCaptured, PaymentVoided, PaymentRefunded } = paymentsContract.events;

const ours = { schemaVersion: 1, published: false };

export const paymentsCatalogue = declareEvents<PaymentEvent>({
  AuthorisationStarted: ours,
  PaymentAuthorised: { schemaVersion: PaymentAuthorised.schemaVersion, published: true },
  PaymentDeclined: { schemaVersion: PaymentDeclined.schemaVersion, published: true },
  CaptureStarted: ours,
  PaymentCaptured: { schemaVersion: PaymentCaptured.schemaVersion, published: true },
  VoidStarted: ours,
  PaymentVoided: { schemaVersion: PaymentVoided.schemaVersion, published: true },
  RefundStarted: ours,
  PaymentRefunded: { schemaVersion: PaymentRefunded.schemaVersion, published: true },
  PaymentStepQueued: ours,
});
