import type { ConnectorHandlers } from '@habeas/connector-sdk';
import type pg from 'pg';
import { accountsHandlers } from '../../apps/connectors/accounts/handlers.js';
import { seedAccounts } from '../../apps/connectors/accounts/seed.js';
import { contactLists } from '../../apps/connectors/marketing/contact-list.js';
import { marketingHandlers } from '../../apps/connectors/marketing/handlers.js';
import { seedMarketing } from '../../apps/connectors/marketing/seed.js';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { openStore, type Session, type Store } from '../../apps/connectors/store.js';
import { orderOf } from '../../libs/connector-sdk/test/fixtures.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { actionsOn, identifier, scopeOf } from '../support/system-actions.js';
import { changes, sessionOf, storedRows } from '../support/system-rows.js';
import { onDatabase } from '../support/systems.js';

const PEOPLE = 60;
const persona = PERSONAS.germanWoman;
const byEmail = [identifier('email', persona.email)];
const NOW = new Date('2026-11-22T12:00:00Z');

interface Tried {
  name: string;
  categories: string[];
  handlers: ConnectorHandlers<Session>;
  seed: (databaseUrl: string) => Promise<unknown>;
}

const ACCOUNTS: Tried = {
  name: 'accounts',
  categories: ['ID', 'TR', 'BC', 'PU'],
  handlers: accountsHandlers(() => NOW),
  seed: (databaseUrl) => seedAccounts({ databaseUrl, people: PEOPLE, seed: 1 }),
};
const MARKETING: Tried = {
  name: 'marketing',
  categories: ['ID', 'MC', 'PU'],
  handlers: marketingHandlers(contactLists(Buffer.alloc(32))),
  seed: (databaseUrl) => seedMarketing({ databaseUrl, people: PEOPLE, seed: 1 }),
};

const databases = new Map<Tried, TestDatabase>();
const stores: Store[] = [];
/** A user of the server who owns nothing and may only read. */
const READER = `habeas_test_reader_${process.pid}`;

beforeAll(async () => {
  for (const tried of [ACCOUNTS, MARKETING]) {
    const database = await testDatabase({ migrated: false });
    databases.set(tried, database);
    await tried.seed(database.url);
  }
});

afterAll(async () => {
  for (const store of stores) await store.close();
  for (const database of databases.values()) await database.drop();
});

const databaseOf = (tried: Tried) => databases.get(tried)?.url ?? '';

function storeAt(url: string): Store {
  const store = openStore(url);
  stores.push(store);
  return store;
}

/** Runs on the seeded rows and takes everything back. */
async function onRows(
  tried: Tried,
  work: (session: Session, actions: ReturnType<typeof actionsOn>) => Promise<void>,
): Promise<void> {
  const { session, rollback } = await sessionOf(storeAt(databaseOf(tried)));
  try {
    await work(
      session,
      actionsOn(tried.handlers, tried.categories, () => session),
    );
  } finally {
    await rollback();
  }
}

it('field 10: null and empty keys lead to nobody in accounts', async () => {
  await onRows(ACCOUNTS, async (session, { locate, exported, act }) => {
    await session.query('update people set phone = null, customer_id = null where id > 20');
    await session.query(`update people set phone = '' where id between 10 and 20 or id = $1`, [
      persona.index + 1,
    ]);
    const empty = ['email', 'phone', 'username', 'customer_id', 'device_serial'].flatMap((type) =>
      ['', ' ', 'null', '%', '_'].map((value) => identifier(type, value)),
    );
    const matches = await locate({ identifiers: [...empty, ...byEmail] });
    expect(matches.map(({ by }) => by)).toEqual([[empty.length]]);
    expect(matches[0]?.identifiers.filter(({ value }) => !value)).toEqual([]);
    expect(await locate({ identifiers: [] })).toEqual([]);
    expect(await exported({ identifiers: empty }, 100)).toEqual([]);
    const before = await storedRows(session);
    expect(await act('erase', { identifiers: empty })).toEqual({
      outcome: 'nothing_found',
      counts: {},
    });
    expect(changes(before, await storedRows(session))).toEqual({ gone: [], come: [] });
  });
});

