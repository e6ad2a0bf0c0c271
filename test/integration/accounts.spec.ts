import type { Retain } from '@habeas/connector-sdk';
import { accountsHandlers } from '../../apps/connectors/accounts/handlers.js';
import { seedAccounts } from '../../apps/connectors/accounts/seed.js';
import { PERSONAS, STRANGER } from '../../apps/connectors/people/personas.js';
import { personOf } from '../../apps/connectors/people/population.js';
import { openStore, type Session, type Store } from '../../apps/connectors/store.js';
import { orderOf } from '../../libs/connector-sdk/test/fixtures.js';
import { actionsOn, identifier, scopeOf } from '../support/system-actions.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { changes, placesOf, sessionOf, storedRows, traitsOf } from '../support/system-rows.js';

const HANDLERS = accountsHandlers(() => new Date('2026-11-22T12:00:00Z'));
const PEOPLE = 60;
const SEED = 1;
const ALL = ['ID', 'TR', 'BC', 'PU'];
const persona = PERSONAS.frenchMan;
/** Two people of one household: the second uses the appliance of the first. */
const owner = personOf(SEED, 7);
const borrower = personOf(SEED, 8);
const [sharedDevice] = borrower.borrowed;

const ACCOUNTING: Retain = {
  rule: 'de-accounting',
  statute: 's. 147 AO',
  dataset: 'orders',
  fields: [
    ...['order_no', 'ordered_on', 'product', 'quantity', 'price', 'total', 'tax', 'currency'],
    ...['invoice_name', 'invoice_address'],
  ],
  years: 8,
};

let database: TestDatabase;
let store: Store;
let session: Session;
let rollback: () => Promise<void>;

beforeAll(async () => {
  database = await testDatabase({ migrated: false });
  await seedAccounts({ databaseUrl: database.url, people: PEOPLE, seed: SEED });
  store = openStore(database.url);
});

beforeEach(async () => {
  ({ session, rollback } = await sessionOf(store));
});

afterEach(() => rollback());

afterAll(async () => {
  await store.close();
  await database.drop();
});

const byEmail = (email: string) => [identifier('email', email)];

const { locate, act, exported } = actionsOn(HANDLERS, ALL, () => session);

describe('locate', () => {
  it('finds one person by any of her identifiers, whatever the case', async () => {
    const { email, phone, username, customerId, devices } = persona;
    const identifiers = [
      identifier('email', email.toUpperCase()),
      identifier('phone', phone),
      identifier('username', username.toUpperCase()),
      identifier('customer_id', customerId),
      identifier('device_serial', devices[0]?.serial ?? ''),
      identifier('imei', devices[1]?.imei ?? ''),
    ];
    const matches = await locate({ identifiers });
    expect(matches).toHaveLength(1);
    expect(matches[0]?.by).toEqual([0, 1, 2, 3, 4]);
  });

  it('returns what else identifies her, and the records of each category', async () => {
    const [match] = await locate({ identifiers: byEmail(persona.email) });
    expect(match?.identifiers).toEqual([
      identifier('customer_id', persona.customerId),
      ...persona.devices.map(({ serial }) => identifier('device_serial', serial)).sort(byValue),
      identifier('phone', persona.phone),
    ]);
    expect(match?.categories).toEqual({ ID: 2, TR: expect.any(Number), BC: 14, PU: 1 });
  });

  it('makes two matches of identifiers that belong to two people', async () => {
    const identifiers = [...byEmail(persona.email), identifier('phone', PERSONAS.thaiMan.phone)];
    const matches = await locate({ identifiers });
    expect(matches.map(({ by }) => by)).toEqual([[0], [1]]);
  });

  it('names both people of a shared device, and never returns its serial', async () => {
    const serial = sharedDevice?.serial ?? '';
    const asked = [...byEmail(borrower.email), identifier('device_serial', serial)];
    const matches = await locate({ identifiers: asked });
    expect(matches.map(({ by }) => by)).toEqual([[0, 1], [1]]);
    for (const { email } of [owner, borrower]) {
      const [match] = await locate({ identifiers: byEmail(email) });
      expect(match?.identifiers).not.toContainEqual(identifier('device_serial', serial));
    }
  });

  it('does not return a phone number that somebody else has too', async () => {
    await session.query('update people set phone = $1 where id = 9', [persona.phone]);
    const [match] = await locate({ identifiers: byEmail(persona.email) });
    expect(match?.identifiers.map(({ type }) => type)).not.toContain('phone');
  });

  it('finds nobody by what is unknown or empty', async () => {
    await session.query(`update people set phone = '' where id = 9`);
    const identifiers = [
      ...byEmail(STRANGER.email),
      identifier('phone', ''),
      identifier('username', ' '),
      identifier('toString', persona.email),
    ];
    expect(await locate({ identifiers })).toEqual([]);
  });
});

