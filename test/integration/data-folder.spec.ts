import { chmod, chown, lstat, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@habeas/database';
import type { EmbeddedPostgres } from '@habeas/database';
import pg from 'pg';

const asRoot = process.getuid?.() === 0 ? test : test.skip;

let dataDir: string;
let server: EmbeddedPostgres | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'habeas-folder-'));
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  server = await startEmbeddedPostgres({ dataDir, durable: false });
  return server;
}

async function stop(): Promise<void> {
  await server?.stop();
  server = undefined;
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server?.url });
  await client.connect();
  try {
    return (await client.query<pg.QueryResultRow>(sql)).rows;
  } finally {
    await client.end();
  }
}

const inCluster = (...parts: string[]) => join(dataDir, 'postgres', ...parts);
const refusedWith = (words: RegExp) => ({
  code: 'config_invalid',
  detail: expect.stringMatching(words) as unknown,
});

describe('a data folder that is not as it was left', () => {
  test('is filled when its postgres folder is empty', async () => {
    await mkdir(inCluster());
    await start();
    expect(await query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('is refused, and left alone, when it holds a part of a cluster only', async () => {
    await mkdir(inCluster('data', 'base'), { recursive: true });
    await expect(start()).rejects.toMatchObject(
      refusedWith(/is no whole PostgreSQL folder: it lacks data\/PG_VERSION\. Restore it/),
    );
    expect(await readdir(inCluster('data'))).toEqual(['base']);
  });

  test('is refused by name of what was lost of it', async () => {
    await start();
    await stop();
    await rm(inCluster('password'));
    await rm(inCluster('data', 'global', 'pg_control'));
    await expect(start()).rejects.toMatchObject(
      refusedWith(/it lacks data\/global\/pg_control and password\. Restore it/),
    );
  });

  test('is refused when it is a file', async () => {
    await writeFile(join(dataDir, 'file'), '');
    await expect(
      startEmbeddedPostgres({ dataDir: join(dataDir, 'file', 'below'), durable: false }),
    ).rejects.toMatchObject(refusedWith(/is a file where a folder is needed/));
  });

  asRoot('gets owner and mode back when root restored it as its own', async () => {
    await start();
    await query('CREATE TABLE kept AS SELECT 1 AS n');
    await stop();
    const { uid } = await lstat(inCluster('data'));
    await giveToRoot(inCluster('data'));
    await chmod(inCluster('data'), 0o755);
    await start();
    expect(await query('SELECT n FROM kept')).toEqual([{ n: 1 }]);
    const restored = await lstat(inCluster('data'));
    expect([restored.uid, restored.mode & 0o777]).toEqual([uid, 0o700]);
  });
});

async function giveToRoot(path: string): Promise<void> {
  await chown(path, 0, 0);
  if (!(await lstat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await giveToRoot(join(path, name));
}
