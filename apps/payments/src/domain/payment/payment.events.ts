/**
 * What is stored of a payment, for ever: version it with care. Fields are added (optional) or a new schema version is made with an upcaster; nothing
 * is renamed or re-used. The `…Started` events ask the acquirer: the call's idempotency key is made from the event's id, its answer is the next event.
 */
import type { Money } from '@millrace/contracts-money';
import type { PaymentAuthorised, PaymentCaptured, PaymentDeclined, PaymentRefunded, PaymentVoided } from '@millrace/contracts-payments';
import type { DomainEvent } from '@millrace/decider';

interface OfOrder {
  readonly orderId: string;
}

interface AtAcquirer extends OfOrder {
  /** The acquirer's name for the authorisation. */
  readonly reference: string;
  readonly amount: Money;
}

export type AuthorisationStarted = DomainEvent<
  'AuthorisationStarted',
  OfOrder & { readonly amount: Money; readonly tax: Money; readonly paymentMethod: string }
>;
/** `tax` is part of `amount`: the sale counts from here on. */
export type CaptureStarted = DomainEvent<'CaptureStarted', AtAcquirer & { readonly tax: Money }>;
export type VoidStarted = DomainEvent<'VoidStarted', AtAcquirer>;
export type RefundStarted = DomainEvent<'RefundStarted', AtAcquirer>;

/** Asked for while the acquirer still works on what must come first. */
export type PaymentStepQueued = DomainEvent<'PaymentStepQueued', OfOrder & { readonly step: QueuedStep }>;
export type QueuedStep = 'capture' | 'void' | 'refund';

export type PaymentEvent =
  | AuthorisationStarted
  | PaymentAuthorised
  | PaymentDeclined
  | CaptureStarted
  | PaymentCaptured
  | VoidStarted
  | PaymentVoided
  | RefundStarted
  | PaymentRefunded
  | PaymentStepQueued;
