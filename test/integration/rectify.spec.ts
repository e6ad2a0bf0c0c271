import type { Effect, PatchOperation } from '@habeas/connector-sdk';
import { accountsHandlers } from '../../apps/connectors/accounts/handlers.js';
import { seedAccounts } from '../../apps/connectors/accounts/seed.js';
import { rectify as rectifyContacts } from '../../apps/connectors/marketing/rectify.js';
import { seedMarketing } from '../../apps/connectors/marketing/seed.js';
import { PERSONAS, STRANGER } from '../../apps/connectors/people/personas.js';
import { openStore, type Session, type Store } from '../../apps/connectors/store.js';
import { rectify as rectifyDevices } from '../../apps/connectors/telemetry/rectify.js';
import { seedTelemetry } from '../../apps/connectors/telemetry/seed.js';
import { orderOf } from '../../libs/connector-sdk/test/fixtures.js';
import { identifier } from '../support/system-actions.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { changes, sessionOf, storedRows } from '../support/system-rows.js';

const person = PERSONAS.germanWoman;
const SEEDED = { people: 40, seed: 1 };
const NEW_NAME = 'Zoë-Ünlü';

const test = (path: string, value: string | null): PatchOperation => ({ op: 'test', path, value });
const replace = (path: string, value: string | null): PatchOperation => ({
  ...{ op: 'replace', path, value },
});
const given = (value: string) => [
  test('/people/given_name', person.givenName),
  replace('/people/given_name', value),
];

type Rectify = (
  order: ReturnType<typeof orderOf>,
  context: { session: Session; signal: AbortSignal },
) => Promise<Effect>;

const SYSTEMS = {
  accounts: {
    seed: seedAccounts,
    rectify: accountsHandlers(() => new Date()).rectify as Rectify,
  },
  marketing: { seed: seedMarketing, rectify: rectifyContacts as Rectify },
  telemetry: {
    seed: (options: { databaseUrl: string; people: number; seed: number }) =>
      seedTelemetry({ ...options, events: 200 }),
    rectify: rectifyDevices as Rectify,
  },
};