function byValue(left: { value: string }, right: { value: string }): number {
  return left.value < right.value ? -1 : 1;
}

describe('export', () => {
  it('gives the same records in the same order in pages of any size', async () => {
    const identifiers = byEmail(persona.email);
    const whole = await exported({ identifiers }, 1000);
    expect(await exported({ identifiers }, 2)).toEqual(whole);
    expect(await exported({ identifiers }, whole.length)).toEqual(whole);
    const [match] = await locate({ identifiers });
    const located = Object.values(match?.categories ?? {}).reduce((sum, count) => sum + count, 0);
    expect(whole).toHaveLength(located);
  });

  it('announces as many records as it gives', async () => {
    const order = orderOf('export', { scope: scopeOf(ALL), identifiers: byEmail(persona.email) });
    const { signal } = new AbortController();
    const announced = (await HANDLERS.export?.datasets(order, { session, signal })) ?? [];
    const given = await exported({ identifiers: byEmail(persona.email) }, 1000);
    for (const { name, category, records } of announced) {
      const own = given.filter(({ dataset }) => dataset === name);
      expect([name, own.length]).toEqual([name, records]);
      expect(own.every((record) => record.category === category)).toBe(true);
    }
  });

  it('keeps to the categories of the order', async () => {
    const identifiers = byEmail(persona.email);
    const records = await exported({ identifiers, scope: scopeOf(['BC']) }, 5);
    expect(new Set(records.map(({ dataset }) => dataset))).toEqual(
      new Set(['support_messages', 'comments']),
    );
  });

  it('confirms the password without its hash, and names no agent', async () => {
    const text = JSON.stringify(await exported({ identifiers: byEmail(persona.email) }, 1000));
    expect(text).toContain('kept as a one-way hash');
    expect(text).not.toContain('$scrypt$');
    const agents = await session.query<{ agent_name: string }>(
      'select distinct agent_name from support_messages where agent_name is not null',
    );
    expect(agents.length).toBeGreaterThan(0);
    for (const { agent_name: name } of agents) expect(text).not.toContain(name);
  });

  it('writes days, instants and amounts as text, and hostile text as it is', async () => {
    const records = await exported({ identifiers: byEmail(persona.email) }, 1000);
    const find = (dataset: string) => records.find((record) => record.dataset === dataset)?.data;
    expect(find('people')).toMatchObject({
      full_name: persona.fullName,
      born_on: '1971-07-14',
      joined_at: '2011-01-20T18:40:12.000Z',
    });
    expect(find('orders')).toMatchObject({ ordered_on: '2011-03-14', total: '1737.00' });
    const bodies = records.map(({ data }) => String(data['body']));
    expect(bodies.some((body) => body.startsWith('=HYPERLINK('))).toBe(true);
    expect(bodies.some((body) => body.includes('<script>'))).toBe(true);
    expect(bodies.some((body) => body.includes('\r\n'))).toBe(true);
  });
});