it('field 10: null and empty keys lead to nobody in marketing', async () => {
  await onRows(MARKETING, async (session, { locate, exported, act }) => {
    await session.query('update contacts set customer_id = null where id > 20');
    await session.query(`update contacts set customer_id = '' where id between 10 and 20`);
    const [row] = await session.query<{ id: string; email: string }>(
      `update contacts set contact_id = null where id =
         (select min(id) from contacts where id > 20 and email is not null) returning id, email`,
    );
    const found = await locate({ identifiers: [identifier('email', row?.email ?? '')] });
    expect(found).toMatchObject([{ subject: `contact-${row?.id}`, by: [0], identifiers: [] }]);
    const empty = ['email', 'customer_id', 'contact_id'].flatMap((type) =>
      ['', ' ', 'null', '%', '_'].map((value) => identifier(type, value)),
    );
    expect(await locate({ identifiers: empty })).toEqual([]);
    expect(await exported({ identifiers: empty }, 100)).toEqual([]);
    const before = await storedRows(session);
    expect(await act('erase', { identifiers: empty })).toMatchObject({ outcome: 'nothing_found' });
    expect(changes(before, await storedRows(session))).toEqual({ gone: [], come: [] });
  });
});

it('field 25: of rows that share part of a composite key only the right ones go', async () => {
  await onRows(MARKETING, async (session, { act }) => {
    const contacts = 'select id from contacts where lower(email) = $1';
    const [own] = await session.query<{ id: string }>(contacts, [persona.email]);
    // Everybody got every campaign: each of her rows shares its campaign with all others.
    await session.query(
      `insert into sends (id, campaign_id, contact_id, sent_at, delivered)
       select 900000000 + row_number() over (), p.id, c.id, now(), true
       from campaigns p cross join contacts c on conflict (contact_id, campaign_id) do nothing`,
    );
    const sends = () =>
      session.query<{ campaign_id: string; contact_id: string }>(
        'select campaign_id, contact_id from sends order by 1, 2',
      );
    const before = await sends();
    await act('erase', { identifiers: byEmail });
    expect(await sends()).toEqual(before.filter(({ contact_id }) => contact_id !== own?.id));
    expect(before.some(({ contact_id }) => contact_id === own?.id)).toBe(true);
  });
});

describe('a system whose user may only read', () => {
  beforeAll(async () => {
    for (const tried of [ACCOUNTS, MARKETING]) {
      await onDatabase(databaseOf(tried), (client) => grantReading(client));
    }
  });

  afterAll(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const tried of [ACCOUNTS, MARKETING]) {
      await onDatabase(databaseOf(tried), (client) => client.query(`DROP OWNED BY ${READER}`));
    }
    await onDatabase(databaseOf(ACCOUNTS), (client) => client.query(`DROP ROLE ${READER}`));
  });

  it.each([ACCOUNTS, MARKETING])(
    'field 28: a user without the right to write changes nothing in $name',
    async (tried) => {
      const { handlers, categories } = tried;
      const whole = storeAt(databaseOf(tried));
      const before = await storedRows(whole);
      const url = new URL(databaseOf(tried));
      [url.username, url.password] = [READER, 'reader'];
      const reading = storeAt(url.href);
      const { signal } = new AbortController();
      for (const action of ['erase', 'restrict'] as const) {
        const order = orderOf(action, { identifiers: byEmail, scope: scopeOf(categories) });
        const done = reading.transaction(async (session) =>
          handlers[action]?.(order, { session, signal }),
        );
        await expect(done).rejects.toThrow('permission denied');
      }
      expect(changes(before, await storedRows(whole))).toEqual({ gone: [], come: [] });
    },
  );
});

async function grantReading(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [READER]);
  if (rows.length === 0) await client.query(`CREATE ROLE ${READER} LOGIN PASSWORD 'reader'`);
  await client.query(`GRANT USAGE ON SCHEMA public TO ${READER}`);
  await client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${READER}`);
}
