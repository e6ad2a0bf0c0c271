import type { SubjectIds } from './datasets.js';
import type { Session } from './store.js';

/** Where a system keeps the flag: its table of subjects, and their id in `restrictions`. */
export interface Restricted {
  table: string;
  key: string;
}

/** Marks the subjects as stored only, for the sake of `request`. A repeat changes nothing. */
export async function restrictFor(
  session: Session,
  where: Restricted,
  { subjects, request }: { subjects: SubjectIds; request: string },
): Promise<void> {
  await session.query(
    `insert into restrictions (${where.key}, request)
     select id, $2 from unnest($1::bigint[]) as id on conflict do nothing`,
    [subjects, request],
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

async function markRestricted(
  session: Session,
  { table, key }: Restricted,
  subjects: SubjectIds,
): Promise<void> {
  await session.query(
    `update ${table} set restricted_at =
       (select min(placed_at) from restrictions where ${key} = ${table}.id)
     where id = any($1::bigint[])`,
    [subjects],
  );
}
