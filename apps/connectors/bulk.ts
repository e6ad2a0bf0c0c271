import type { Session } from './store.js';

/** A column and its PostgreSQL type. */
export type Columns = Record<string, string>;

/** Rows per statement: large enough for speed, small enough to keep memory flat. */
const BATCH = 5_000;

/**
 * Inserts rows (values in the order of `columns`) in batches, one array parameter per column. Takes
 * them as they are made; returns how many.
 */
export async function insertAll(
  session: Session,
  target: { table: string; columns: Columns },
  rows: Iterable<unknown[]>,
): Promise<number> {
  const names = Object.keys(target.columns);
  const arrays = Object.values(target.columns).map((type, index) => `$${index + 1}::${type}[]`);
  const sql =
    `insert into ${target.table} (${names.join(', ')}) ` +
    `select * from unnest(${arrays.join(', ')})`;
  let batch: unknown[][] = names.map(() => []);
  let pending = 0;
  let total = 0;
  const flush = async (): Promise<void> => {
    if (pending > 0) await session.query(sql, batch);
    total += pending;
    pending = 0;
    batch = names.map(() => []);
  };
  for (const row of rows) {
    batch.forEach((column, index) => column.push(row[index] ?? null));
    pending += 1;
    if (pending === BATCH) await flush();
  }
  await flush();
  return total;
}
