import { describe, expect, it } from '@jest/globals';
import { money } from '@millrace/contracts-money';
import { documentsAfter, policySpec, projectionSpec, recorded } from '@millrace/specs';
import type { PaymentCaptured } from '@millrace/contracts-payments';
import type { CaptureStarted, PaymentEvent } from '../domain/payment/payment.events.js';
import { ledgerAccounts, ledgerEntries } from './ledger.projection.js';
import { paymentRequests } from './payment-requests.policy.js';
import { paymentView } from './payment-view.projection.js';

const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const [amount, tax, fee] = [money(12_000, 'EUR'), money(2_000, 'EUR'), money(300, 'EUR')];
const at = '2030-01-01T12:00:00.000Z';
const captureStarted: CaptureStarted = { type: 'CaptureStarted', data: { orderId, reference: 'acq-1', amount, tax } };
const captured: PaymentCaptured = { type: 'PaymentCaptured', data: { orderId, amount, tax, fee } };

describe('payments', () => {
  const policy = policySpec(paymentRequests);

  it('does what orders asks', () => {
    const stream = `payment-${orderId}`;
    const terms = { orderId, amount, tax, paymentMethod: 'pm_card_visa' };
    policy.when({ type: 'PaymentAuthorisationRequested', data: terms }).thenTells(stream, { type: 'Authorise', ...terms });
    policy.when({ type: 'PaymentCancellationRequested', data: { orderId } }).thenTells(stream, { type: 'Cancel', orderId });
    policy.when({ type: 'PaymentCaptureRequested', data: { orderId } }).thenTells(stream, { type: 'RequestCapture', orderId });
    policy.when({ type: 'PaymentRefundRequested', data: { orderId } }).thenTells(stream, { type: 'RequestRefund', orderId });
  });
});

describe('someone who looks at a payment', () => {
  it('sees what was taken and what was given back', () => {
    const events: Exclude<PaymentEvent, { type: 'PaymentStepQueued' }>[] = [
      { type: 'AuthorisationStarted', data: { orderId, amount, tax, paymentMethod: 'pm_card_visa' } },
      { type: 'PaymentAuthorised', data: { orderId, amount, reference: 'acq-1', at } },
      captureStarted,
      captured,
      { type: 'PaymentRefunded', data: { orderId, amount, tax } },
    ];
    projectionSpec(paymentView)
      .given(...events)
      .then({
        [orderId]: {
          paymentId: orderId,
          version: 5,
          status: 'refunded',
          reason: null,
          paymentMethod: 'pm_card_visa',
          amount,
          tax,
          fee,
          captured: amount,
          refunded: amount,
          reference: 'acq-1',
          createdAt: '2030-01-01T00:00:01.000Z',
          updatedAt: '2030-01-01T00:00:05.000Z',
        },
      });
  });

  it('sees why it was declined, and that one was given up before it began', () => {
    projectionSpec(paymentView)
      .given({ type: 'PaymentDeclined', data: { orderId, reason: 'payment.insufficient-funds' } })
      .thenDocument(orderId, { status: 'declined', reason: 'payment.insufficient-funds' });
    projectionSpec(paymentView)
      .given({ type: 'PaymentVoided', data: { orderId } })
      .thenDocument(orderId, { status: 'voided', amount: null });
  });
});

describe('an accountant', () => {
  it('sees each transaction, side by side', () => {
    const entries = [...documentsAfter(ledgerEntries, [recorded(captured, { eventId: 'e-1' })]).values()];
    expect(entries.map(({ account, amount: side }) => [account, side])).toEqual([
      ['acquirer-clearing', 11_700],
      ['fees', 300],
      ['receivable', -12_000],
    ]);
    expect(entries[0]).toMatchObject({
      entryId: 'e-1:acquirer-clearing',
      transactionId: 'e-1',
      orderId,
      kind: 'PaymentCaptured',
      currency: 'EUR',
    });
  });

  it('sees what each account has moved, added up shard by shard', () => {
    const parts = documentsAfter(ledgerAccounts, [
      recorded(captureStarted, { shard: 3 }),
      recorded(captured, { shard: 3 }),
      recorded(captureStarted, { shard: 4 }),
    ]);
    expect(parts.get('receivable:EUR:3')).toEqual({
      partId: 'receivable:EUR:3',
      account: 'receivable',
      currency: 'EUR',
      debits: 12_000,
      credits: 12_000,
      entries: 2,
    });
    expect(parts.get('receivable:EUR:4')).toMatchObject({ debits: 12_000, credits: 0, entries: 1 });
  });
});
