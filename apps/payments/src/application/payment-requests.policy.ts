import type {
  PaymentAuthorisationRequested,
  PaymentCancellationRequested,
  PaymentCaptureRequested,
  PaymentRefundRequested,
} from '@millrace/contracts-orders';
import { type Policy, streamId, tell } from '@millrace/decider';
import type { PaymentRequest } from '../domain/payment/payment.commands.js';
import { payment } from '../domain/payment/payment.decider.js';

const tellPayment = (request: PaymentRequest) => tell(payment, streamId('payment', request.orderId), request);

/** What orders asks of a payment. */
export const paymentRequests: Policy<
  PaymentAuthorisationRequested | PaymentCancellationRequested | PaymentCaptureRequested | PaymentRefundRequested
> = {
  name: 'payment-requests',
  on: {
    PaymentAuthorisationRequested: ({ data: { orderId, amount, tax, paymentMethod } }) =>
      tellPayment({ type: 'Authorise', orderId, amount, tax, paymentMethod }),
    PaymentCancellationRequested: ({ data: { orderId } }) => tellPayment({ type: 'Cancel', orderId }),
    PaymentCaptureRequested: ({ data: { orderId } }) => tellPayment({ type: 'RequestCapture', orderId }),
    PaymentRefundRequested: ({ data: { orderId } }) => tellPayment({ type: 'RequestRefund', orderId }),
  },
};
