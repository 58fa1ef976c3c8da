import type { ServiceDefinition } from '@millrace/service-host';
import { AddPaymentVersion1764200000000 } from './adapters/postgres/add-payment-version.migration.js';
import { CreatePayments1764100000000 } from './adapters/postgres/create-payments.migration.js';
import { LedgerAccountPartEntity, LedgerEntryEntity } from './adapters/postgres/ledger.entities.js';
import { PaymentEntity } from './adapters/postgres/payment.entity.js';
import { acquirerEffect, type AcquirerEffectOptions } from './application/acquirer.effect.js';
import type { Acquirer } from './application/acquirer.js';
import { ledgerAccounts, ledgerEntries } from './application/ledger.projection.js';
import { paymentRequests } from './application/payment-requests.policy.js';
import { paymentView } from './application/payment-view.projection.js';
import { paymentsCatalogue } from './domain/payments.catalogue.js';

export const payments = (acquirer: Acquirer, options: AcquirerEffectOptions): ServiceDefinition => ({
  name: 'payments',
  catalogue: paymentsCatalogue,
  entities: [PaymentEntity, LedgerEntryEntity, LedgerAccountPartEntity],
  migrations: [CreatePayments1764100000000, AddPaymentVersion1764200000000],
  subscriptions: ({ projection, policy, effect }) => [
    { name: 'payment-requests', sources: ['orders'], consumers: [policy(paymentRequests)] },
    { name: 'acquirer', sources: ['payments'], consumers: [effect(acquirerEffect(acquirer, options))] },
    {
      name: 'payment-views',
      sources: ['payments'],
      consumers: [
        projection(paymentView, PaymentEntity),
        projection(ledgerEntries, LedgerEntryEntity),
        projection(ledgerAccounts, LedgerAccountPartEntity),
      ],
    },
  ],
});
