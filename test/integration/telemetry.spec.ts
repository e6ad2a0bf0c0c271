import { randomBytes } from 'node:crypto';
import { PERSONAS, STRANGER } from '../../apps/connectors/people/personas.js';
import { personOf } from '../../apps/connectors/people/population.js';
import { openStore, type Store, type Transaction } from '../../apps/connectors/store.js';
import { Blocklist } from '../../apps/connectors/telemetry/blocklist.js';
import { telemetryHandlers } from '../../apps/connectors/telemetry/handlers.js';
import { ingest, type Report } from '../../apps/connectors/telemetry/ingest.js';
import { accountRef } from '../../apps/connectors/telemetry/seed-devices.js';
import { seedTelemetry } from '../../apps/connectors/telemetry/seed.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { actionsOn, identifier, scopeOf } from '../support/system-actions.js';
import { changes, placesOf, sessionOf, storedRows, traitsOf } from '../support/system-rows.js';

const ALL = ['LOC', 'PDA', 'PU'];
const EVENTS = 3000;
const persona = PERSONAS.thaiMan;
const [appliance, phone] = persona.devices;
/** Used by the people at 7 and 8. */
const [sharedDevice] = personOf(1, 8).borrowed;
const blocklist = new Blocklist(randomBytes(32));

let database: TestDatabase;
let store: Store;
let session: Transaction;
let rollback: () => Promise<void>;

