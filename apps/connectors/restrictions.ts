import type { Order } from '@habeas/connector-sdk';
import type { SubjectIds } from './datasets.js';
import type { Session } from './store.js';

/** Where a system keeps the flag: its table of subjects, and their id in `restrictions`. */
export interface Restricted {
  table: string;
  key: string;
}

/** Per category, the activities that may use it no more; null: none may. */
export type EndedUses = Record<string, string[] | null>;

/** The uses that the order ends, where it leaves others; null when the data are only to be stored. */
export function endedUses({ scope }: Pick<Order, 'scope'>): EndedUses | null {
  if (scope.every(({ activities }) => activities === undefined)) return null;
  return Object.fromEntries(
    scope.map(({ category, activities }) => [category, activities ?? null]),
  );
}

/**
 * Marks the subjects as stored only, or ends some uses of theirs, for the sake of the order's
 * request. A repeat changes nothing; two orders of one request add up.
 */
export async function restrictFor(
  session: Session,
  where: Restricted,
  { subjects, order }: { subjects: SubjectIds; order: Pick<Order, 'request' | 'scope'> },
): Promise<void> {
  const uses = endedUses(order);
  await session.query(
    `insert into restrictions (${where.key}, request, uses)
     select id, $2, $3::jsonb from unnest($1::bigint[]) as id
     on conflict (${where.key}, request) do update
       set uses = case when excluded.uses is not null then restrictions.uses || excluded.uses end`,
    [subjects, order.request, uses && JSON.stringify(uses)],
  );
  await markRestricted(session, where, subjects);
}

/** Lifts what `request` placed; a subject that another request restricts too stays restricted. */
export async function releaseFor(
  session: Session,
  where: Restricted,
  { subjects, request }: { subjects: SubjectIds; request: string },
): Promise<void> {
  await session.query(
    `delete from restrictions where ${where.key} = any($1::bigint[]) and request = $2`,
    [subjects, request],
  );
  await markRestricted(session, where, subjects);
}

/** Whether no activity may use the category of this subject any more. */
export async function isUseEnded(
  session: Session,
  { key }: Restricted,
  { subject, category }: { subject: string; category: string },
): Promise<boolean> {
  const rows = await session.query(
    `select from restrictions where ${key} = $1 and uses->$2 = 'null'::jsonb`,
    [subject, category],
  );
  return rows.length > 0;
}

/** The flag is for data that is only stored; where single uses ended, the others go on. */
async function markRestricted(
  session: Session,
  { table, key }: Restricted,
  subjects: SubjectIds,
): Promise<void> {
  await session.query(
    `update ${table} set restricted_at =
       (select min(placed_at) from restrictions where ${key} = ${table}.id and uses is null)
     where id = any($1::bigint[])`,
    [subjects],
  );
}
