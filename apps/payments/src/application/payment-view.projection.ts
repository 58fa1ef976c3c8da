import type { Money } from '@millrace/contracts-money';
import type { Projection, Recorded } from '@millrace/decider';
import type { PaymentEvent } from '../domain/payment/payment.events.js';

export type PaymentStatus =
  'authorising' | 'authorised' | 'declined' | 'capturing' | 'captured' | 'voiding' | 'voided' | 'refunding' | 'refunded';

/** A payment, as one looks at it. What is not known (yet) is null. */
export interface PaymentView {
  /** The order's id too. */
  readonly paymentId: string;
  /** Of its stream, as of the last event that shows: its ETag. */
  readonly version: number;
  readonly status: PaymentStatus;
  /** Why it was declined. */
  readonly reason: string | null;
  readonly paymentMethod: string | null;
  readonly amount: Money | null;
  readonly tax: Money | null;
  /** What the acquirer kept. */
  readonly fee: Money | null;
  readonly captured: Money | null;
  readonly refunded: Money | null;
  /** The acquirer's name for the authorisation. */
  readonly reference: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

type Shown = Exclude<PaymentEvent, { type: 'PaymentStepQueued' }>;

const byOrder = ({ data }: { readonly data: { readonly orderId: string } }): string => data.orderId;

export const paymentView: Projection<PaymentView, Shown> = {
  name: 'payment-view',
  version: 1,
  keys: {
    AuthorisationStarted: byOrder,
    PaymentAuthorised: byOrder,
    PaymentDeclined: byOrder,
    CaptureStarted: byOrder,
    PaymentCaptured: byOrder,
    VoidStarted: byOrder,
    PaymentVoided: byOrder,
    RefundStarted: byOrder,
    PaymentRefunded: byOrder,
  },
  evolve: (view, event, paymentId) => ({
    ...(view ?? empty(paymentId, event)),
    ...change({ type: event.type, data: event.data } as Shown),
    version: event.version,
    updatedAt: event.recordedAt,
  }),
};

const change = (event: Shown): Partial<PaymentView> => {
  switch (event.type) {
    case 'AuthorisationStarted': {
      const { amount, tax, paymentMethod } = event.data;
      return { status: 'authorising', amount, tax, paymentMethod };
    }
    case 'PaymentAuthorised':
      return { status: 'authorised', reference: event.data.reference };
    case 'PaymentDeclined':
      return { status: 'declined', reason: event.data.reason };
    case 'CaptureStarted':
      return { status: 'capturing' };
    case 'PaymentCaptured':
      return { status: 'captured', captured: event.data.amount, fee: event.data.fee };
    case 'VoidStarted':
      return { status: 'voiding' };
    case 'PaymentVoided':
      return { status: 'voided' };
    case 'RefundStarted':
      return { status: 'refunding' };
    case 'PaymentRefunded':
      return { status: 'refunded', refunded: event.data.amount };
  }
};

const empty = (paymentId: string, { version, recordedAt }: Recorded): PaymentView => ({
  paymentId,
  version,
  status: 'voided',
  reason: null,
  paymentMethod: null,
  amount: null,
  tax: null,
  fee: null,
  captured: null,
  refunded: null,
  reference: null,
  createdAt: recordedAt,
  updatedAt: recordedAt,
});
