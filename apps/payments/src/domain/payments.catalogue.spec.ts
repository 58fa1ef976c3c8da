import { describe, expect, it } from '@jest/globals';
import { paymentsContract } from '@millrace/contracts-payments';
import { paymentsCatalogue } from './payments.catalogue.js';

describe('the events of payments', () => {
  it('are published exactly as its contract says', () => {
    const published = Object.entries(paymentsCatalogue).filter(([, event]) => event.published);
    expect(published.map(([type]) => type).sort()).toEqual(Object.keys(paymentsContract.events).sort());
    for (const [type, { schemaVersion }] of published)
      expect({ type, schemaVersion }).toEqual({ type, schemaVersion: paymentsContract.events[type as 'PaymentAuthorised'].schemaVersion });
  });
});
