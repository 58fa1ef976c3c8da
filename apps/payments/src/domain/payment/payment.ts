import type { Money } from '@millrace/contracts-money';
import type { PaymentEvent, QueuedStep } from './payment.events.js';

interface Terms {
  readonly amount: Money;
  readonly tax: Money;
}

interface AtAcquirer extends Terms {
  readonly reference: string;
}

/**
 *   none ─▶ authorising ─▶ authorised ─▶ capturing ─▶ captured ─▶ refunding ─▶ refunded
 *    │           │              │
 *    ▼           ▼              ▼
 *  voided     declined       voiding ─▶ voided
 *
 * The situations in …ing wait for the acquirer; `queued` is what is to be done as soon as it has answered.
 */
export type Payment =
  | { readonly situation: 'none' }
  | (Terms & { readonly situation: 'authorising'; readonly queued: readonly QueuedStep[] })
  | (AtAcquirer & { readonly situation: 'authorised'; readonly queued: readonly QueuedStep[] })
  | (AtAcquirer & { readonly situation: 'capturing'; readonly queued: readonly QueuedStep[] })
  | (AtAcquirer & { readonly situation: 'captured' | 'refunding' | 'voiding' })
  | { readonly situation: 'declined' | 'voided' | 'refunded' };

export const initial: Payment = { situation: 'none' };

type Held = Extract<Payment, { reference: string }>;

export const evolve = (payment: Payment, event: PaymentEvent): Payment => {
  switch (event.type) {
    case 'AuthorisationStarted':
      return { situation: 'authorising', amount: event.data.amount, tax: event.data.tax, queued: [] };
    case 'PaymentStepQueued':
      return 'queued' in payment ? { ...payment, queued: [...payment.queued, event.data.step] } : payment;
    case 'PaymentAuthorised':
      return payment.situation === 'authorising' ? { ...payment, situation: 'authorised', reference: event.data.reference } : payment;
    case 'CaptureStarted':
      return payment.situation === 'authorised' ? { ...payment, situation: 'capturing' } : payment;
    case 'PaymentCaptured':
      return isHeld(payment) ? { ...atAcquirer(payment), situation: 'captured' } : payment;
    case 'RefundStarted':
      return isHeld(payment) ? { ...atAcquirer(payment), situation: 'refunding' } : payment;
    case 'VoidStarted':
      return isHeld(payment) ? { ...atAcquirer(payment), situation: 'voiding' } : payment;
    case 'PaymentDeclined':
      return { situation: 'declined' };
    case 'PaymentVoided':
      return { situation: 'voided' };
    case 'PaymentRefunded':
      return { situation: 'refunded' };
  }
};

const isHeld = (payment: Payment): payment is Held => 'reference' in payment;
const atAcquirer = ({ amount, tax, reference }: Held): AtAcquirer => ({ amount, tax, reference });
