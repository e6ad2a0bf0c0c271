import type { Session, Store } from '../store.js';

export const READING_TABLES = ['location_points', 'usage_events'];

// Any fixed number: two reports of a new month must not both create its partition.
const PARTITION_LOCK = 5_120_991_733;

/** `2026-10-31T23:59:59Z` -> `2026-10`; months are those of UTC. */
export function monthOf(recordedAt: string): string {
  return new Date(recordedAt).toISOString().slice(0, 7);
}

/**
 * Makes the partitions of these months that are missing, in a transaction of its own: it locks
 * `devices` against writers, and must not wait for a row while it does.
 */
export async function ensureMonths(store: Store, months: Iterable<string>): Promise<void> {
  const missing: string[] = [];
  for (const month of new Set(months)) {
    if (!(await hasPartitions(store, month))) missing.push(month);
  }
  if (missing.length === 0) return;
  await store.transaction((session) => createPartitions(session, missing));
}

export async function createPartitions(session: Session, months: string[]): Promise<void> {
  await session.query('select pg_advisory_xact_lock($1)', [PARTITION_LOCK]);
  for (const month of months.toSorted()) {
    for (const table of READING_TABLES) {
      await session.query(
        `create table if not exists ${partitionOf(table, month)} partition of ${table}
         for values from ('${month}-01T00:00:00Z') to ('${nextMonth(month)}-01T00:00:00Z')`,
      );
    }
  }
}

async function hasPartitions(session: Session, month: string): Promise<boolean> {
  const names = READING_TABLES.map((table) => partitionOf(table, month));
  const rows = await session.query(
    'select from unnest($1::text[]) as name where to_regclass(name) is not null',
    [names],
  );
  return rows.length === names.length;
}

function partitionOf(table: string, month: string): string {
  if (!/^\d{4}-\d{2}$/.test(month)) throw new RangeError('not a month');
  return `${table}_${month.replace('-', '_')}`;
}

function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 0)).toISOString().slice(0, 7);
}
