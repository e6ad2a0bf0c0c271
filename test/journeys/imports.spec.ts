import type { ImportedContact } from '../../apps/connectors/marketing/import-contact.js';
import {
  startMarketing,
  type RunningMarketing,
} from '../../apps/connectors/marketing/marketing.js';
import { PERSONAS, STRANGER } from '../../apps/connectors/people/personas.js';
import { openWorld, type World } from '../support/world.js';

const { thaiWoman, germanWoman } = PERSONAS;
/** In German, and nobody has had it yet. */
const CAMPAIGN = 900_001;

const email = (value: string) => [{ type: 'email', value }];
const listed = (contactId: string, address: string): ImportedContact => ({
  contactId,
  email: address,
  firstName: 'A',
  lastName: 'B',
  locale: 'de-DE',
  consentedVia: 'a list that was bought',
});

let world: World;
let marketing: RunningMarketing;
let log: object[];

/** Marketing on its own store; its connector's place is taken by the world's. */
function started(habeas?: { url: string; key: string }): Promise<RunningMarketing> {
  log = [];
  return startMarketing({
    databaseUrl: world.systems.databases.marketing.url,
    port: 0,
    habeasKeys: [],
    keyFile: `${world.config.dataDir}/marketing.jwk.json`,
    log: (line) => log.push(line),
    ...(habeas && { habeas }),
  });
}

beforeAll(async () => {
  world = await openWorld({ backend: { name: 'postgres' } });
  marketing = await started({ url: world.config.publicUrl, key: world.keys.owner });
  await marketing.store.query(
    `insert into campaigns (id, name, subject, locale, sent_on)
     values ($1, 'DE next', 'Neu', 'de-DE', '2026-12-01')`,
    [CAMPAIGN],
  );
});
afterAll(async () => {
  await marketing.close();
  await world.close();
});

const storedAs = async (address: string) =>
  (await marketing.store.query('select id from contacts where email = $1', [address])).length;
const mailed = async () => (await marketing.recipientsOf(CAMPAIGN)).map((one) => one.email);

describe('a list that marketing imports', () => {
  it('does not bring back who was erased', async () => {
    const id = await world.fileVerified({
      right: 'erasure',
      residence: 'TH',
      identifiers: email(thaiWoman.email),
      closeAccount: true,
    });
    await world.carryThrough(id);
    expect(await storedAs(thaiWoman.email)).toBe(0);
    const again = listed('M-900001', thaiWoman.email);
    expect(await marketing.importContact(again)).toEqual({ refused: 'erased' });
    const elsewhere = listed('M-900001', 'new.address@people.test');
    const byNumber = { ...elsewhere, customerId: thaiWoman.customerId };
    expect(await marketing.importContact(byNumber)).toEqual({ refused: 'erased' });
    expect(await storedAs(thaiWoman.email)).toBe(0);
    expect(await storedAs(elsewhere.email)).toBe(0);
    expect(await marketing.importContact(elsewhere)).toEqual({ mailable: true });
    expect(await mailed()).toContain(elsewhere.email);
  });

  it('brings in who objected, and mails her never, before marketing itself was told', async () => {
    const setStatus = (status: string) =>
      world.database.query(`UPDATE connectors SET status = $1 WHERE slug = 'marketing'`, [status]);
    await setStatus('paused');
    const objections = await Promise.all(
      [STRANGER, germanWoman].map((person) =>
        world.file({
          right: 'marketing_objection',
          residence: 'DE',
          identifiers: email(person.email),
        }),
      ),
    );
    const objector = listed('M-900002', STRANGER.email);
    expect(await marketing.importContact(objector)).toEqual({ mailable: false });
    expect(await storedAs(STRANGER.email)).toBe(1);
    const allowedHere = async () => {
      const sql = 'select email from contacts where objected_at is null and email = any($1)';
      return marketing.store.query(sql, [[STRANGER.email, germanWoman.email]]);
    };
    expect(await allowedHere()).toEqual([{ email: germanWoman.email }]);
    const reached = await mailed();
    expect(reached.length).toBeGreaterThan(1);
    for (const { email: address } of [STRANGER, germanWoman])
      expect(reached).not.toContain(address);
    await setStatus('active');
    for (const id of objections) await world.carryThrough(id);
    expect(await allowedHere()).toEqual([]);
    const [row] = await marketing.store.query<{ mailable: boolean }>(
      'select objected_at is null as mailable from contacts where email = $1',
      [STRANGER.email],
    );
    expect(row).toEqual({ mailable: false });
  });

  it('waits when Habeas cannot say', async () => {
    const strange = await started({ url: world.config.publicUrl, key: 'hbs_wrong' });
    const contact = listed('M-900003', 'waits@people.test');
    await expect(strange.importContact(contact)).rejects.toThrow('Habeas answered 401');
    await expect(strange.recipientsOf(CAMPAIGN)).rejects.toThrow('Habeas answered 401');
    await strange.close();
    expect(await storedAs(contact.email)).toBe(0);
  });

  it('is taken without asking where no Habeas is known, which the log says once', async () => {
    const alone = await started();
    for (const count of [4, 5]) {
      const contact = listed(`M-90000${count}`, `alone${count}@people.test`);
      expect(await alone.importContact(contact)).toEqual({ mailable: true });
    }
    await alone.close();
    expect(log).toEqual([
      { event: 'suppressions_not_asked', because: 'HABEAS_URL or HABEAS_KEY is not set' },
    ]);
  });
});
