import { Module } from '@nestjs/common';
import type { InMemoryDocumentTable } from '@millrace/projections';
import { type EventSourcedRuntime, SERVICE_RUNTIME } from '@millrace/service-host';
import { LedgerController } from './adapters/http/ledger.controller.js';
import { PaymentsController } from './adapters/http/payments.controller.js';
import { InMemoryLedgerQueries, InMemoryPaymentQueries } from './adapters/in-memory/in-memory-payments.queries.js';
import { LedgerAccountPartEntity, LedgerEntryEntity } from './adapters/postgres/ledger.entities.js';
import { PaymentEntity } from './adapters/postgres/payment.entity.js';
import { TypeOrmLedgerQueries, TypeOrmPaymentQueries } from './adapters/postgres/typeorm-payments.queries.js';
import type { LedgerAccountPart, LedgerEntry } from './application/ledger.projection.js';
import type { PaymentView } from './application/payment-view.projection.js';
import type { LedgerQueries, PaymentQueries } from './application/payments.queries.js';
import { LEDGER_QUERIES, PAYMENT_QUERIES } from './payments.tokens.js';

const paymentQueries = ({ dataSource, documents }: EventSourcedRuntime): PaymentQueries =>
  dataSource
    ? new TypeOrmPaymentQueries(dataSource)
    : new InMemoryPaymentQueries(documents(PaymentEntity) as InMemoryDocumentTable<PaymentView>);

const ledgerQueries = ({ dataSource, documents }: EventSourcedRuntime): LedgerQueries =>
  dataSource
    ? new TypeOrmLedgerQueries(dataSource)
    : new InMemoryLedgerQueries(
        documents(LedgerAccountPartEntity) as InMemoryDocumentTable<LedgerAccountPart>,
        documents(LedgerEntryEntity) as InMemoryDocumentTable<LedgerEntry>,
      );

@Module({
  controllers: [PaymentsController, LedgerController],
  providers: [
    { provide: PAYMENT_QUERIES, inject: [SERVICE_RUNTIME], useFactory: paymentQueries },
    { provide: LEDGER_QUERIES, inject: [SERVICE_RUNTIME], useFactory: ledgerQueries },
  ],
})
export class PaymentsModule {}
