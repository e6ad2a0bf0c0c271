import type { Person } from '../../apps/connectors/people/person.js';
import type { Session, Store, Transaction } from '../../apps/connectors/store.js';

/** One row of a system's store, with a text that is equal when every byte of it is. */
export interface StoredRow {
  table: string;
  row: Record<string, unknown>;
  text: string;
}

/** Every row of the system's own tables; the connector's journal is not among them. */
export async function storedRows(session: Session): Promise<StoredRow[]> {
  const tables = await session.query<{ name: string }>(
    `select relname as name from pg_class
     where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace
       and relname not like 'habeas\\_%' order by 1`,
  );
  const rows: StoredRow[] = [];
  for (const { name: table } of tables) {
    const sql = `select to_jsonb(t) as row, t::text as text from ${table} t`;
    const found = await session.query<{ row: Record<string, unknown>; text: string }>(sql);
    rows.push(...found.map(({ row, text }) => ({ table, row, text: `${table} ${text}` })));
  }
  return rows;
}

/** What came and what went between two readings of a store. */
export function changes(before: StoredRow[], after: StoredRow[]) {
  const earlier = new Set(before.map(({ text }) => text));
  const later = new Set(after.map(({ text }) => text));
  return {
    gone: before.filter(({ text }) => !later.has(text)),
    come: after.filter(({ text }) => !earlier.has(text)),
  };
}

/** Everything by which a person can be recognised in a store. */
export function traitsOf(person: Person): string[] {
  const { givenName, familyName, fullName, email, phone, username, customerId } = person;
  const devices = person.devices.flatMap(({ serial, imei, mac }) => [serial, imei ?? mac, mac]);
  return [givenName, familyName, fullName, email, phone, username, customerId, ...devices];
}

/** `table.column` of every value that contains one of the traits, whatever its case. */
export function placesOf(traits: string[], rows: StoredRow[]): string[] {
  const wanted = traits.map((trait) => trait.toLowerCase());
  const places = rows.flatMap(({ table, row }) =>
    Object.entries(row).flatMap(([column, value]) => {
      const text = JSON.stringify(value ?? '').toLowerCase();
      return wanted.some((trait) => text.includes(trait)) ? [`${table}.${column}`] : [];
    }),
  );
  return [...new Set(places)].sort();
}

class RolledBack extends Error {}

/**
 * A session on the store that leaves no trace: seeding once serves every test of a file. `now()` stands
 * still in it.
 */
export async function sessionOf(
  store: Store,
): Promise<{ session: Transaction; rollback(): Promise<void> }> {
  let end = (): void => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = () => reject(new RolledBack());
  });
  let open: (session: Transaction) => void = () => undefined;
  const opened = new Promise<Transaction>((resolve) => (open = resolve));
  const transaction = store.transaction((session) => {
    open(session);
    return ended;
  });
  const over = transaction.catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
  const session = await Promise.race([opened, transaction]);
  return {
    session,
    async rollback() {
      end();
      await over;
    },
  };
}
