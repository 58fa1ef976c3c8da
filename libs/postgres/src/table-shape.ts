import type { DataSource, EntityTarget } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';

export interface ColumnShape {
  /** In the database. */
  readonly name: string;
  /** Of the entity. */
  readonly property: string;
  /** A PostgreSQL type as a column definition may say it: `jsonb_to_recordset(…) AS x(name type)`. */
  readonly type: string;
}

export interface TableShape {
  /** Quoted, with its schema when the entity names one. */
  readonly table: string;
  /** The only primary column. */
  readonly key: ColumnShape;
  /** All columns, the key too. */
  readonly columns: readonly ColumnShape[];
}

/** What TypeORM knows of an entity's table, for statements over many rows. Throws unless the entity has exactly one primary column. */
export const tableShapeOf = (dataSource: DataSource, entity: EntityTarget<object>): TableShape => {
  const metadata = dataSource.getMetadata(entity);
  const [key, ...others] = metadata.primaryColumns;
  if (!key || others.length > 0)
    throw new Error(`entity ${metadata.name} needs exactly one primary column, it has ${metadata.primaryColumns.length}`);
  const shapeOf = (column: ColumnMetadata): ColumnShape => ({
    name: column.databaseName,
    property: column.propertyName,
    type: typeOf(dataSource, column),
  });
  return {
    table: metadata.tablePath.split('.').map(quoted).join('.'),
    key: shapeOf(key),
    columns: metadata.columns.filter(({ isVirtual }) => !isVirtual).map(shapeOf),
  };
};

const typeOf = (dataSource: DataSource, column: ColumnMetadata): string => {
  const type = dataSource.driver.normalizeType(column);
  const sized = type === 'numeric' && column.precision != null ? `numeric(${column.precision},${column.scale ?? 0})` : type;
  return column.isArray ? `${sized}[]` : sized;
};

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