beforeAll(async () => {
  database = await testDatabase({ migrated: false });
  await seedTelemetry({ databaseUrl: database.url, people: 60, events: EVENTS, seed: 1 });
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

const { locate, act, exported } = actionsOn(telemetryHandlers(blocklist), ALL, () => session);
const identifiers = persona.devices.map(({ serial }) => identifier('device_serial', serial));
const shared = [identifier('device_serial', sharedDevice?.serial ?? '')];

/** Ingestion on the test's own session. */
const ingesting = (report: Report) => {
  const own: Store = { ...store, query: session.query, transaction: (work) => work(session) };
  return ingest({ store: own, blocklist }, report);
};

function reportOf(device: Partial<Report>): Report {
  const recordedAt = '2026-11-15T08:00:00.123Z';
  return {
    serial: appliance?.serial ?? '',
    ...device,
    points: [{ recordedAt, latitude: 13.7, longitude: 100.5, accuracyM: 9, source: 'gps' }],
    events: [{ recordedAt, action: 'open', screen: 'home', durationMs: 1200 }],
  };
}

it('is seeded with exactly as many readings as asked, in partitions by month', async () => {
  const [count] = await session.query(
    `select (select count(*) from location_points) + (select count(*) from usage_events) as rows`,
  );
  expect(count).toEqual({ rows: String(EVENTS) });
  const [kept] = await session.query('select count(*)::int as months from pg_inherits');
  expect(kept).toMatchObject({ months: expect.any(Number) });
});

describe('locate', () => {
  it('takes the devices of one account for one person, and returns their other names', async () => {
    const [match, ...others] = await locate({ identifiers });
    expect(others).toEqual([]);
    expect(match).toMatchObject({ subject: `account-${accountRef(persona)}`, by: [0, 1] });
    expect(match?.identifiers).toEqual([
      identifier('mac', appliance?.mac ?? ''),
      identifier('imei', phone?.imei ?? ''),
      identifier('mac', phone?.mac ?? ''),
    ]);
    expect(match?.categories).toMatchObject({ PDA: 4, LOC: expect.any(Number) });
  });

  it('finds a device by IMEI and MAC as well', async () => {
    const names = [identifier('imei', phone?.imei ?? ''), identifier('mac', phone?.mac ?? '')];
    expect(await locate({ identifiers: names })).toMatchObject([{ by: [0, 1], identifiers: [] }]);
  });

  it('makes two matches of devices that belong to two people', async () => {
    const other = identifier('device_serial', PERSONAS.thaiWoman.devices[0]?.serial ?? '');
    const matches = await locate({ identifiers: [...identifiers, other] });
    expect(matches.map(({ by }) => by)).toEqual([[0, 1], [2]]);
  });

  it('names everybody who uses a shared device, and returns none of its names', async () => {
    const matches = await locate({ identifiers: shared });
    expect(matches).toHaveLength(2);
    for (const match of matches) expect(match).toMatchObject({ by: [0], identifiers: [] });
  });

  it('finds nothing by what is unknown, empty or of another kind', async () => {
    const unknown = [
      identifier('email', STRANGER.email),
      identifier('imei', ''),
      identifier('mac', 'ff:ff:ff:ff:ff:ff'),
    ];
    expect(await locate({ identifiers: unknown })).toEqual([]);
  });
});

describe('export', () => {
  it('gives the same records in the same order in pages of any size', async () => {
    const whole = await exported({ identifiers }, 100_000);
    expect(await exported({ identifiers }, 7)).toEqual(whole);
    const [match] = await locate({ identifiers });
    const located = Object.values(match?.categories ?? {}).reduce((sum, count) => sum + count, 0);
    expect(whole).toHaveLength(located);
  });

  it('goes on from its key when earlier rows come or go between two pages', async () => {
    const scope = scopeOf(['LOC']);
    const whole = await exported({ identifiers: identifiers.slice(0, 1), scope }, 1000);
    const half = Math.floor(whole.length / 2);
    const { exported: interrupted } = actionsOn(telemetryHandlers(blocklist), ALL, () => ({
      async query(sql: string, params?: unknown[]) {
        const rows = await session.query<never>(sql, params);
        if (!sql.includes('order by recorded_at')) return rows;
        await session.query(
          `delete from location_points where (device_id, recorded_at, id) in
             (select device_id, recorded_at, id from location_points where device_id = 5
              order by recorded_at limit 1)`,
        );
        return rows;
      },
    }));
    const records = await interrupted({ identifiers: identifiers.slice(0, 1), scope }, half);
    expect(records).toEqual(whole);
  });

  it('keeps to the categories of the order', async () => {
    const records = await exported({ identifiers, scope: scopeOf(['LOC']) }, 1000);
    expect(records.length).toBeGreaterThan(0);
    expect(records.every(({ dataset }) => dataset === 'location_points')).toBe(true);
  });

  it('withholds a device that somebody else uses too', async () => {
    expect(await exported({ identifiers: shared }, 1000)).toEqual([]);
  });
});

describe('erase', () => {
  it('leaves no trace of the devices, and every other row as it was', async () => {
    const before = await storedRows(session);
    const effect = await act('erase', { identifiers });
    const after = await storedRows(session);
    const { gone, come } = changes(before, after);

    expect(placesOf(traitsOf(persona), before)).toContain('devices.serial');
    expect(placesOf(traitsOf(persona), after)).toEqual([]);
    expect(new Set(come.map(({ table }) => table))).toEqual(new Set(['blocked_devices']));
    const erased = gone.length;
    expect(effect).toEqual({
      outcome: 'completed',
      counts: { found: erased, erased, anonymised: 0, suppressed: 2 },
    });
    for (const { table, row } of gone) {
      expect([5, 6]).toContain(table === 'devices' ? row['id'] : row['device_id']);
    }
  });

  it('is confirmed by verify, and finds nothing a second time', async () => {
    expect(await act('verify', { identifiers })).toMatchObject({ outcome: 'partial' });
    await act('erase', { identifiers });
    const verified = await act('verify', { identifiers });
    expect(verified).toEqual({ outcome: 'completed', counts: { found: 0 } });
    expect(await act('erase', { identifiers })).toMatchObject({ outcome: 'nothing_found' });
  });

  it('drops what the device goes on sending, by whatever name', async () => {
    await act('erase', { identifiers });
    const before = await storedRows(session);
    const reports = [
      reportOf({}),
      reportOf({ serial: phone?.serial ?? '', imei: phone?.imei ?? '' }),
      reportOf({ serial: 'NEWSERIAL01', mac: phone?.mac ?? '' }),
    ];
    for (const report of reports) {
      expect(await ingesting(report)).toEqual({ stored: 0, dropped: 2 });
    }
    expect(changes(before, await storedRows(session))).toEqual({ gone: [], come: [] });
  });

  it('keeps no device readable on its list of blocked devices', async () => {
    await act('erase', { identifiers });
    const rows = await session.query('select * from blocked_devices');
    expect(rows).toHaveLength(5 * ALL.length);
    for (const { serial, imei, mac } of persona.devices) {
      for (const name of [serial, imei ?? mac, mac])
        expect(JSON.stringify(rows)).not.toContain(name);
    }
  });

  it('stops only the collection of the categories in the order', async () => {
    const effect = await act('erase', { identifiers, scope: scopeOf(['LOC']) });
    expect(effect).toMatchObject({ outcome: 'completed', counts: { anonymised: 0 } });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 1, dropped: 1 });
    expect(await session.query('select from location_points where device_id in (5, 6)')).toEqual(
      [],
    );
  });

  it('leaves a shared device to a human, and does the rest', async () => {
    const before = await storedRows(session);
    const effect = await act('erase', { identifiers: [...identifiers, ...shared] });
    expect(effect).toMatchObject({ outcome: 'needs_human', reason: 'shared_device' });
    const { gone } = changes(before, await storedRows(session));
    expect(effect.counts.erased).toBe(gone.length);
    expect(await locate({ identifiers: shared })).toHaveLength(2);
    expect(await act('verify', { identifiers: shared })).toMatchObject({ outcome: 'partial' });
  });
});

