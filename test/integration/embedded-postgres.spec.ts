import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '@habeas/database';
import type { EmbeddedPostgres } from '@habeas/database';
import pg from 'pg';
import { until } from '../support/index.js';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const asRoot = process.getuid?.() === 0 ? test : test.skip;

/** Made by the first test that starts a server in it; only tests of the making use their own. */
let sharedDir: string;
let dataDir: string;
const started: EmbeddedPostgres[] = [];
const lines: string[] = [];

beforeAll(async () => {
  sharedDir = await folder();
});
beforeEach(() => {
  dataDir = sharedDir;
  lines.length = 0;
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  if (dataDir !== sharedDir) await rm(dataDir, { recursive: true, force: true });
});
afterAll(() => rm(sharedDir, { recursive: true, force: true }));

const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'habeas-embedded-'));

async function start(port = 0): Promise<EmbeddedPostgres> {
  const log = (line: string): unknown => lines.push(line);
  const server = await startEmbeddedPostgres({ dataDir, port, durable: false, log });
  started.push(server);
  return server;
}

async function query<R extends pg.QueryResultRow>(url: string, sql: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

const pidFile = (): string => join(dataDir, 'postgres/data/postmaster.pid');
const serverPid = async (): Promise<number> => Number.parseInt(await readFile(pidFile(), 'utf8'));
/** Number of the one process whose command line ends so. */
async function pidOf(words: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,args=']);
  const line = stdout.split('\n').find((text) => text.trimEnd().endsWith(words));
  return Number.parseInt(line ?? '');
}

const isGone = (): boolean => !existsSync(pidFile());

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('the embedded PostgreSQL', () => {
  test('keeps its data from one start to the next', async () => {
    const first = await start();
    await query(first.url, `CREATE TABLE kept AS SELECT 'Größe' AS word`);
    await first.stop();
    expect(isGone()).toBe(true);
    const second = await start();
    expect(await query(second.url, 'SELECT word FROM kept')).toEqual([{ word: 'Größe' }]);
    expect(new URL(second.url).pathname).toBe('/habeas');
  });

  test('sorts and writes alike on every machine', async () => {
    const { url } = await start();
    const [found] = await query(url, `SELECT lower('ÄÖ') AS lower, 'a' < 'B' AS dictionary`);
    expect(found).toEqual({ lower: 'äö', dictionary: false });
    expect(await query(url, 'SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
  });

  test('lets nobody in without the password, which only the owner can read', async () => {
    const { url } = await start();
    const stranger = new URL(url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    stranger.password = '';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow();
    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect((await stat(join(dataDir, 'postgres/password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'postgres/data'))).mode & 0o777).toBe(0o700);
  });

  test('writes no value of a refused row into its log', async () => {
    const { url } = await start();
    await query(url, `CREATE TABLE people (email text PRIMARY KEY)`);
    const insert = `INSERT INTO people VALUES ('somebody@example.org')`;
    await query(url, insert);
    await expect(query(url, insert)).rejects.toMatchObject({ code: '23505' });
    const log = await readFile(join(dataDir, 'postgres/server.log'), 'utf8');
    expect(log).toContain('duplicate key value');
    expect(log).not.toContain('somebody');
  });

  test('is joined, not started twice, by whoever comes later', async () => {
    const first = await start();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(lines[1]).toMatch(/^PostgreSQL already runs on 127\.0\.0\.1:\d+$/);
    await second.stop();
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  /** Folders of an initdb that did not come to its end. */
  const unfinished = async () =>
    (await readdir(dataDir)).filter((name) => name.startsWith('postgres.init'));

  test('is made once by three that start at once', async () => {
    dataDir = await folder();
    const urls = (await Promise.all([start(), start(), start()])).map(({ url }) => url);
    expect(new Set(urls).size).toBe(1);
    expect(await unfinished()).toEqual([]);
  });

  test('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const refused = await start(port).catch((error: unknown) => error);
    other.close();
    expect(refused).toMatchObject({
      code: 'config_invalid',
      detail: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`) as string,
    });
    expect(new URL((await start(port)).url).port).toBe(String(port));
  });

  test('starts over an initdb that was interrupted', async () => {
    dataDir = await folder();
    const dead = join(dataDir, 'postgres.init-999999999-00000000');
    await mkdir(join(dead, 'data'), { recursive: true });
    await writeFile(join(dead, 'data/PG_VERSION'), '18\n');
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await unfinished()).toEqual([]);
  });

  test('refuses the folder of another version', async () => {
    dataDir = await folder();
    await mkdir(join(dataDir, 'postgres/data'), { recursive: true });
    await writeFile(join(dataDir, 'postgres/data/PG_VERSION'), '12\n');
    await expect(start()).rejects.toMatchObject({
      code: 'config_invalid',
      detail: expect.stringContaining('made by PostgreSQL 12') as string,
    });
  });

  test('comes back with what was committed after the server was killed', async () => {
    const { url } = await start();
    await query(url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 1 AS n');
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    await until(
      () => runs(pid),
      (running) => !running,
    );
    const again = await start();
    expect(await query(again.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  test('starts although the number of a dead server belongs to another program now', async () => {
    const { stop } = await start();
    await stop();
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
    });
    // PostgreSQL takes its own parent's number for stale, too.
    const words = [
      process.pid,
      join(dataDir, 'postgres/data'),
      1,
      port,
      '',
      '127.0.0.1',
      '',
      'ready',
    ];
    await writeFile(pidFile(), `${words.join('\n')}\n`);
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

describe('when the process that started it', () => {
  let child: ChildProcess;
  let output: Interface;
  let url: string;
  beforeEach(async () => {
    const script = `
      import { startEmbeddedPostgres } from '@habeas/database';
      const server = await startEmbeddedPostgres({ dataDir: process.argv[1], durable: false });
      console.log(server.url);
      process.stdin.once('data', async () => {
        process.stdin.destroy();
        await server.stop();
        console.log('stopped');
      });
    `;
    const args = [
      '--import',
      path('../support/typescript.js'),
      '--input-type=module',
      '-e',
      script,
    ];
    child = spawn(process.execPath, [...args, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
    output = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    [url] = (await once(output, 'line')) as [string];
  });
  afterEach(() => child.kill('SIGKILL'));

  test.each(['SIGKILL', 'SIGTERM'] as const)('dies of %s, it ends too', async (signal) => {
    const pid = await serverPid();
    child.kill(signal);
    await once(child, 'exit');
    await until(
      () => runs(pid),
      (running) => !running,
    );
    expect(isGone()).toBe(true);
  });

  test('stops it and has nothing else to do, it waits until the server is gone', async () => {
    child.stdin?.write('stop\n');
    expect(await once(output, 'line')).toEqual(['stopped']);
    expect(isGone()).toBe(true);
  });

  test('runs to its end without a word, it ends too', async () => {
    const pid = await serverPid();
    child.stdin?.end();
    await once(child, 'exit');
    await until(
      () => runs(pid),
      (running) => !running,
    );
    expect(isGone()).toBe(true);
  });

  test('is killed and another starts at once, that one gets a server that stays', async () => {
    await query(url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 1 AS n');
    const pid = await serverPid();
    // Without its guard the server lives on, as it does for the moment that the guard needs.
    const guard = await pidOf(`kill -INT "$0" ${pid}`);
    process.kill(guard, 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await start();
    await until(
      () => runs(pid),
      (running) => !running,
    );
    expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });
});

describe('as root', () => {
  asRoot('runs as another user, who owns nothing but the data', async () => {
    await start();
    const owner = (name: string): Promise<number> =>
      stat(join(dataDir, 'postgres', name)).then(({ uid }) => uid);
    expect(await owner('data')).not.toBe(0);
    expect(await owner('password')).toBe(0);
    const status = await readFile(`/proc/${await serverPid()}/status`, 'utf8');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).toBe(String(await owner('data')));
  });

  asRoot('says which folder is closed to that user', async () => {
    const outer = await folder();
    dataDir = join(outer, 'inner');
    await mkdir(dataDir);
    await expect(start()).rejects.toMatchObject({
      code: 'config_invalid',
      detail: expect.stringContaining(`may not enter ${outer}.`) as string,
    });
    dataDir = outer;
  });
});
