import type { Transaction } from '@millrace/event-store';
import { clientOf, type TableShape } from '@millrace/postgres';
import { escapeIdentifier } from 'pg';
import type { DocumentTable } from './document-table.js';

/**
 * Documents as rows of a table that a TypeORM entity describes. A batch costs three statements: lock, load, upsert.
 * Locks are advisory, by table and key, taken in key order: they hold for documents that do not exist yet too, so that two partitions that fold into
 * one document never lose an update.
 */
export class PostgresDocumentTable<Document extends object> implements DocumentTable<Document> {
  private readonly sql: { load: string; upsert: string; remove: string };

  constructor(private readonly shape: TableShape) {
    this.sql = statements(shape);
  }

  async load(tx: Transaction, keys: readonly string[]): Promise<ReadonlyMap<string, Document>> {
    const client = clientOf(tx);
    const sorted = [...keys].sort();
    await client.query({
      name: 'lock-documents',
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1 || key, 0)) FROM unnest($2::text[]) WITH ORDINALITY AS wanted (key, ordinal) ORDER BY ordinal',
      values: [`${this.shape.table}/`, sorted],
    });
    const { rows } = await client.query<{ document: Record<string, unknown> }>({
      name: `load-${this.shape.table}`,
      text: this.sql.load,
      values: [sorted],
    });
    return new Map(rows.map(({ document }) => [String(document[this.shape.key.property]), document as Document]));
  }

  async save(tx: Transaction, changes: ReadonlyMap<string, Document | undefined>): Promise<void> {
    const kept = [...changes.values()].filter((document) => document !== undefined);
    const gone = [...changes].flatMap(([key, document]) => (document ? [] : [key]));
    if (kept.length > 0)
      await clientOf(tx).query({ name: `upsert-${this.shape.table}`, text: this.sql.upsert, values: [JSON.stringify(kept)] });
    if (gone.length > 0) await clientOf(tx).query({ name: `remove-${this.shape.table}`, text: this.sql.remove, values: [gone] });
  }
}

/** Rows travel as JSON objects with the entity's property names: PostgreSQL converts both ways. */
const statements = ({ table, key, columns }: TableShape) => {
  const keyColumn = escapeIdentifier(key.name);
  const names = columns.map(({ name }) => escapeIdentifier(name)).join(', ');
  const values = columns.map(({ property }) => escapeIdentifier(property)).join(', ');
  const record = columns.map(({ property, type }) => `${escapeIdentifier(property)} ${type}`).join(', ');
  const updates = columns
    .filter(({ name }) => name !== key.name)
    .map(({ name }) => `${escapeIdentifier(name)} = excluded.${escapeIdentifier(name)}`);
  const document = columns.map(({ name, property }) => `'${property.replaceAll("'", "''")}', ${escapeIdentifier(name)}`).join(', ');
  return {
    load: `SELECT jsonb_build_object(${document}) AS document FROM ${table} WHERE ${keyColumn} = ANY ($1)`,
    upsert: `INSERT INTO ${table} (${names}) SELECT ${values} FROM jsonb_to_recordset($1) AS document (${record})
             ON CONFLICT (${keyColumn}) DO ${updates.length > 0 ? `UPDATE SET ${updates.join(', ')}` : 'NOTHING'}`,
    remove: `DELETE FROM ${table} WHERE ${keyColumn} = ANY ($1)`,
  };
};
