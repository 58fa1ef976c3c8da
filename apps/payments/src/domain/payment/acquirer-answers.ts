import { reject, type Rejection } from '@millrace/decider';
import type { AcquirerAnswer } from './payment.commands.js';
import type { PaymentEvent } from './payment.events.js';
import type { Payment } from './payment.js';

type In<Situation extends Payment['situation']> = Extract<Payment, { situation: Situation }>;
type Answer<Type extends AcquirerAnswer['type']> = Extract<AcquirerAnswer, { type: Type }>;
type Events = readonly PaymentEvent[];

/** The situation in which each answer is news. Before it, nobody has asked; after it, the answer is a repetition. */
const expectedIn = {
  RecordAuthorised: 'authorising',
  RecordDeclined: 'authorising',
  RecordCaptured: 'capturing',
  RecordVoided: 'voiding',
  RecordRefunded: 'refunding',
} as const;

export const recordAnswer = (answer: AcquirerAnswer, payment: Payment): Events | Rejection<'payment.not-asked'> => {
  if (payment.situation !== expectedIn[answer.type]) return isPast(answer, payment) ? [] : notAsked(answer, payment);
  switch (answer.type) {
    case 'RecordAuthorised':
      return authorised(answer, payment as In<'authorising'>);
    case 'RecordDeclined':
      return [{ type: 'PaymentDeclined', data: { orderId: answer.orderId, reason: answer.reason } }];
    case 'RecordCaptured':
      return captured(answer, payment as In<'capturing'>);
    case 'RecordVoided':
      return [{ type: 'PaymentVoided', data: { orderId: answer.orderId } }];
    case 'RecordRefunded': {
      const { amount, tax } = payment as In<'refunding'>;
      return [{ type: 'PaymentRefunded', data: { orderId: answer.orderId, amount, tax } }];
    }
  }
};

/** Whatever was asked for meanwhile starts now. A void counts more than a capture: nothing has been taken yet. */
const authorised = ({ orderId, reference, at }: Answer<'RecordAuthorised'>, { amount, tax, queued }: In<'authorising'>): Events => {
  const news: PaymentEvent = { type: 'PaymentAuthorised', data: { orderId, amount, reference, at } };
  if (queued.includes('void')) return [news, { type: 'VoidStarted', data: { orderId, reference, amount } }];
  if (queued.includes('capture')) return [news, { type: 'CaptureStarted', data: { orderId, reference, amount, tax } }];
  return [news];
};

const captured = ({ orderId, fee }: Answer<'RecordCaptured'>, { reference, amount, tax, queued }: In<'capturing'>): Events => {
  const news: PaymentEvent = { type: 'PaymentCaptured', data: { orderId, amount, tax, fee } };
  return queued.includes('refund') ? [news, { type: 'RefundStarted', data: { orderId, reference, amount } }] : [news];
};

const afterwards: { readonly [Type in AcquirerAnswer['type']]: readonly Payment['situation'][] } = {
  RecordAuthorised: ['authorised', 'capturing', 'captured', 'voiding', 'voided', 'refunding', 'refunded'],
  RecordDeclined: ['declined'],
  RecordCaptured: ['captured', 'refunding', 'refunded'],
  RecordVoided: ['voided'],
  RecordRefunded: ['refunded'],
};

const isPast = (answer: AcquirerAnswer, { situation }: Payment): boolean => afterwards[answer.type].includes(situation);

const notAsked = (answer: AcquirerAnswer, { situation }: Payment): Rejection<'payment.not-asked'> =>
  reject('payment.not-asked', `${answer.type} answers nothing: the payment is ${situation}.`);
