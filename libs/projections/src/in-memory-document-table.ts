import type { InMemoryTransaction, Transaction } from '@millrace/event-store';
import type { DocumentTable } from './document-table.js';

export class InMemoryDocumentTable<Document extends object> implements DocumentTable<Document> {
  private readonly documents = new Map<string, Document>();

  load(_tx: Transaction, keys: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    return Promise.resolve(new Map(keys.flatMap((key) => (this.documents.has(key) ? [[key, this.documents.get(key)!] as const] : []))));
  }

  save(tx: Transaction, changes: ReadonlyMap<string, Document | undefined>): Promise<void> {
    for (const [key, document] of changes) {
      const before = this.documents.get(key);
      this.put(key, document);
      (tx as InMemoryTransaction).onRollback(() => this.put(key, before));
    }
    return Promise.resolve();
  }

  get(key: string): Document | undefined {
    return this.documents.get(key);
  }

  all(): Document[] {
    return [...this.documents.values()];
  }

  private put(key: string, document: Document | undefined): void {
    if (document) this.documents.set(key, document);
    else this.documents.delete(key);
  }
}
