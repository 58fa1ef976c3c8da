import { type Decider, reject, type Rejection } from '@millrace/decider';
import { recordAnswer } from './acquirer-answers.js';
import type { PaymentCommand, PaymentRequest } from './payment.commands.js';
import type { PaymentEvent, QueuedStep } from './payment.events.js';
import { evolve, initial, type Payment } from './payment.js';

export type PaymentRejection = 'payment.unknown' | 'payment.not-authorised' | 'payment.not-asked';

type Decision = readonly PaymentEvent[] | Rejection<PaymentRejection>;

const decide = (command: PaymentCommand, payment: Payment): Decision => {
  switch (command.type) {
    case 'Authorise':
      return authorise(command, payment);
    case 'Cancel':
      return cancel(command.orderId, payment);
    case 'RequestCapture':
      return capture(command.orderId, payment);
    case 'RequestRefund':
      return refund(command.orderId, payment);
    default:
      return recordAnswer(command, payment);
  }
};

/** Asked for after it was cancelled, nothing is authorised: who cancelled waits for no answer. */
const authorise = ({ type, ...terms }: PaymentRequest & { type: 'Authorise' }, { situation }: Payment): Decision =>
  situation === 'none' ? [{ type: 'AuthorisationStarted', data: terms }] : [];

/** No money is kept. What is under way at the acquirer is waited for: a void must not overtake its authorisation. */
const cancel = (orderId: string, payment: Payment): Decision => {
  switch (payment.situation) {
    case 'none':
      return [{ type: 'PaymentVoided', data: { orderId } }];
    case 'authorising':
      return queue(orderId, 'void', payment.queued);
    case 'authorised':
      return [{ type: 'VoidStarted', data: { orderId, reference: payment.reference, amount: payment.amount } }];
    case 'capturing':
    case 'captured':
      return refund(orderId, payment);
    default:
      return [];
  }
};

const capture = (orderId: string, payment: Payment): Decision => {
  switch (payment.situation) {
    case 'authorising':
      return payment.queued.includes('void') ? cancelled : queue(orderId, 'capture', payment.queued);
    case 'authorised': {
      const { reference, amount, tax } = payment;
      return [{ type: 'CaptureStarted', data: { orderId, reference, amount, tax } }];
    }
    case 'none':
      return reject('payment.unknown', 'There is no such payment.');
    case 'declined':
    case 'voiding':
    case 'voided':
      return cancelled;
    default:
      return [];
  }
};

/** Of what was captured, or will be: until then it is remembered. */
const refund = (orderId: string, payment: Payment): Decision => {
  switch (payment.situation) {
    case 'authorising':
    case 'authorised':
    case 'capturing':
      return queue(orderId, 'refund', payment.queued);
    case 'captured':
      return [{ type: 'RefundStarted', data: { orderId, reference: payment.reference, amount: payment.amount } }];
    case 'none':
      return reject('payment.unknown', 'There is no such payment.');
    case 'declined':
    case 'voiding':
    case 'voided':
      return cancelled;
    default:
      return [];
  }
};

const queue = (orderId: string, step: QueuedStep, queued: readonly QueuedStep[]): readonly PaymentEvent[] =>
  queued.includes(step) ? [] : [{ type: 'PaymentStepQueued', data: { orderId, step } }];

const cancelled = reject('payment.not-authorised', 'There is no authorisation to charge: it was declined or voided.');

export const payment: Decider<PaymentCommand, Payment, PaymentEvent, PaymentRejection> = { name: 'payment', initial, evolve, decide };
