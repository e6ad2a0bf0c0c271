import type { Identifier, Match, Order } from '@habeas/connector-sdk';
import { countCategories, inScope } from '../datasets.js';
import type { Session } from '../store.js';
import { findEverybody } from './asker.js';
import { ACCOUNT_DATASETS } from './datasets.js';

/** A phone number or serial that somebody else has too is not returned: it proves nobody. */
const FURTHER = `
  select 'customer_id' as type, customer_id as value from people where id = $1
  union select 'email', lower(email) from people where id = $1
  union select 'phone', phone from people p where id = $1
    and not exists (select from people other where other.phone = p.phone and other.id <> p.id)
  union select 'device_serial', serial from devices d where person_id = $1
    and not exists (select from devices other
                    where other.serial = d.serial and other.person_id <> d.person_id)
  order by type, value`;

/** One match per person, with what else identifies her and how many records there are. */
export async function locate(
  order: Order,
  { session }: { session: Session },
): Promise<{ matches: Match[] }> {
  const specs = order.scope.length > 0 ? inScope(ACCOUNT_DATASETS, order) : ACCOUNT_DATASETS;
  const matches: Match[] = [];
  for (const [person, by] of await findEverybody(session, order.identifiers)) {
    matches.push({
      subject: `person-${person}`,
      by,
      identifiers: await furtherIdentifiers(session, person, order.identifiers),
      categories: await countCategories(session, specs, [person]),
    });
  }
  return { matches };
}

async function furtherIdentifiers(
  session: Session,
  person: string,
  asked: Identifier[],
): Promise<Identifier[]> {
  const rows = await session.query<{ type: string; value: string | null }>(FURTHER, [person]);
  return rows.flatMap(({ type, value }) => {
    const known = asked.some((given) => given.type === type && given.value === value);
    return value === null || value === '' || known ? [] : [{ type, value }];
  });
}