describe('ingest', () => {
  it('stores what other devices send, in the partition of its month', async () => {
    const report = reportOf({ serial: 'HBNEW0000001', account: accountRef(persona) });
    expect(await ingesting(report)).toEqual({ stored: 2, dropped: 0 });
    const [row] = await session.query(
      `select tableoid::regclass::text as partition from location_points
       where recorded_at > '2026-11-01Z'`,
    );
    expect(row).toEqual({ partition: 'location_points_2026_11' });
  });

  it('drops what a restricted device sends until it is released', async () => {
    await act('restrict', { identifiers });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 0, dropped: 2 });
    await act('release', { identifiers });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 2, dropped: 0 });
  });
});

describe('a report that comes while the device is erased', () => {
  it('does not bring it back', async () => {
    const own = await testDatabase({ migrated: false });
    await seedTelemetry({ databaseUrl: own.url, people: 5, events: 500, seed: 1 });
    const live = openStore(own.url);
    try {
      const report = reportOf({});
      await ingest({ store: live, blocklist }, report);
      const reports = Array.from({ length: 20 }, () => ingest({ store: live, blocklist }, report));
      await live.transaction((open) => {
        return actionsOn(telemetryHandlers(blocklist), ALL, () => open).act('erase', {
          identifiers,
        });
      });
      await Promise.all(reports);
      expect(placesOf(traitsOf(persona), await storedRows(live))).toEqual([]);
    } finally {
      await live.close();
      await own.drop();
    }
  });
});

describe('what ends in part', () => {
  const uses = (category: string, activities?: string[]) => ({
    ...{ category, retain: [] },
    ...(activities ? { activities } : {}),
  });
  const usage = { identifiers, scope: scopeOf(['PU']), purpose: 'collection' as const };

  it('collects what consent carried no more, and goes on with the rest', async () => {
    const effect = await act('suppress', usage);
    expect(effect).toEqual({ outcome: 'completed', counts: { found: 2, suppressed: 2 } });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 1, dropped: 1 });
    const named = { imei: phone?.imei ?? '', serial: phone?.serial ?? '' };
    expect(await ingesting(reportOf(named))).toEqual({ stored: 1, dropped: 1 });
  });

  it('holds for a device that has not reported yet', async () => {
    const unknown = [identifier('device_serial', 'NEWSERIAL77')];
    const effect = await act('suppress', { ...usage, identifiers: unknown });
    expect(effect).toEqual({ outcome: 'completed', counts: { found: 0, suppressed: 1 } });
    expect(await ingesting(reportOf({ serial: 'NEWSERIAL77' }))).toEqual({ stored: 1, dropped: 1 });
  });

  it('has no marketing to stop, and stops nothing else for it', async () => {
    const effect = await act('suppress', { ...usage, purpose: 'marketing' });
    expect(effect).toEqual({ outcome: 'not_supported', counts: {} });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 2, dropped: 0 });
  });

  it('collects no more what no activity may use, until it is released', async () => {
    const scope = [uses('LOC'), uses('PDA', ['manage-site']), uses('PU', ['manage-site'])];
    await act('restrict', { identifiers, scope, request: 'req_1' });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 1, dropped: 1 });
    await act('restrict', { identifiers, request: 'req_2' });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 0, dropped: 2 });
    await act('release', { identifiers, request: 'req_2' });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 1, dropped: 1 });
    await act('release', { identifiers, request: 'req_1' });
    expect(await ingesting(reportOf({}))).toEqual({ stored: 2, dropped: 0 });
  });

  it.each([
    ['first in part, then whole', [true, false]],
    ['first whole, then in part', [false, true]],
  ])('is only stored once one order of the request says so: %s', async (_, parts) => {
    for (const part of parts) {
      const scope = part ? [uses('PU', ['others'])] : scopeOf(ALL);
      await act('restrict', { identifiers, scope, request: 'req_1' });
    }
    expect(await ingesting(reportOf({}))).toEqual({ stored: 0, dropped: 2 });
  });
});
