import { describe, expect, it } from '@jest/globals';
import { money } from '@millrace/contracts-money';
import { paymentsContract } from '@millrace/contracts-payments';
import { fold, isRejection } from '@millrace/decider';
import { spec } from '@millrace/specs';
import fc from 'fast-check';
import type { AcquirerAnswer, PaymentCommand, PaymentRequest } from './payment.commands.js';
import { payment } from './payment.decider.js';
import type { PaymentEvent, QueuedStep } from './payment.events.js';

const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const amount = money(12_000, 'EUR');
const tax = money(2_000, 'EUR');
const fee = money(300, 'EUR');
const at = '2030-01-01T12:00:00.000Z';
const reference = 'acq-1';

const authorise: PaymentRequest = { type: 'Authorise', orderId, amount, tax, paymentMethod: 'pm_card_visa' };
const cancel: PaymentRequest = { type: 'Cancel', orderId };
const capture: PaymentRequest = { type: 'RequestCapture', orderId };
const refund: PaymentRequest = { type: 'RequestRefund', orderId };
const answers: Record<'authorised' | 'declined' | 'captured' | 'voided' | 'refunded', AcquirerAnswer> = {
  authorised: { type: 'RecordAuthorised', orderId, reference, at },
  declined: { type: 'RecordDeclined', orderId, reason: 'payment.declined' },
  captured: { type: 'RecordCaptured', orderId, fee },
  voided: { type: 'RecordVoided', orderId },
  refunded: { type: 'RecordRefunded', orderId },
};

const started: PaymentEvent = { type: 'AuthorisationStarted', data: { orderId, amount, tax, paymentMethod: 'pm_card_visa' } };
const authorised: PaymentEvent = { type: 'PaymentAuthorised', data: { orderId, amount, reference, at } };
const declined: PaymentEvent = { type: 'PaymentDeclined', data: { orderId, reason: 'payment.declined' } };
const captureStarted: PaymentEvent = { type: 'CaptureStarted', data: { orderId, reference, amount, tax } };
const captured: PaymentEvent = { type: 'PaymentCaptured', data: { orderId, amount, tax, fee } };
const voidStarted: PaymentEvent = { type: 'VoidStarted', data: { orderId, reference, amount } };
const voided: PaymentEvent = { type: 'PaymentVoided', data: { orderId } };
const refundStarted: PaymentEvent = { type: 'RefundStarted', data: { orderId, reference, amount } };
const refunded: PaymentEvent = { type: 'PaymentRefunded', data: { orderId, amount, tax } };
const queued = (step: QueuedStep): PaymentEvent => ({ type: 'PaymentStepQueued', data: { orderId, step } });

describe('orders, when all goes well', () => {
  it('has a payment authorised, captured and, if need be, refunded', () => {
    spec(payment).given().when(authorise).then(started);
    spec(payment).given(started).when(answers.authorised).then(authorised);
    spec(payment).given(started, authorised).when(capture).then(captureStarted);
    spec(payment).given(started, authorised, captureStarted).when(answers.captured).then(captured);
    spec(payment).given(started, authorised, captureStarted, captured).when(refund).then(refundStarted);
    spec(payment).given(started, authorised, captureStarted, captured, refundStarted).when(answers.refunded).then(refunded);
  });

  it('hears when the card is declined', () => {
    spec(payment).given(started).when(answers.declined).then(declined);
    spec(payment).given(started, declined).when(cancel).thenNothing();
    spec(payment).given(started, declined).when(capture).thenRejected('payment.not-authorised');
  });
});

describe('orders, when it changes its mind', () => {
  it('gets an authorisation voided, but not before it is known', () => {
    spec(payment).given(started, authorised).when(cancel).then(voidStarted);
    spec(payment).given(started).when(cancel).then(queued('void'));
    spec(payment).given(started, queued('void')).when(answers.authorised).then(authorised, voidStarted);
    spec(payment).given(started, queued('void')).when(answers.declined).then(declined);
    spec(payment).given(started, authorised, voidStarted).when(answers.voided).then(voided);
  });

  it('pays nothing when it cancels what it never asked for', () => {
    spec(payment).given().when(cancel).then(voided);
    spec(payment).given(voided).when(authorise).thenNothing();
  });

  it('gets its money back when the capture had started', () => {
    spec(payment).given(started, authorised, captureStarted).when(cancel).then(queued('refund'));
    spec(payment).given(started, authorised, captureStarted, captured).when(cancel).then(refundStarted);
  });
});

describe('orders, when it is faster than the acquirer', () => {
  it('has its requests remembered, each for its time', () => {
    spec(payment).given(started).when(capture).then(queued('capture'));
    spec(payment).given(started, queued('capture')).when(answers.authorised).then(authorised, captureStarted);
    spec(payment).given(started, queued('capture')).when(refund).then(queued('refund'));
    spec(payment)
      .given(started, queued('capture'), queued('refund'), authorised, captureStarted)
      .when(answers.captured)
      .then(captured, refundStarted);
    spec(payment).given(started, queued('void')).when(capture).thenRejected('payment.not-authorised');
  });
});

describe('an answer of the acquirer', () => {
  it('counts once, and only when somebody asked', () => {
    spec(payment).given(started, authorised, captureStarted, captured).when(answers.authorised).thenNothing();
    spec(payment).given(started).when(answers.captured).thenRejected('payment.not-asked');
    spec(payment).given().when(answers.authorised).thenRejected('payment.not-asked');
  });
});

describe('a payment, whatever is asked and answered', () => {
  const told = fc.constantFrom<PaymentCommand>(authorise, authorise, cancel, capture, capture, refund, ...Object.values(answers));

  it('is never charged and voided, never refunds more than it captured, and does nothing twice', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 30, size: 'max' }), (commands) => {
        const events: PaymentEvent[] = [];
        for (const command of commands) {
          const decision = payment.decide(command, fold(payment, events));
          if (isRejection(decision)) continue;
          events.push(...decision);
          const again = payment.decide(command, fold(payment, events));
          if (!isRejection(again)) expect(again).toEqual([]);
        }
        const types = events.map(({ type }) => type).filter((type) => type !== 'PaymentStepQueued');
        expect(new Set(types).size).toBe(types.length);
        expect(types.includes('CaptureStarted') && types.includes('VoidStarted')).toBe(false);
        if (types.includes('RefundStarted')) expect(types.indexOf('RefundStarted')).toBeGreaterThan(types.indexOf('PaymentCaptured'));
        if (types.includes('VoidStarted')) expect(types.indexOf('VoidStarted')).toBeGreaterThan(types.indexOf('PaymentAuthorised'));
        for (const { type, data } of events)
          if (type in paymentsContract.events) paymentsContract.events[type as 'PaymentVoided'].schema.parse(data);
      }),
      { numRuns: 1_000 },
    );
  });
});
