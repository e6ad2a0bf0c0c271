import type { Identifier } from '@habeas/connector-sdk';
import type { SubjectIds } from './datasets.js';
import type { Session } from './store.js';

/** Per identifier type, a query whose `id` column lists the subjects that bear the value `$1`. */
export type Lookups = Record<string, string>;

/** Subjects found, each with the indexes of the identifiers that led to it. */
export type Found = Map<string, number[]>;

/** Everybody to whom one of the identifiers points. An identifier without value finds nobody. */
export async function findSubjects(
  session: Session,
  lookups: Lookups,
  identifiers: Identifier[],
): Promise<Found> {
  const found: Found = new Map();
  for (const [index, { type, value }] of identifiers.entries()) {
    const sql = Object.hasOwn(lookups, type) ? lookups[type] : undefined;
    if (sql === undefined || value.trim() === '') continue;
    for (const { id } of await session.query<{ id: string }>(sql, [value])) {
      found.set(id, [...new Set([...(found.get(id) ?? []), index])]);
    }
  }
  return found;
}

export function idsOf(found: Found): SubjectIds {
  return [...found.keys()].sort((left, right) => (BigInt(left) < BigInt(right) ? -1 : 1));
}

/** True when one identifier points to several subjects. */
export function isAmbiguous(found: Found): boolean {
  const indexes = [...found.values()].flat();
  return new Set(indexes).size < indexes.length;
}

/** Deletes what `sql` (a DELETE with its parameters) says; returns how many rows went. */
export async function deleted(session: Session, sql: string, params: unknown[]): Promise<number> {
  const counting = `with gone as (${sql} returning 1) select count(*)::int as rows from gone`;
  const [row] = await session.query<{ rows: number }>(counting, params);
  return row?.rows ?? 0;
}
