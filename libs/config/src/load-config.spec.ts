import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from './config.js';
import { ConfigProblems, loadConfig } from './load-config.js';
import { projectRoot } from './project-root.js';
import { SETTINGS } from './settings.js';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigProblems) return error.problems;
    throw error;
  }
}

describe('loadConfig', () => {
  test('needs nothing', () => {
    const config = loadConfig({});
    expect(config).toBeInstanceOf(Config);
    expect(config).toMatchObject({
      port: 8420,
      host: '127.0.0.1',
      publicUrl: 'http://127.0.0.1:8420',
      policyDir: join(projectRoot, 'libs/policy/data'),
      audience: 'habeas.local',
      connectorHosts: [],
      workerConcurrency: 8,
      logLevel: 'log',
    });
    expect(config.databaseUrl).toBeUndefined();
    expect(config.redisUrl).toBeUndefined();
    expect(config.keysDir).toBe(join(config.dataDir, 'keys'));
  });

  test('reads every variable', () => {
    const env = {
      DATABASE_URL: 'postgres://habeas:secret@db:5432/habeas',
      REDIS_URL: 'rediss://cache:6380/1',
      HABEAS_DATA_DIR: '/srv/habeas',
      HABEAS_KEYS_DIR: '/srv/keys',
      HABEAS_PORT: '0',
      HABEAS_HOST: '0.0.0.0',
      HABEAS_PUBLIC_URL: 'https://privacy.example.org/habeas/',
      HABEAS_POLICY_DIR: '/srv/policy',
      HABEAS_AUDIENCE: 'privacy.example.org',
      HABEAS_CONNECTOR_HOSTS: '127.0.0.1:9001, accounts.internal,[::1]:9002,',
      HABEAS_WORKER_CONCURRENCY: '32',
      HABEAS_LOG_LEVEL: 'debug',
    };
    expect(Object.keys(env).sort()).toEqual(SETTINGS.map((setting) => setting.env).sort());
    expect({ ...loadConfig(env) }).toEqual({
      databaseUrl: 'postgres://habeas:secret@db:5432/habeas',
      redisUrl: 'rediss://cache:6380/1',
      dataDir: '/srv/habeas',
      keysDir: '/srv/keys',
      port: 0,
      host: '0.0.0.0',
      publicUrl: 'https://privacy.example.org/habeas',
      policyDir: '/srv/policy',
      audience: 'privacy.example.org',
      connectorHosts: ['127.0.0.1:9001', 'accounts.internal', '[::1]:9002'],
      workerConcurrency: 32,
      logLevel: 'debug',
    });
  });

  test('takes an empty variable for an unset one', () => {
    expect(loadConfig({ DATABASE_URL: '', HABEAS_PORT: '  ' })).toEqual(loadConfig({}));
  });

  test.each([
    [{ HABEAS_HOST: '0.0.0.0', HABEAS_PORT: '80' }, 'http://127.0.0.1:80'],
    [{ HABEAS_HOST: '::' }, 'http://127.0.0.1:8420'],
    [{ HABEAS_HOST: '::1' }, 'http://[::1]:8420'],
    [{ HABEAS_HOST: 'habeas.internal' }, 'http://habeas.internal:8420'],
  ])('makes the public address of %j', (env, publicUrl) => {
    expect(loadConfig(env).publicUrl).toBe(publicUrl);
  });

  test.each([
    ['DATABASE_URL', 'mysql://db/habeas'],
    ['DATABASE_URL', 'postgres://'],
    ['REDIS_URL', 'http://cache'],
    ['HABEAS_PORT', '65536'],
    ['HABEAS_PORT', '-1'],
    ['HABEAS_PORT', '0x10'],
    ['HABEAS_PORT', 'eighty'],
    ['HABEAS_HOST', 'two words'],
    ['HABEAS_PUBLIC_URL', 'privacy.example.org'],
    ['HABEAS_PUBLIC_URL', 'https://user@privacy.example.org'],
    ['HABEAS_AUDIENCE', 'two words'],
    ['HABEAS_CONNECTOR_HOSTS', 'http://accounts.internal'],
    ['HABEAS_WORKER_CONCURRENCY', '0'],
    ['HABEAS_WORKER_CONCURRENCY', '257'],
    ['HABEAS_LOG_LEVEL', 'loud'],
  ])('refuses %s=%s by name, without the value', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems.length).toBeGreaterThan(0);
    problems.forEach((problem) => expect(problem).toMatch(new RegExp(`^${name} must `)));
    expect(problems.join()).not.toContain(`${value} `);
  });

  test('lists every problem at once', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://u:hunter2@db/x',
      HABEAS_PORT: '99999',
      HABEAS_LOG_LEVEL: 'loud',
    });
    expect(problems).toEqual([
      'DATABASE_URL must be an address as postgres://…',
      'HABEAS_PORT must be at most 65535',
      'HABEAS_LOG_LEVEL must be one of error, warn, log, debug, verbose',
    ]);
  });

  test.each(['postgres', 'postgres/data/keys', 'blobs'])('keeps keys out of %s', (folder) => {
    const env = { HABEAS_DATA_DIR: '/srv/habeas', HABEAS_KEYS_DIR: `/srv/habeas/${folder}` };
    expect(problemsOf(env)).toHaveLength(1);
    expect(problemsOf({ ...env, HABEAS_KEYS_DIR: '/srv/habeas/postgres-keys' })).toEqual([]);
  });

  test('gives what nobody can change', () => {
    const config = loadConfig({ HABEAS_CONNECTOR_HOSTS: 'a.internal' });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.connectorHosts)).toBe(true);
  });
});

describe('loadConfig of a folder with .env', () => {
  const before = process.cwd();
  const audience = process.env['HABEAS_AUDIENCE'];
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'habeas-env-'));
    writeFileSync(join(folder, '.env'), 'HABEAS_PORT=9000\nHABEAS_AUDIENCE=from.file\n');
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    if (audience === undefined) delete process.env['HABEAS_AUDIENCE'];
    else process.env['HABEAS_AUDIENCE'] = audience;
  });

  test('reads the file, and the environment overrides it', () => {
    process.env['HABEAS_AUDIENCE'] = 'from.environment';
    expect(loadConfig()).toMatchObject({ port: 9000, audience: 'from.environment' });
  });
});
