import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { sqlJournal, type Connector, type Journal } from '@habeas/connector-sdk';
import { newsletter, type Store } from '../../libs/connector-sdk/src/example.js';
import { answerOf, JOURNAL_CASES, startOf } from '../../libs/connector-sdk/test/journal-cases.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { call, habeasKeys, orderOf } from '../../libs/connector-sdk/test/fixtures.js';

const finishedAt = new Date('2027-05-04T10:00:01Z');
let stored: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  stored = await testDatabase({ migrated: false });
  pool = new pg.Pool({ connectionString: stored.url, max: 6 });
});

afterAll(async () => {
  await pool.end();
  await stored.drop();
});

async function transaction<T>(work: (session: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

function openJournal(): Journal<pg.PoolClient> {
  return sqlJournal({ query: (sql, params) => pool.query(sql, params), transaction });
}

describe('a journal in PostgreSQL', () => {
  it.each(JOURNAL_CASES)('$name', async ({ run }) => {
    await pool.query('DROP TABLE IF EXISTS habeas_tasks, habeas_nonces');
    const journal = openJournal();
    await journal.prepare();
    await run(journal);
  });
});

describe('a journal in PostgreSQL and the effects of its tasks', () => {
  let journal: Journal<pg.PoolClient>;
  beforeEach(async () => {
    await pool.query('DROP TABLE IF EXISTS habeas_tasks, habeas_nonces, people');
    await pool.query(`CREATE TABLE people (email text)`);
    await pool.query(`INSERT INTO people VALUES ('lena@example.org'), ('otto@example.org')`);
    journal = openJournal();
    await journal.prepare();
  });

  const left = async () => (await pool.query('SELECT count(*)::int AS n FROM people')).rows[0]?.n;

  it('commits both or neither', async () => {
    const order = orderOf('erase');
    await journal.begin(startOf(order));
    const erase = (session: pg.PoolClient) =>
      session.query(`DELETE FROM people WHERE email = 'lena@example.org'`);
    const failing = journal.complete(order.task, async (session) => {
      await erase(session);
      throw new Error('after the effect');
    });
    await expect(failing).rejects.toThrow('after the effect');
    expect(await left()).toBe(2);
    await journal.complete(order.task, async (session) => {
      await erase(session);
      return { answer: answerOf(order), keep: true, finishedAt };
    });
    expect(await left()).toBe(1);
    expect(await journal.find(order.task)).toMatchObject({ status: 'done' });
  });

  it('takes effect once, however many processes get the order at once', async () => {
    const order = orderOf('erase');
    let runs = 0;
    const attempts = Array.from({ length: 12 }, async () => {
      const other = openJournal();
      await other.begin(startOf(order));
      return other.complete(order.task, async (session) => {
        runs += 1;
        await session.query('SELECT pg_sleep(0.05)');
        return { answer: answerOf(order), keep: true, finishedAt };
      });
    });
    const results = await Promise.all(attempts);
    expect(runs).toBe(1);
    expect(results.filter((result) => result !== 'busy' && !result.repeated)).toHaveLength(1);
  });

  it('keeps no identifier once a task is done', async () => {
    const order = orderOf('erase');
    await journal.begin(startOf(order, { order }));
    const stored = async () => JSON.stringify((await pool.query('TABLE habeas_tasks')).rows);
    expect(await stored()).toContain('lena@example.org');
    const { callback } = order;
    const done = { answer: answerOf(order), keep: true, finishedAt, callback };
    await journal.complete(order.task, () => Promise.resolve(done));
    expect(await stored()).not.toContain('lena@example.org');
    expect(await stored()).toContain('undelivered');
  });

  it('prepares its tables once, also when many start at the same time', async () => {
    await pool.query('DROP TABLE habeas_tasks, habeas_nonces');
    await Promise.all(Array.from({ length: 6 }, () => openJournal().prepare()));
    expect(await journal.pending()).toEqual([]);
  });
});

describe("the guide's example", () => {
  const folder = mkdtempSync(join(tmpdir(), 'newsletter-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const open: (() => Promise<void>)[] = [];
  const closeAll = () => Promise.all(open.splice(0).map((close) => close()));
  afterEach(closeAll);

  const storeOf = (client: Pick<pg.Pool, 'query'>): Store => ({
    query: async (sql, params) => (await client.query<{ id: string }>(sql, params)).rows,
    transaction: (work) => transaction((session) => work(storeOf(session))),
  });
  const start = async () => {
    const keyFile = join(folder, 'connector.jwk');
    const connector: Connector = await newsletter(storeOf(pool), {
      keyFile,
      habeas: habeasKeys.jwk,
    });
    const listening = await connector.listen({ port: 0 });
    open.push(listening.close);
    return listening;
  };

  it('finds, erases once and gives the same answer after a restart', async () => {
    await pool.query('DROP TABLE IF EXISTS habeas_tasks, habeas_nonces, subscribers');
    await pool.query('CREATE TABLE subscribers (id uuid DEFAULT gen_random_uuid(), email text)');
    const emails = ['lena@example.org', 'otto@example.org'];
    await pool.query('INSERT INTO subscribers (email) SELECT unnest($1::text[])', [emails]);
    const first = await start();
    const located = await call(`${first.url}/tasks`, { body: orderOf('locate') });
    expect(located).toMatchObject({ status: 200, json: { counts: { found: 1 } } });
    const order = orderOf('erase');
    const erased = await call(`${first.url}/tasks`, { body: order });
    expect(erased).toMatchObject({ status: 200, json: { counts: { found: 1, erased: 1 } } });
    await closeAll();
    await pool.query('INSERT INTO subscribers (email) VALUES ($1)', emails.slice(0, 1));
    const second = await start();
    const repeated = await call(`${second.url}/tasks`, { body: order });
    expect(repeated.json).toEqual(erased.json);
    const { rows } = await pool.query('SELECT count(*)::int AS n FROM subscribers');
    expect(rows).toEqual([{ n: 2 }]);
  });
});
