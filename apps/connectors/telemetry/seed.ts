import { copyAll } from '../bulk.js';
import { loadTables, type SeedOptions } from '../seeding.js';
import { applySchema, openStore, type Transaction } from '../store.js';
import { createPartitions, READING_TABLES } from './partitions.js';
import { EVENT_COLUMNS, POINT_COLUMNS } from './reading-columns.js';
import { DEVICE_ACCOUNTS, DEVICE_SEED } from './seed-devices.js';
import { eventRows, pointRows, readingMonths, type ReadingOptions } from './seed-readings.js';

const DROP = `
  drop table if exists ${READING_TABLES.join(', ')}, device_accounts, restrictions, blocked_devices,
    devices cascade;
  drop sequence if exists reading_ids;`;

const CONTINUE_IDS = `
  select setval(pg_get_serial_sequence('devices', 'id'), (select coalesce(max(id), 1) from devices))`;

/**
 * Drops and loads the whole store: the same numbers give the same rows. `events` is the number of
 * location points and usage events together. Returns the row count.
 */
export async function seedTelemetry({
  databaseUrl,
  people,
  events,
  seed,
}: SeedOptions & { events: number }): Promise<number> {
  const store = openStore(databaseUrl);
  try {
    return await store.transaction(async (session) => {
      await session.query(DROP);
      await applySchema(session, 'telemetry');
      await createPartitions(session, readingMonths());
      const options = { people, events, seed };
      const devices = await loadTables(session, [DEVICE_SEED, DEVICE_ACCOUNTS], options);
      await session.query(CONTINUE_IDS);
      return devices + (await loadReadings(session, options));
    });
  } finally {
    await store.close();
  }
}

/** Checks the readings' devices once, after loading: row by row it takes three times as long. */
async function loadReadings(session: Transaction, options: ReadingOptions): Promise<number> {
  for (const table of READING_TABLES) {
    await session.query(`alter table ${table} drop constraint ${table}_device_id_fkey`);
  }
  const points = await copyAll(session, POINT_COLUMNS, pointRows(options));
  const events = await copyAll(session, EVENT_COLUMNS, eventRows(options));
  for (const table of READING_TABLES) {
    await session.query(
      `alter table ${table} add constraint ${table}_device_id_fkey
       foreign key (device_id) references devices`,
    );
  }
  return points + events;
}
