import type { Money } from '@millrace/contracts-money';

interface OfOrder {
  readonly orderId: string;
}

/** What orders asks for. */
export type PaymentRequest =
  | (OfOrder & { readonly type: 'Authorise'; readonly amount: Money; readonly tax: Money; readonly paymentMethod: string })
  | (OfOrder & { readonly type: 'Cancel' | 'RequestCapture' | 'RequestRefund' });

/** What the acquirer answered. */
export type AcquirerAnswer =
  | (OfOrder & { readonly type: 'RecordAuthorised'; readonly reference: string; readonly at: string })
  | (OfOrder & { readonly type: 'RecordDeclined'; readonly reason: string })
  /** `fee`: what the acquirer keeps. */
  | (OfOrder & { readonly type: 'RecordCaptured'; readonly fee: Money })
  | (OfOrder & { readonly type: 'RecordVoided' | 'RecordRefunded' });

export type PaymentCommand = PaymentRequest | AcquirerAnswer;
