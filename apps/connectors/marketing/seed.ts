import { copyAll } from '../bulk.js';
import { loadTables, type SeedOptions, type TableSeed } from '../seeding.js';
import { applySchema, openStore, type Session, type Transaction } from '../store.js';
import { CAMPAIGNS, SEGMENTS } from './campaigns.js';
import { CONSENTS, CONTACT_SEED, CONTACT_SEGMENTS } from './seed-contacts.js';
import { CLICKS, OPENS, SENDS } from './seed-mail.js';

/** In the order of their foreign keys. */
const TABLES: TableSeed[] = [CONTACT_SEED, CONSENTS, CONTACT_SEGMENTS, SENDS, OPENS, CLICKS];

/** Drops and loads the whole store: the same numbers give the same rows. Returns the row count. */
export async function seedMarketing({ databaseUrl, people, seed }: SeedOptions): Promise<number> {
  const store = openStore(databaseUrl);
  try {
    return await store.transaction(async (session) => {
      const tables = [
        ...TABLES.map(({ table }) => table),
        'restrictions',
        'segments',
        'campaigns',
        'do_not_mail',
        'do_not_track',
      ];
      await session.query(`drop table if exists ${tables.join(', ')} cascade`);
      await applySchema(session, 'marketing');
      const catalogue = await loadCatalogue(session);
      const rows = await loadTables(session, TABLES, { people, seed });
      await countMail(session);
      return catalogue + rows;
    });
  } finally {
    await store.close();
  }
}

async function loadCatalogue(session: Transaction): Promise<number> {
  const campaigns = {
    table: 'campaigns',
    columns: ['id', 'name', 'subject', 'locale', 'sent_on'],
  };
  const segments = {
    table: 'segments',
    columns: ['id', 'name', 'rule'],
  };
  const sent = CAMPAIGNS.map(({ id, name, subject, locale, sentOn }) => {
    return [id, name, subject, locale, sentOn];
  });
  const rules = SEGMENTS.map(({ id, name, rule }) => [id, name, rule]);
  return (await copyAll(session, campaigns, sent)) + (await copyAll(session, segments, rules));
}

async function countMail(session: Session): Promise<void> {
  await session.query(
    `update campaigns set sent = totals.sent, opened = totals.opened, clicked = totals.clicked
     from (select sends.campaign_id, count(distinct sends.id) as sent,
             count(distinct opens.send_id) as opened, count(distinct clicks.id) as clicked
           from sends left join opens on opens.send_id = sends.id
             left join clicks on clicks.send_id = sends.id
           group by 1) as totals
     where totals.campaign_id = campaigns.id`,
  );
}
