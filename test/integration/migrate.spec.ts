import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDatabase, migrate, openDatabase, requireSchema } from '@habeas/database';
import pg from 'pg';
import { dropTestDatabase, testDatabase } from '../support/index.js';
import type { TestDatabase } from '../support/index.js';

let place: TestDatabase;
let folder: string;

beforeEach(async () => {
  place = await testDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), 'habeas-migrations-'));
  await file('0001_people.sql', 'CREATE TABLE people (id text PRIMARY KEY);');
  await file('README.md', 'Not SQL.');
});
afterEach(async () => {
  await place.drop();
  await rm(folder, { recursive: true });
});

const file = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

async function rows<R extends pg.QueryResultRow>(sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: place.url });
  await client.connect();
  const result = await client.query<R>(sql);
  await client.end();
  return result.rows;
}

describe('migrate', () => {
  test('brings an empty database to the present schema', async () => {
    const applied = await migrate(place.url);
    expect(applied[0]).toBe('0001_initial.sql');
    expect(await migrate(place.url)).toEqual([]);
    const [requests] = await rows(`SELECT to_regclass('requests')::text AS name`);
    expect(requests).toEqual({ name: 'requests' });
  });

  test('applies each file once, in order, and records it', async () => {
    expect(await migrate(place.url, folder)).toEqual(['0001_people.sql']);
    await file('0003_b.sql', 'INSERT INTO people SELECT name FROM people_names;');
    await file(
      '0002_a.sql',
      `CREATE TABLE people_names (name text); INSERT INTO people_names VALUES ('a');`,
    );
    expect(await migrate(place.url, folder)).toEqual(['0002_a.sql', '0003_b.sql']);
    expect(await rows('SELECT id FROM people')).toEqual([{ id: 'a' }]);
    const recorded = await rows<{ name: string; sha256: string; at: boolean }>(
      'SELECT name, sha256, applied_at <= now() AS at FROM schema_migrations ORDER BY name',
    );
    expect(recorded.map(({ name }) => name)).toEqual([
      '0001_people.sql',
      '0002_a.sql',
      '0003_b.sql',
    ]);
    recorded.forEach(({ sha256, at }) => {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(at).toBe(true);
    });
  });

  test.each([
    ['that fails', 'SELECT colour FROM people', '42703'],
    [
      'that cannot be recorded',
      'ALTER TABLE schema_migrations ADD CHECK (false) NOT VALID',
      '23514',
    ],
  ])('leaves nothing of a file %s, and keeps those before it', async (_, sql, code) => {
    await file('0002_half.sql', `CREATE TABLE half (id text); ${sql};`);
    await expect(migrate(place.url, folder)).rejects.toMatchObject({ code });
    expect(
      await rows(`SELECT to_regclass('half')::text AS half, to_regclass('people')::text AS people`),
    ).toEqual([{ half: null, people: 'people' }]);
    expect(await rows('SELECT name FROM schema_migrations')).toEqual([{ name: '0001_people.sql' }]);
  });

  test('refuses a released file that was changed', async () => {
    await migrate(place.url, folder);
    await file('0001_people.sql', 'CREATE TABLE people (id bigint PRIMARY KEY);');
    await expect(migrate(place.url, folder)).rejects.toMatchObject({
      code: 'schema_mismatch',
      detail: expect.stringContaining('0001_people.sql was changed') as string,
    });
  });

  test('refuses a database that is newer than the files', async () => {
    await file('0002_later.sql', 'SELECT 1;');
    await migrate(place.url, folder);
    await rm(join(folder, '0002_later.sql'));
    await expect(migrate(place.url, folder)).rejects.toMatchObject({
      code: 'schema_mismatch',
      detail: expect.stringContaining('0002_later.sql') as string,
    });
  });

  test('lets five callers at once apply each file once', async () => {
    const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(place.url, folder)));
    expect(applied.flat()).toEqual(['0001_people.sql']);
  });

  test('says store_unavailable when nobody answers', async () => {
    await expect(migrate('postgres://u:p@127.0.0.1:1/test', folder)).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });
});

describe('a program that starts on a database', () => {
  async function start(): Promise<void> {
    const database = await openDatabase({ url: place.url, poolSize: 1 });
    await requireSchema(database).finally(() => database.close());
  }
  const refusedWith = (words: RegExp) => ({
    code: 'schema_mismatch',
    detail: expect.stringMatching(words) as unknown,
  });

  test('starts on the present schema', async () => {
    await migrate(place.url);
    await start();
  });

  test('says what an empty one lacks and which command brings it, and changes nothing', async () => {
    await expect(start()).rejects.toMatchObject(
      refusedWith(/lacks 0001_initial\.sql.*Run: habeas migrate\./),
    );
    expect(await rows(`SELECT to_regclass('schema_migrations') AS name`)).toEqual([{ name: null }]);
  });

  test('says what an older one lacks, and only that', async () => {
    const last = (await migrate(place.url)).at(-1) ?? '';
    await rows(`DELETE FROM schema_migrations WHERE name = '${last}'`);
    await expect(start()).rejects.toMatchObject(
      refusedWith(new RegExp(`^The database lacks ${last}\\. Run`)),
    );
  });

  test('refuses a newer one and says what to start instead', async () => {
    await migrate(place.url);
    await rows(`INSERT INTO schema_migrations (name, sha256) VALUES ('9999_later.sql', '')`);
    await expect(start()).rejects.toMatchObject(
      refusedWith(/has 9999_later\.sql, .*a newer one made it\. Start that version/),
    );
  });
});

describe('ensureDatabase', () => {
  const name = `habeas_test "${process.pid}"`;
  afterEach(() => dropTestDatabase(name));

  test('makes a database once, also for five callers at once', async () => {
    const urls = await Promise.all(
      Array.from({ length: 5 }, () => ensureDatabase(place.url, name)),
    );
    expect(new Set(urls).size).toBe(1);
    expect(await ensureDatabase(place.url, name)).toBe(urls[0]);
    const client = new pg.Client({ connectionString: urls[0] });
    await client.connect();
    const { rows: found } = await client.query('SELECT current_database() AS name');
    await client.end();
    expect(found).toEqual([{ name }]);
  });
});
