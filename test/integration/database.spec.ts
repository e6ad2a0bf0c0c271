import { Config, loadConfig } from '@habeas/config';
import { Database, DATABASE_LIMITS, DatabaseModule, openDatabase } from '@habeas/database';
import type { Tx } from '@habeas/database';
import { ConsoleLogger, Global, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { testDatabase, until } from '../support/index.js';
import type { TestDatabase } from '../support/index.js';

@Entity('notes')
class Note {
  @PrimaryColumn('text')
  id!: string;

  @Column('integer')
  n!: number;
}

let place: TestDatabase;
let db: Database;

beforeAll(async () => {
  place = await testDatabase({ migrated: false });
  db = await openDatabase({ url: place.url, entities: [Note] });
  await db.query('CREATE TABLE notes (id text PRIMARY KEY, n integer NOT NULL)');
});
beforeEach(() => db.query('DELETE FROM notes'));
afterAll(async () => {
  await db.close();
  await place.drop();
});

const insert = (tx: Tx, id: string, n = 1): Promise<unknown[]> =>
  tx.query('INSERT INTO notes VALUES ($1, $2)', [id, n]);
const ids = async (): Promise<string[]> =>
  (await db.query<{ id: string }>('SELECT id FROM notes ORDER BY id')).map(({ id }) => id);

/** Two callers that each wait until the other has come as far. */
function meeting(): () => Promise<void> {
  let come = 0;
  let open: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (open = resolve));
  return () => {
    come += 1;
    if (come === 2) open();
    return both;
  };
}

describe('query', () => {
  test('gives the rows of SELECT, INSERT, UPDATE and DELETE alike', async () => {
    const inserted = await db.query(`INSERT INTO notes VALUES ('a', 1), ('b', 2) RETURNING id`);
    const updated = await db.query('UPDATE notes SET n = n + $1 WHERE id = $2 RETURNING n', [
      5,
      'a',
    ]);
    const found = await db.query('SELECT n FROM notes ORDER BY n');
    const deleted = await db.query(`WITH x AS (SELECT 'b' AS id)
      DELETE FROM notes USING x WHERE notes.id = x.id RETURNING notes.id`);
    expect(inserted).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(updated).toEqual([{ n: 6 }]);
    expect(found).toEqual([{ n: 2 }, { n: 6 }]);
    expect(deleted).toEqual([{ id: 'b' }]);
    expect(await db.query(`DELETE FROM notes WHERE id = 'a'`)).toEqual([]);
  });

  test('sets the named limits on every connection', async () => {
    const show = async (name: string): Promise<unknown> =>
      (await db.query<Record<string, string>>(`SHOW ${name}`))[0]?.[name];
    expect(await show('statement_timeout')).toBe(`${DATABASE_LIMITS.statementTimeoutMs / 1000}s`);
    expect(await show('lock_timeout')).toBe(`${DATABASE_LIMITS.lockTimeoutMs / 1000}s`);
    expect(await show('idle_in_transaction_session_timeout')).toBe('1min');
  });

  test('names the constraint of a refused row and none of its values', async () => {
    const row = ['somebody@example.org', 1];
    await db.query('INSERT INTO notes VALUES ($1, $2)', row);
    const refused = await db
      .query('INSERT INTO notes VALUES ($1, $2)', row)
      .catch((e: unknown) => e);
    expect(refused).toMatchObject({ code: '23505', constraint: 'notes_pkey', table: 'notes' });
    expect(`${String(refused)} ${JSON.stringify(refused)}`).not.toContain('somebody');
  });
});

