import type { Identifier, Match, Order } from '@habeas/connector-sdk';
import { countCategories, inScope, type DatasetSpec } from '../datasets.js';
import type { Session } from '../store.js';
import { findContacts } from './contacts.js';
import { MARKETING_DATASETS } from './datasets.js';

interface ContactRow {
  id: string;
  contact_id: string | null;
  customer_id: string | null;
}

/** One match per customer: contacts with one customer number are one person. */
export async function locate(
  order: Order,
  { session }: { session: Session },
): Promise<{ matches: Match[] }> {
  const specs = order.scope.length > 0 ? inScope(MARKETING_DATASETS, order) : MARKETING_DATASETS;
  const found = await findContacts(session, order.identifiers);
  const rows = await session.query<ContactRow>(
    'select id, contact_id, customer_id from contacts where id = any($1::bigint[]) order by id',
    [[...found.keys()]],
  );
  const matches: Match[] = [];
  for (const [subject, contacts] of byCustomer(rows)) {
    const by = contacts.flatMap(({ id }) => found.get(id) ?? []);
    matches.push({
      subject,
      by: [...new Set(by)].sort((left, right) => left - right),
      ...(await describe(session, contacts, { specs, order })),
    });
  }
  return { matches };
}

async function describe(
  session: Session,
  contacts: ContactRow[],
  { specs, order }: { specs: DatasetSpec[]; order: Order },
): Promise<Pick<Match, 'identifiers' | 'categories'>> {
  const asked = order.identifiers.map(({ type, value }) => `${type}\n${value}`);
  const identifiers: Identifier[] = contacts
    .flatMap(({ contact_id: value }) => (value ? [{ type: 'contact_id', value }] : []))
    .filter(({ type, value }) => !asked.includes(`${type}\n${value}`));
  const ids = contacts.map(({ id }) => id);
  return { identifiers, categories: await countCategories(session, specs, ids) };
}

function byCustomer(rows: ContactRow[]): Map<string, ContactRow[]> {
  const people = new Map<string, ContactRow[]>();
  for (const row of rows) {
    const key = row.customer_id ? `customer-${row.customer_id}` : `contact-${row.id}`;
    people.set(key, [...(people.get(key) ?? []), row]);
  }
  return people;
}
