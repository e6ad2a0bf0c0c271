import { randomBytes } from 'node:crypto';
import { contactLists } from '../../apps/connectors/marketing/contact-list.js';
import { marketingHandlers } from '../../apps/connectors/marketing/handlers.js';
import { importContact } from '../../apps/connectors/marketing/import-contact.js';
import { recipientsOf } from '../../apps/connectors/marketing/recipients.js';
import { seedMarketing } from '../../apps/connectors/marketing/seed.js';
import { PERSONAS, STRANGER } from '../../apps/connectors/people/personas.js';
import { openStore, type Session, type Store } from '../../apps/connectors/store.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { actionsOn, identifier, scopeOf } from '../support/system-actions.js';
import { changes, placesOf, sessionOf, storedRows, traitsOf } from '../support/system-rows.js';

const ALL = ['ID', 'MC', 'PU'];
/** In with two addresses under one customer number. */
const persona = PERSONAS.germanWoman;
const CONTACTS = [1, 2];

let database: TestDatabase;
let store: Store;
let session: Session;
let rollback: () => Promise<void>;

beforeAll(async () => {
  database = await testDatabase({ migrated: false });
  await seedMarketing({ databaseUrl: database.url, people: 60, seed: 1 });
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

const lists = contactLists(randomBytes(32));
const { locate, act, exported } = actionsOn(marketingHandlers(lists), ALL, () => session);
const identifiers = [
  identifier('email', persona.email),
  identifier('customer_id', persona.customerId),
];

describe('locate', () => {
  it('takes several contacts of one customer for one person', async () => {
    const matches = await locate({ identifiers });
    expect(matches).toHaveLength(1);
    expect(matches[0]).toMatchObject({
      by: [0, 1],
      identifiers: [identifier('contact_id', 'M-500001'), identifier('contact_id', 'M-500002')],
    });
    expect(matches[0]?.categories).toMatchObject({ ID: 2, PU: expect.any(Number) });
  });

  it('makes two matches of identifiers that belong to two people', async () => {
    const other = identifier('email', PERSONAS.thaiWoman.email);
    const matches = await locate({ identifiers: [...identifiers, other] });
    expect(matches.map(({ by }) => by)).toEqual([[0, 1], [2]]);
  });

  it('does not return the identifier it was asked by', async () => {
    const matches = await locate({ identifiers: [identifier('contact_id', 'M-500003')] });
    expect(matches).toMatchObject([{ by: [0], identifiers: [] }]);
  });

  it('finds nobody by what is unknown or empty', async () => {
    await session.query(`update contacts set customer_id = '' where id = 3`);
    const unknown = [identifier('email', STRANGER.email), identifier('customer_id', '')];
    expect(await locate({ identifiers: unknown })).toEqual([]);
  });
});

describe('export', () => {
  it('gives the same records in the same order in pages of any size', async () => {
    const whole = await exported({ identifiers }, 1000);
    expect(await exported({ identifiers }, 3)).toEqual(whole);
    const [match] = await locate({ identifiers });
    const located = Object.values(match?.categories ?? {}).reduce((sum, count) => sum + count, 0);
    expect(whole).toHaveLength(located);
    expect(new Set(whole.map(({ dataset }) => dataset)).size).toBe(6);
  });

  it('keeps to the categories of the order', async () => {
    const records = await exported({ identifiers, scope: scopeOf(['PU']) }, 10);
    expect(records.length).toBeGreaterThan(0);
    expect(records.every(({ dataset }) => dataset === 'contact_segments')).toBe(true);
  });
});

describe('erase', () => {
  it('leaves no trace of the person, and every other row as it was', async () => {
    const before = await storedRows(session);
    const effect = await act('erase', { identifiers });
    const after = await storedRows(session);
    const { gone, come } = changes(before, after);

    expect(placesOf(traitsOf(persona), before)).toContain('contacts.email');
    expect(placesOf(traitsOf(persona), after)).toEqual([]);
    expect(come).toEqual([]);
    expect(effect).toEqual({
      outcome: 'completed',
      counts: { found: gone.length, erased: gone.length, anonymised: 0 },
    });
    const sends = gone.filter(({ table }) => table === 'sends').map(({ row }) => row['id']);
    for (const { table, row } of gone) {
      const own = table === 'contacts' ? row['id'] : row['contact_id'];
      const isOwn = CONTACTS.includes(Number(own)) || sends.includes(row['send_id']);
      expect([table, isOwn]).toEqual([table, true]);
    }
  });

  it('keeps what campaigns achieved, without the person', async () => {
    const totals = 'select id, sent, opened, clicked from campaigns order by id';
    const before = await session.query(totals);
    await act('erase', { identifiers });
    expect(await session.query(totals)).toEqual(before);
  });

  it('is confirmed by verify, and finds nothing a second time', async () => {
    expect(await act('verify', { identifiers })).toMatchObject({ outcome: 'partial' });
    await act('erase', { identifiers });
    const verified = await act('verify', { identifiers });
    expect(verified).toEqual({ outcome: 'completed', counts: { found: 0 } });
    expect(await act('erase', { identifiers })).toEqual({ outcome: 'nothing_found', counts: {} });
  });

  it('empties the contact where a category out of scope still hangs on it', async () => {
    const effect = await act('erase', { identifiers, scope: scopeOf(['ID', 'PU']) });
    expect(effect.counts).toMatchObject({ anonymised: 2 });
    expect(placesOf(traitsOf(persona), await storedRows(session))).toEqual([]);
    const sends = await session.query('select from sends where contact_id = 1');
    expect(sends.length).toBeGreaterThan(0);
  });

  it('minds only retention rules for data sets of its own', async () => {
    const rule = { rule: 'r', statute: 's', fields: ['email'], years: 8 };
    const foreign = [{ category: 'ID', retain: [{ ...rule, dataset: 'orders' }] }];
    const own = [{ category: 'ID', retain: [{ ...rule, dataset: 'contacts' }] }];
    expect(await act('erase', { identifiers, scope: own })).toMatchObject({
      outcome: 'needs_human',
      reason: 'retention_not_supported',
    });
    expect(await act('erase', { identifiers, scope: foreign })).toMatchObject({
      outcome: 'completed',
    });
  });
});

describe('restrict', () => {
  it('takes a contact out of every mailing until it is released', async () => {
    const campaign = 1;
    await session.query(
      'delete from opens using sends where sends.id = send_id and contact_id = 1',
    );
    await session.query(
      'delete from clicks using sends where sends.id = send_id and contact_id = 1',
    );
    await session.query('delete from sends where contact_id = 1');
    const isInvited = async () => {
      const recipients = await recipientsOf(session, campaign);
      return recipients.some(({ email }) => email === persona.email);
    };
    expect(await isInvited()).toBe(true);
    await act('restrict', { identifiers, request: 'req_1' });
    await act('restrict', { identifiers, request: 'req_2' });
    expect(await isInvited()).toBe(false);
    await act('release', { identifiers, request: 'req_1' });
    expect(await isInvited()).toBe(false);
    await act('release', { identifiers, request: 'req_2' });
    expect(await isInvited()).toBe(true);
  });
});

describe('suppress', () => {
  const imported = {
    contactId: 'M-900001',
    firstName: 'Someone',
    lastName: 'Again',
    locale: 'de-DE',
    consentedVia: 'bought list',
  };
  const contactsMailable = async () => {
    const rows = await session.query<{ id: string }>(
      'select id from contacts where objected_at is null and id = any($1::bigint[])',
      [[...CONTACTS, 3]],
    );
    return rows.map(({ id }) => Number(id));
  };

  it('stops every address of the customer by one of them, and nobody else', async () => {
    const effect = await act('suppress', { identifiers: [identifier('email', persona.email)] });
    expect(effect).toEqual({ outcome: 'completed', counts: { found: 1, suppressed: 3 } });
    expect(await contactsMailable()).toEqual([3]);
  });

  it('tells the person, when she asks for her data, since when', async () => {
    const told = async () => {
      const records = await exported({ identifiers }, 100);
      const contacts = records.filter(({ dataset }) => dataset === 'contacts');
      return contacts.map(({ data }) => data['objected_at']);
    };
    expect(await told()).toEqual([null, null]);
    await act('suppress', { identifiers });
    const instant = expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
    expect(await told()).toEqual([instant, instant]);
  });

  it('keeps who is imported later out of mailings, known or not', async () => {
    const email = 'not.yet@people.test';
    const upper = identifier('email', email.toUpperCase());
    expect(await act('suppress', { identifiers: [upper] })).toMatchObject({
      counts: { found: 0, suppressed: 1 },
    });
    expect(await importContact({ session, lists }, { ...imported, email })).toEqual({
      mailable: false,
    });
    const other = { ...imported, contactId: 'M-900002', email: 'other@people.test' };
    expect(await importContact({ session, lists }, other)).toEqual({ mailable: true });
    const invited = (await recipientsOf(session, 1)).map((one) => one.email);
    expect(invited).toContain(other.email);
    expect(invited).not.toContain(email);
  });

  it('ends tracking alone where consent was withdrawn: mail goes on', async () => {
    const asked = { identifiers, purpose: 'collection' as const };
    await act('suppress', asked);
    await act('suppress', asked);
    expect((await contactsMailable()).toSorted()).toEqual([...CONTACTS, 3]);
    const untracked = await session.query<{ id: string }>(
      'select id from contacts where untracked_at is not null order by id',
    );
    expect(untracked.map(({ id }) => Number(id))).toEqual(CONTACTS);
    const email = 'untracked@people.test';
    await act('suppress', { ...asked, identifiers: [identifier('email', email)] });
    expect(await importContact({ session, lists }, { ...imported, email })).toEqual({
      mailable: true,
    });
    const recipients = await recipientsOf(session, 1);
    expect(recipients.find((one) => one.email === email)).toMatchObject({ tracked: false });
    expect(recipients.some(({ tracked }) => tracked)).toBe(true);
  });

  it('keeps digests, not names', async () => {
    await act('suppress', { identifiers });
    const rows = await session.query<{ digest: string }>('select digest from do_not_mail');
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.every(({ digest }) => /^[\w-]{43}$/.test(digest))).toBe(true);
  });
});
