import type { DataSource, EntityMetadata } from 'typeorm';

/** One column, as the database has it or as the entity maps it. */
interface ColumnShape {
  column: string;
  /** PostgreSQL's own name, such as `timestamp with time zone` or `text[]`. */
  type: string;
  nullable: boolean;
  /** Part of the primary key. */
  key: boolean;
}

const COLUMNS = `
  SELECT attribute.attname AS "column",
         format_type(attribute.atttypid, attribute.atttypmod) AS type,
         NOT attribute.attnotnull AS nullable,
         coalesce(attribute.attnum = ANY (key.conkey), false) AS key
    FROM pg_attribute attribute
    LEFT JOIN pg_constraint key ON key.conrelid = attribute.attrelid AND key.contype = 'p'
   WHERE attribute.attrelid = to_regclass($1) AND attribute.attnum > 0 AND NOT attribute.attisdropped
   ORDER BY attribute.attnum`;

/**
 * Where the entities of a data source and the tables of its database disagree, in sentences; empty
 * when they agree. Compared both ways for every mapped table: columns, types, nullability and
 * primary key. Indexes, defaults and checks belong to the SQL files alone, so TypeORM's own
 * comparison, which would drop them, is not used.
 */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const drifts: string[] = [];
  for (const entity of dataSource.entityMetadatas) {
    const table: ColumnShape[] = await dataSource.query(COLUMNS, [entity.tablePath]);
    drifts.push(...compare(entity.tableName, mappedColumns(dataSource, entity), table));
  }
  return drifts;
}

function mappedColumns(dataSource: DataSource, entity: EntityMetadata): ColumnShape[] {
  return entity.columns.map((column) => {
    const base = dataSource.driver.normalizeType(column);
    const length = column.length === '' ? '' : `(${column.length})`;
    return {
      column: column.databaseName,
      type: `${base}${length}${column.isArray ? '[]' : ''}`,
      nullable: column.isNullable,
      key: column.isPrimary,
    };
  });
}

function compare(table: string, mapped: ColumnShape[], existing: ColumnShape[]): string[] {
  if (existing.length === 0) return [`${table}: mapped, but there is no such table`];
  const unmapped = existing
    .filter(({ column }) => !mapped.some((other) => other.column === column))
    .map(({ column }) => `${table}.${column}: in the table, but not mapped`);
  return [...unmapped, ...mapped.flatMap((column) => compareColumn(table, column, existing))];
}

function compareColumn(table: string, mapped: ColumnShape, existing: ColumnShape[]): string[] {
  const place = `${table}.${mapped.column}`;
  const found = existing.find(({ column }) => column === mapped.column);
  if (found === undefined) return [`${place}: mapped, but not in the table`];
  const aspects = ['type', 'nullable', 'key'] as const;
  return aspects
    .filter((aspect) => mapped[aspect] !== found[aspect])
    .map((aspect) => `${place}: ${aspect} is ${found[aspect]}, mapped as ${mapped[aspect]}`);
}