describe('transaction', () => {
  test('commits what the work did and gives what it gave', async () => {
    const given = await db.transaction(async (tx) => {
      await insert(tx, 'sql');
      await tx.manager.insert(Note, { id: 'manager', n: 2 });
      expect(await ids()).toEqual([]);
      return 'done';
    });
    expect(given).toBe('done');
    expect(await ids()).toEqual(['manager', 'sql']);
  });

  test('rolls everything back when the work throws, and throws the same', async () => {
    const bug = new TypeError('a bug');
    const work = db.transaction(async (tx) => {
      await insert(tx, 'a');
      throw bug;
    });
    await expect(work).rejects.toBe(bug);
    expect(await ids()).toEqual([]);
  });

  test('does not take a rollback for a commit when the work hid an error', async () => {
    let ran = 0;
    const work = db.transaction(async (tx) => {
      await insert(tx, 'a');
      await insert(tx, 'a').catch(() => undefined);
      tx.afterCommit(() => void (ran += 1));
    });
    await expect(work).rejects.toMatchObject({ name: 'SqlError', code: '25P02' });
    expect([await ids(), ran]).toEqual([[], 0]);
  });

  test('commits what stands before and after a savepoint that was given up', async () => {
    await db.transaction(async (tx) => {
      await insert(tx, 'a');
      await tx.query('SAVEPOINT s');
      await insert(tx, 'a').catch(() => tx.query('ROLLBACK TO SAVEPOINT s'));
      await insert(tx, 'b');
    });
    expect(await ids()).toEqual(['a', 'b']);
  });

  test('translates what the manager throws, too', async () => {
    const work = db.transaction((tx) =>
      tx.manager.insert(Note, [
        { id: 'a', n: 1 },
        { id: 'a', n: 2 },
      ]),
    );
    await expect(work).rejects.toMatchObject({ name: 'SqlError', constraint: 'notes_pkey' });
  });

  test('reads what others committed meanwhile', async () => {
    const level = await db.transaction((tx) => tx.query('SHOW transaction_isolation'));
    expect(level).toEqual([{ transaction_isolation: 'read committed' }]);
  });

  test('lets both of two deadlocked transactions commit', async () => {
    await db.transaction((tx) => insert(tx, 'x').then(() => insert(tx, 'y')));
    const meet = meeting();
    const attempts = { xy: 0, yx: 0 };
    const bump = (order: 'xy' | 'yx'): Promise<void> =>
      db.transaction(async (tx) => {
        attempts[order] += 1;
        for (const id of order) {
          await tx.query('UPDATE notes SET n = n + 1 WHERE id = $1', [id]);
          if (id === order[0] && attempts[order] === 1) await meet();
        }
      });
    await Promise.all([bump('xy'), bump('yx')]);
    expect(await db.query('SELECT n FROM notes')).toEqual([{ n: 3 }, { n: 3 }]);
    expect(attempts.xy + attempts.yx).toBe(3);
  });

  test('gives up after the named number of retries', async () => {
    let attempts = 0;
    const work = db.transaction(async (tx) => {
      attempts += 1;
      await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`);
    });
    await expect(work).rejects.toMatchObject({ code: '40001' });
    expect(attempts).toBe(1 + DATABASE_LIMITS.retries);
  });

  test.each([
    ['at a statement', () => Promise.resolve(true)],
    [
      'between two statements',
      (tx: Tx) =>
        until(
          () => tx.manager.queryRunner?.isReleased === true,
          (broken) => broken,
        ),
    ],
  ])(
    'says store_unavailable when its connection breaks %s, and the next one works',
    async (_, noticed) => {
      const work = db.transaction(async (tx) => {
        await insert(tx, 'a');
        const [own] = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await db.query('SELECT pg_terminate_backend($1)', [own?.pid]);
        await noticed(tx);
        await tx.query('SELECT 1');
      });
      await expect(work).rejects.toMatchObject({ code: 'store_unavailable' });
      expect(await ids()).toEqual([]);
      await db.transaction((tx) => insert(tx, 'b'));
      expect(await ids()).toEqual(['b']);
    },
  );

  test.each([
    ['a statement that lasts too long', 'statement_timeout', 'SELECT pg_sleep(60)'],
    ['a row that another holds too long', 'lock_timeout', `UPDATE notes SET n = 9 WHERE id = 'a'`],
  ])('says store_unavailable of %s', async (_, limit, sql) => {
    await db.transaction((tx) => insert(tx, 'a'));
    const work = db.transaction(async (holder) => {
      await holder.query(`SELECT * FROM notes FOR UPDATE`);
      await db.transaction(async (tx) => {
        await tx.query(`SET LOCAL ${limit} = '50ms'`);
        await tx.query(sql);
      });
    });
    await expect(work).rejects.toMatchObject({ code: 'store_unavailable', status: 503 });
  });
});

describe('afterCommit', () => {
  test('runs once what the last attempt asked for, when its rows can be seen', async () => {
    const seen: string[][] = [];
    let attempts = 0;
    await db.transaction(async (tx) => {
      attempts += 1;
      await insert(tx, `a${attempts}`);
      tx.afterCommit(async () => void seen.push(await ids()));
      if (attempts < 3) await tx.query(`DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$`);
    });
    await db.beforeApplicationShutdown();
    expect(seen).toEqual([['a3']]);
  });

  test('runs nothing after a rollback', async () => {
    let ran = 0;
    const work = db.transaction((tx) => {
      tx.afterCommit(() => void (ran += 1));
      return Promise.reject(new Error('no'));
    });
    await expect(work).rejects.toThrow('no');
    await db.beforeApplicationShutdown();
    expect(ran).toBe(0);
  });

  test('keeps nobody waiting, until the database closes', async () => {
    const own = await openDatabase({ url: place.url });
    let release: () => void = () => undefined;
    await own.transaction((tx) => {
      tx.afterCommit(() => new Promise<void>((resolve) => (release = resolve)));
      return Promise.resolve();
    });
    const events: string[] = [];
    await own.query('SELECT 1').then(() => events.push('queried'));
    const closed = own.close().then(() => events.push('closed'));
    release();
    events.push('released');
    await closed;
    expect(events).toEqual(['queried', 'released', 'closed']);
  });

  test('logs the kind of a failure, never its words', async () => {
    const lines: unknown[] = [];
    const silent = (): void => undefined;
    Logger.overrideLogger({ log: silent, warn: silent, error: (line) => lines.push(line) });
    await db.transaction((tx) => {
      tx.afterCommit(() => {
        throw new RangeError('somebody@example.org');
      });
      return Promise.resolve();
    });
    await db.beforeApplicationShutdown();
    Logger.overrideLogger(new ConsoleLogger());
    expect(lines).toEqual(['What runs after a commit failed: RangeError']);
  });
});

describe('opening', () => {
  test('says store_unavailable when nobody answers', async () => {
    const opened = openDatabase({ url: 'postgres://u:p@127.0.0.1:1/test' });
    await expect(opened).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  test('bounds the connections of a process', async () => {
    const own = await openDatabase({ url: place.url, poolSize: 2 });
    const names = Array.from({ length: 6 }, () =>
      own.query<{ pid: number }>('SELECT pg_backend_pid() AS pid FROM pg_sleep(0.01)'),
    );
    const pids = (await Promise.all(names)).flat().map(({ pid }) => pid);
    await own.close();
    expect(new Set(pids).size).toBe(2);
  });
});

describe('DatabaseModule', () => {
  async function start(databaseUrl: string): Promise<Database> {
    const config = loadConfig({ DATABASE_URL: databaseUrl });
    @Global()
    @Module({ providers: [{ provide: Config, useValue: config }], exports: [Config] })
    class GivenConfig {}
    const imports = [GivenConfig, DatabaseModule.forRoot({ entities: [Note] })];
    const app = await (await Test.createTestingModule({ imports }).compile()).init();
    const database = app.get(Database);
    await database.transaction((tx) => tx.manager.insert(Note, { id: 'nest', n: 1 }));
    await app.close();
    return database;
  }

  test('provides the database of the configuration and closes it with the application', async () => {
    const migrated = await testDatabase();
    const own = await openDatabase({ url: migrated.url });
    await own.query('CREATE TABLE notes (id text PRIMARY KEY, n integer NOT NULL)');
    const database = await start(migrated.url);
    expect(await own.query('SELECT id FROM notes')).toEqual([{ id: 'nest' }]);
    expect(database.dataSource.isInitialized).toBe(false);
    await own.close();
    await migrated.drop();
  });

  test('does not start on a database that lacks the schema', async () => {
    await expect(start(place.url)).rejects.toMatchObject({ code: 'schema_mismatch' });
  });

  test('asks for an address when there is none', async () => {
    await expect(start('')).rejects.toMatchObject({
      code: 'config_invalid',
      detail: expect.stringContaining('DATABASE_URL') as string,
    });
  });
});
