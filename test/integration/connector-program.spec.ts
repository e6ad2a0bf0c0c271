import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { habeasKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { testDatabase, type TestDatabase } from '../support/index.js';

const RUN = ['--import', resolve('test/support/typescript.js')];

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await testDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), 'habeas-program-'));
  await writeFile(join(folder, 'habeas.jwks'), JSON.stringify({ keys: [habeasKeys.jwk] }));
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

function start(system: string, { args = [], env = {} }: { args?: string[]; env?: object }) {
  const program = resolve('apps/connectors', system, 'main.ts');
  const environment = { PATH: process.env['PATH'], ...env };
  const child = spawn(process.execPath, [...RUN, program, ...args], { env: environment });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  return { child, ended, errors: () => errors, lines: createInterface({ input: child.stdout }) };
}

async function firstLine({ lines, ended }: ReturnType<typeof start>): Promise<unknown> {
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [unknown];
  return typeof line === 'string' ? JSON.parse(line) : line;
}

const serving = () => ({
  DATABASE_URL: database.url,
  HABEAS_PUBLIC_KEY_FILE: join(folder, 'habeas.jwks'),
  CONNECTOR_KEY_FILE: join(folder, 'keys', 'connector.key'),
});

it('seeds, serves, and stops cleanly on SIGTERM', async () => {
  const args = ['seed', '--people', '10', '--events', '100', '--seed', '3'];
  const seeding = start('telemetry', { args, env: { DATABASE_URL: database.url } });
  expect(await firstLine(seeding)).toMatchObject({ seeded: 'telemetry', rows: expect.any(Number) });
  expect(await seeding.ended).toEqual([0, null]);

  const system = start('telemetry', { env: serving() });
  const { listening } = (await firstLine(system)) as { listening: string };
  expect(listening).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const health = await fetch(`${listening}/health`);
  expect(health.status).toBe(200);
  for (const file of ['connector.key', 'connector.key.blocklist']) {
    const { mode } = await stat(join(folder, 'keys', file));
    expect((mode & 0o777).toString(8)).toBe('600');
  }
  system.child.kill('SIGTERM');
  expect(await system.ended).toEqual([0, null]);
});

it('says what is missing and ends with 2 when it is called wrongly', async () => {
  const wrong = [
    start('accounts', {}),
    start('accounts', { args: ['sow'] }),
    start('accounts', { args: ['seed', '--persons', '5'], env: { DATABASE_URL: database.url } }),
    start('accounts', { args: ['seed', '--people', '-5'], env: { DATABASE_URL: database.url } }),
  ];
  for (const program of wrong) {
    expect((await program.ended)[0]).toBe(2);
    expect(program.errors()).toMatch(/^accounts: /);
  }
});

it('ends with 3 when its database cannot be reached', async () => {
  const env = { ...serving(), DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none_test' };
  const program = start('marketing', { env });
  expect((await program.ended)[0]).toBe(3);
  expect(program.errors()).toMatch(/^marketing: /);
});

it.each([
  ['says in its log that nobody is asked about an import', {}, 1],
  ['says so too with half of what it takes', { HABEAS_URL: 'http://127.0.0.1:9' }, 1],
  ['says nothing of it when it has both', { HABEAS_URL: 'http://127.0.0.1:9', HABEAS_KEY: 'k' }, 0],
])('marketing %s', async (_, env, times) => {
  const system = start('marketing', { env: { ...serving(), ...env } });
  await firstLine(system);
  system.child.kill('SIGTERM');
  expect(await system.ended).toEqual([0, null]);
  expect(system.errors().split('suppressions_not_asked')).toHaveLength(times + 1);
});
