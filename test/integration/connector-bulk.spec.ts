import { copyAll, type Cell } from '../../apps/connectors/bulk.js';
import { openStore, type Store } from '../../apps/connectors/store.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { until } from '../support/until.js';

const NOTES = { table: 'notes', columns: ['id', 'body'] };
/** Some 100 MB as text: far more than the buffers between us and the server. */
const MANY = 100_000;
const LONG = 'x'.repeat(1_000);

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await testDatabase({ migrated: false });
  store = openStore(database.url);
});

beforeEach(async () => {
  await store.query('drop table if exists notes');
  await store.query('create table notes (id bigint primary key, body text)');
});

afterAll(async () => {
  await store.close();
  await database.drop();
});

const load = (rows: Iterable<Cell[]>) =>
  store.transaction((session) => copyAll(session, NOTES, rows));
const stored = async () => {
  const [row] = await store.query<{ rows: number }>('select count(*)::int as rows from notes');
  return row?.rows;
};

it('stores every text as it was', async () => {
  const bodies = [
    null,
    '',
    '\\N',
    '\\.',
    'a\tb\r\nc\n',
    'C:\\new\\table\\',
    '\b\f\v\u001b[0m',
    'สวัสดี 😀 Đặng \u2028 \u0085',
    `'; drop table notes; --`,
  ];
  expect(await load(bodies.map((body, id) => [id, body]))).toBe(bodies.length);
  const rows = await store.query<{ body: string | null }>('select body from notes order by id');
  expect(rows.map(({ body }) => body)).toEqual(bodies);
});

it('makes no more rows than the server takes', async () => {
  let made = 0;
  function* rows(): Generator<Cell[]> {
    for (; made < MANY; made += 1) yield [made, LONG];
  }
  let loading: Promise<number> | undefined;
  await store.transaction(async (session) => {
    await session.query('lock table notes in access exclusive mode');
    loading = load(rows());
    const waiting = () =>
      store.query(
        `select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
    await until(waiting, (blocked) => blocked.length === 1);
    expect(made).toBeLessThan(1_000);
  });
  expect(await loading).toBe(MANY);
  expect(await stored()).toBe(MANY);
});

it('loads nothing when making the rows fails, and goes on afterwards', async () => {
  function* rows(): Generator<Cell[]> {
    for (let id = 0; id < 1_000; id += 1) yield [id, LONG];
    throw new Error('no more');
  }
  await expect(load(rows())).rejects.toThrow('no more');
  expect(await stored()).toBe(0);
  expect(await load([[1, 'a']])).toBe(1);
});

it('loads nothing when the server refuses a row, and goes on afterwards', async () => {
  const rows: Cell[][] = [
    [1, 'a'],
    [1, 'b'],
  ];
  await expect(load(rows)).rejects.toMatchObject({ code: '23505' });
  expect(await stored()).toBe(0);
  expect(await load([])).toBe(0);
});