describe.each(Object.entries(SYSTEMS))('corrections on %s', (name, { seed, rectify }) => {
  let database: TestDatabase;
  let store: Store;
  let session: Session;
  let rollback: () => Promise<void>;
  beforeAll(async () => {
    database = await testDatabase({ migrated: false });
    await seed({ databaseUrl: database.url, ...SEEDED });
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

  const [phone] = person.devices.filter(({ isPhone }) => isPhone);
  const identifiers = [
    identifier('email', person.email),
    ...(name === 'telemetry' ? [identifier('device_serial', phone?.serial ?? '')] : []),
  ];
  const ask = (category: string, patch: PatchOperation[], by = identifiers) =>
    rectify(orderOf('rectify', { identifiers: by, scope: [{ category, retain: [], patch }] }), {
      session,
      signal: new AbortController().signal,
    });
  const effectOf = async (work: () => Promise<Effect>) => {
    const before = await storedRows(session);
    const effect = await work();
    return { effect, ...changes(before, await storedRows(session)) };
  };

  if (name === 'accounts') {
    it('changes the columns that are named, and no other row', async () => {
      const { effect, gone, come } = await effectOf(() => ask('ID', given(NEW_NAME)));
      expect(effect).toMatchObject({ outcome: 'completed', counts: { rectified: 1 } });
      expect(come).toHaveLength(1);
      expect(come[0]?.row).toEqual({ ...gone[0]?.row, given_name: NEW_NAME });
    });

    it('finds a record among several by its position in the export', async () => {
      const [address] = await session.query<{ street: string }>(
        `select street from addresses a join people p on p.id = a.person_id
         where lower(p.email) = lower($1) order by a.id limit 1`,
        [person.email],
      );
      const path = '/addresses/0/street';
      const patch = [test(path, address?.street ?? ''), replace(path, 'Neue Straße 7')];
      const { effect, come } = await effectOf(() => ask('ID', patch));
      expect(effect.counts.rectified).toBe(1);
      expect(come[0]).toMatchObject({ table: 'addresses', row: { street: 'Neue Straße 7' } });
    });

    it('takes a new name that is the old one, and says that nothing differs', async () => {
      const { effect, come } = await effectOf(() => ask('ID', given(person.givenName)));
      expect(effect).toMatchObject({ outcome: 'completed', counts: { rectified: 0 } });
      expect(come).toEqual([]);
    });

    const at = (path: string, value: string | null) => [
      ...given(NEW_NAME),
      { op: 'add' as const, path, value },
    ];
    it.each<[string, string, PatchOperation[]]>([
      ['test_failed', 'a test of another value', [...given(NEW_NAME), ...given(NEW_NAME)]],
      ['test_failed', 'an addition to what stands there unseen', at('/people/region', 'x')],
      ['place_missing', 'a position that is not there', at('/addresses/99/street', 'x')],
      ['place_missing', 'a position that is none', at('/addresses/-/street', 'x')],
      ['place_missing', 'a column that may not change', at('/people/customer_id', 'x')],
      ['place_missing', 'what every object has', at('/people/__proto__', 'x')],
      ['place_missing', 'a data set of another category', at('/devices/0/model', 'x')],
      ['value_refused', 'a day that does not exist', at('/people/born_on', '1990-02-30')],
      ['value_refused', 'a country that is none', at('/addresses/0/country', 'Germany')],
      ['value_refused', 'nothing where something must be', at('/addresses/0/city', null)],
      ['value_refused', 'several lines', at('/people/region', 'a\nb')],
      ['value_refused', 'more than fits', at('/people/region', 'a'.repeat(201))],
      [
        'value_refused',
        'a removal where something must be',
        [...given(NEW_NAME), { op: 'remove', path: '/addresses/0/city' }],
      ],
    ])('is for a person, and changes nothing: %s, %s', async (reason, _, patch) => {
      const { effect, come, gone } = await effectOf(() => ask('ID', patch));
      expect(effect).toMatchObject({ outcome: 'needs_human', reason });
      expect([come, gone]).toEqual([[], []]);
    });

    it('empties a column that may be empty', async () => {
      const patch: PatchOperation[] = [
        test('/people/phone', person.phone),
        { op: 'remove', path: '/people/phone' },
      ];
      const { come } = await effectOf(() => ask('ID', patch));
      expect(come[0]?.row).toMatchObject({ phone: null, given_name: person.givenName });
    });
  }

  if (name === 'marketing') {
    it('corrects every contact of a person, or none', async () => {
      const patch = [test('/contacts/first_name', person.givenName)];
      const change = [...patch, replace('/contacts/first_name', NEW_NAME)];
      const all = [...identifiers, identifier('customer_id', person.customerId)];
      const { effect, come } = await effectOf(() => ask('ID', change, all));
      expect(effect.outcome).toBe('completed');
      expect(come.length).toBe(effect.counts.rectified);
      expect(come.every(({ row }) => row.first_name === NEW_NAME)).toBe(true);
      const again = await effectOf(() => ask('ID', change, all));
      expect(again.effect).toMatchObject({ outcome: 'needs_human', reason: 'test_failed' });
      expect(again.come).toEqual([]);
    });
  }

  if (name === 'telemetry') {
    it('corrects what people told it, and nothing that was measured', async () => {
      const path = '/devices/0/phone_number';
      const patch = [test(path, person.phone), replace(path, '+4915100000001')];
      const { effect, come } = await effectOf(() => ask('PDA', patch));
      expect(effect).toMatchObject({ outcome: 'completed', counts: { rectified: 1 } });
      expect(come[0]?.row).toMatchObject({ phone_number: '+4915100000001' });
      const measured = [{ op: 'add' as const, path: '/devices/0/model', value: 'X' }];
      expect(await ask('PDA', measured)).toMatchObject({ reason: 'place_missing' });
    });
  }

  it('finds nobody where nobody is', async () => {
    const by = [identifier('email', STRANGER.email), identifier('device_serial', 'NONE')];
    expect(await ask('ID', given(NEW_NAME), by)).toMatchObject({ outcome: 'nothing_found' });
  });
});
