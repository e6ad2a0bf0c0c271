import { openDatabase } from '@habeas/database';
import { Redis } from 'ioredis';
import { backends, dropTestDatabase, testDatabase, testRedis, until } from '../support/index.js';
import type { TestDatabase } from '../support/index.js';

async function query<R>({ url }: TestDatabase, sql: string): Promise<R[]> {
  const db = await openDatabase({ url });
  try {
    return await db.query<R>(sql);
  } finally {
    await db.close();
  }
}

describe('a database for a test file', () => {
  test('is migrated and nobody else has it', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    await query(one, `INSERT INTO principals (id, name, kind) VALUES ('prn_1', 'one', 'person')`);
    const count = 'SELECT count(*)::int AS n FROM principals';
    expect(await query(one, count)).toEqual([{ n: 1 }]);
    expect(await query(other, count)).toEqual([{ n: 0 }]);
    await Promise.all([one.drop(), other.drop()]);
  });

  test('is gone once dropped, though somebody was connected', async () => {
    const place = await testDatabase({ migrated: false });
    const db = await openDatabase({ url: place.url });
    await place.drop();
    await expect(db.query('SELECT 1')).rejects.toThrow();
    await db.close();
    await expect(openDatabase({ url: place.url })).rejects.toMatchObject({ code: '3D000' });
  });

  test('is never one whose name lacks "test"', async () => {
    await expect(dropTestDatabase('postgres')).rejects.toThrow('"postgres" is no test database');
  });
});

describe.each(backends())('the back end $name', ({ name, redisUrl }) => {
  test('comes with the address of its Redis, if it is one', () => {
    expect(redisUrl ?? 'none').toMatch(name === 'redis' ? /^redis:\/\/.*\/\d+$/ : 'none');
  });
});

const onRedis = testRedis() === undefined ? describe.skip : describe;

onRedis('a Redis for a test file', () => {
  test('is empty, and nobody else has it', async () => {
    const [one, other] = [testRedis(), testRedis()];
    const clients = [one, other].map((place) => new Redis(place?.url ?? ''));
    expect(one?.url).not.toBe(other?.url);
    await clients[0]?.set('key', 'value');
    expect(await clients[1]?.dbsize()).toBe(0);
    await one?.flush();
    expect(await clients[0]?.dbsize()).toBe(0);
    clients.forEach((client) => client.disconnect());
  });
});

describe('until', () => {
  test('gives the first value that satisfies', async () => {
    let reads = 0;
    expect(
      await until(
        () => (reads += 1),
        (value) => value === 3,
      ),
    ).toBe(3);
  });

  test('says the last value when time is up', async () => {
    const never = until(
      () => Promise.resolve({ n: 1n }),
      () => false,
      { within: 30 },
    );
    await expect(never).rejects.toThrow('Not so within 30 ms: {"n":"1"}');
  });
});
