import type { Transaction } from '@millrace/event-store';

/** Where a projection's documents are. Reads of services go elsewhere (TypeORM repositories over the same table). */
export interface DocumentTable<Document extends object> {
  /** Locks the keys until the transaction ends, those without a document too, and answers the documents there are. */
  load(tx: Transaction, keys: readonly string[]): Promise<ReadonlyMap<string, Document>>;
  /** Writes all; `undefined` deletes. The keys are locked already. */
  save(tx: Transaction, changes: ReadonlyMap<string, Document | undefined>): Promise<void>;
}