describe('erase', () => {
  it('leaves of a person only the named fields of orders within the period', async () => {
    const before = await storedRows(session);
    const scope = scopeOf(ALL, [ACCOUNTING]);
    const effect = await act('erase', { identifiers: byEmail(persona.email), scope });
    const after = await storedRows(session);

    expect(placesOf(traitsOf(persona), before)).toContain('support_messages.body');
    expect(placesOf(traitsOf(persona), after)).toEqual(['orders.invoice_name']);
    const kept = await session.query(
      'select * from orders where retained_until is not null order by id',
    );
    const order = {
      person_id: null,
      invoice_name: persona.fullName,
      delivery_name: null,
      delivery_address: null,
      contact_email: null,
      contact_phone: null,
      status: null,
      note: null,
      retained_under: ['de-accounting'],
    };
    expect(kept).toMatchObject([
      { ...order, ordered_on: '2019-06-07', retained_until: '2027-12-31' },
      { ...order, ordered_on: '2024-02-29', retained_until: '2032-12-31' },
      { ...order, ordered_on: '2026-01-15', retained_until: '2034-12-31' },
    ]);
    expect(effect.outcome).toBe('retained');
    const items = effect.counts.retained ?? 0;
    expect(effect.retained).toMatchObject([
      { rule: 'de-accounting', dataset: 'orders', category: 'TR', records: 3, until: '2034-12-31' },
      { rule: 'de-accounting', dataset: 'order_items', records: items - 3, until: '2034-12-31' },
    ]);
    expect(effect.retained?.[1]?.fields).toEqual(['product', 'quantity', 'price']);
  });

  it('keeps every row of everybody else as it was, to the byte', async () => {
    const before = await storedRows(session);
    const orders = before.filter(
      (stored) => stored.table === 'orders' && stored.row['person_id'] === 2,
    );
    const orderIds = new Set(orders.map(({ row }) => row['id']));
    const scope = scopeOf(ALL, [ACCOUNTING]);
    const effect = await act('erase', { identifiers: byEmail(persona.email), scope });
    const { gone, come } = changes(before, await storedRows(session));

    for (const { table, row } of gone) {
      const person = table === 'people' ? row['id'] : row['person_id'];
      expect(table === 'order_items' ? orderIds.has(row['order_id']) : person === 2).toBe(true);
    }
    expect(gone).toHaveLength(effect.counts.found ?? -1);
    expect(come.map(({ table }) => table).sort()).toEqual([
      'comments',
      ...come.filter(({ table }) => table === 'order_items').map(({ table }) => table),
      ...['orders', 'orders', 'orders'],
    ]);
  });

  it('empties a comment that others answered, and leaves their answers alone', async () => {
    await act('erase', { identifiers: byEmail(persona.email) });
    const thread = await session.query(
      'select id, person_id, parent_id, body from comments where id in (20, 21, 61)',
    );
    expect(thread).toEqual([
      { id: '61', person_id: '6', parent_id: '20', body: expect.any(String) },
      { id: '20', person_id: null, parent_id: null, body: null },
    ]);
  });

  it('leaves nothing when no rule retains, as verify confirms', async () => {
    const identifiers = byEmail(persona.email);
    const found = await act('verify', { identifiers });
    expect(found).toMatchObject({ outcome: 'partial' });
    const effect = await act('erase', { identifiers });
    expect(effect).toMatchObject({ outcome: 'completed', counts: { retained: 0, anonymised: 1 } });
    expect(effect.counts.found).toBe(found.counts.found);
    expect(placesOf(traitsOf(persona), await storedRows(session))).toEqual([]);
    expect(await act('verify', { identifiers })).toEqual({
      outcome: 'completed',
      counts: { found: 0 },
    });
    expect(await act('erase', { identifiers })).toEqual({ outcome: 'nothing_found', counts: {} });
  });

  it('keeps the union of what several rules name, each for its own time', async () => {
    const vat = { ...ACCOUNTING, rule: 'vat', fields: ['ordered_on', 'tax'], years: 15 };
    const scope = scopeOf(ALL, [ACCOUNTING, vat]);
    const effect = await act('erase', { identifiers: byEmail(persona.email), scope });
    const kept = await session.query(
      `select ordered_on, retained_under, retained_until, invoice_name from orders
       where retained_until is not null order by id`,
    );
    expect(kept.slice(0, 2)).toEqual([
      {
        ordered_on: '2011-03-14',
        retained_under: ['vat'],
        retained_until: '2026-12-31',
        invoice_name: null,
      },
      {
        ordered_on: '2015-12-31',
        retained_under: ['vat'],
        retained_until: '2030-12-31',
        invoice_name: null,
      },
    ]);
    const records = effect.retained?.map(({ rule, dataset, records: count }) => [
      rule,
      dataset,
      count,
    ]);
    expect(records).toContainEqual(['vat', 'orders', 5]);
    expect(records).toContainEqual(['de-accounting', 'orders', 3]);
  });

  it('leaves to a human what a rule wants kept that it cannot keep', async () => {
    const before = await storedRows(session);
    const rules = [
      { ...ACCOUNTING, dataset: 'people' },
      { ...ACCOUNTING, fields: ['order_no', 'shoe_size'] },
    ];
    for (const rule of rules) {
      const scope = scopeOf(ALL, [rule]);
      const effect = await act('erase', { identifiers: byEmail(persona.email), scope });
      expect(effect).toMatchObject({ outcome: 'needs_human', reason: 'retention_not_supported' });
    }
    expect(changes(before, await storedRows(session))).toEqual({ gone: [], come: [] });
  });

  it('empties the person where a category out of scope still hangs on her', async () => {
    const identifiers = byEmail(persona.email);
    const effect = await act('erase', { identifiers, scope: scopeOf(['ID', 'PU']) });
    expect(effect.counts).toMatchObject({ erased: 2, anonymised: 1 });
    const [row] = await session.query('select * from people where id = 2');
    expect(row).toMatchObject({ email: null, full_name: null, customer_id: null });
    const orders = await session.query('select from orders where person_id = 2');
    expect(orders).toHaveLength(5);
  });

  it('takes only the asker from a shared household', async () => {
    const before = await storedRows(session);
    const serial = identifier('device_serial', sharedDevice?.serial ?? '');
    const identifiers = [...byEmail(borrower.email), serial];
    expect(await act('erase', { identifiers })).toMatchObject({ outcome: 'completed' });
    const { gone } = changes(before, await storedRows(session));
    expect(gone.filter(({ table }) => table === 'people').map(({ row }) => row['id'])).toEqual([9]);
    const left = await session.query('select person_id from devices where serial = $1', [
      serial.value,
    ]);
    expect(left).toEqual([{ person_id: '8' }]);
    expect(await act('verify', { identifiers })).toMatchObject({ outcome: 'completed' });
  });

  it('touches nobody by an identifier that two people share', async () => {
    const before = await storedRows(session);
    const identifiers = [identifier('device_serial', sharedDevice?.serial ?? '')];
    for (const action of ['erase', 'restrict', 'release'] as const) {
      const effect = await act(action, { identifiers });
      expect(effect).toEqual({ outcome: 'needs_human', counts: {}, reason: 'identifier_shared' });
    }
    expect(await exported({ identifiers }, 10)).toEqual([]);
    expect(changes(before, await storedRows(session))).toEqual({ gone: [], come: [] });
  });
});

describe('restrict and release', () => {
  it('keep a person restricted until every request has released her', async () => {
    const identifiers = byEmail(persona.email);
    const flag = async () => {
      const [row] = await session.query('select restricted_at from people where id = 2');
      return row?.['restricted_at'] ?? null;
    };
    for (const request of ['req_1', 'req_2', 'req_2']) {
      const effect = await act('restrict', { identifiers, request });
      expect(effect).toEqual({ outcome: 'completed', counts: { found: 1, restricted: 1 } });
    }
    await act('release', { identifiers, request: 'req_1' });
    expect(await flag()).not.toBeNull();
    await act('release', { identifiers, request: 'req_2' });
    expect(await flag()).toBeNull();
  });

  it('do not stand in the way of erasure', async () => {
    const identifiers = byEmail(persona.email);
    await act('restrict', { identifiers });
    expect(await act('erase', { identifiers })).toMatchObject({ outcome: 'completed' });
    expect(await session.query('select from restrictions')).toEqual([]);
  });
});
