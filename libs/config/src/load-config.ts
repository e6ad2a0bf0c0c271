import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { validateSync } from 'class-validator';
import { Config } from './config.js';
import type { LogLevel } from './config.js';
import { projectRoot } from './project-root.js';
import { SETTINGS } from './settings.js';
import type { Setting } from './settings.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment is wrong. `problems` names every variable at fault, never its value. */
export class ConfigProblems extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is wrong:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigProblems';
  }
}

/**
 * Reads the environment once (and `.env` of the current folder, which the environment overrides),
 * checks it and freezes the result. An empty variable counts as unset. Throws `ConfigProblems` with
 * every problem at once.
 */
export function loadConfig(env: Environment = surroundings()): Config {
  const config = read(env);
  const given = SETTINGS.filter(({ env: name }) => text(env, name) !== undefined);
  const problems = [...invalidFields(config, given), ...foldersAtOdds(config)];
  if (problems.length > 0) throw new ConfigProblems(problems);
  Object.freeze(config.connectorHosts);
  return Object.freeze(config);
}

function surroundings(): Environment {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  return { ...file, ...process.env };
}

function read(env: Environment): Config {
  const config = new Config();
  const databaseUrl = text(env, 'DATABASE_URL');
  const redisUrl = text(env, 'REDIS_URL');
  if (databaseUrl !== undefined) config.databaseUrl = databaseUrl;
  if (redisUrl !== undefined) config.redisUrl = redisUrl;
  config.dataDir = resolve(text(env, 'HABEAS_DATA_DIR') ?? defaultDataDir());
  config.keysDir = resolve(text(env, 'HABEAS_KEYS_DIR') ?? join(config.dataDir, 'keys'));
  config.policyDir = resolve(
    text(env, 'HABEAS_POLICY_DIR') ?? join(projectRoot, 'libs/policy/data'),
  );
  config.port = wholeNumber(env, 'HABEAS_PORT', 8420);
  config.host = text(env, 'HABEAS_HOST') ?? '127.0.0.1';
  config.publicUrl = (text(env, 'HABEAS_PUBLIC_URL') ?? defaultUrl(config)).replace(/\/+$/, '');
  config.audience = text(env, 'HABEAS_AUDIENCE') ?? 'habeas.local';
  config.connectorHosts = list(env, 'HABEAS_CONNECTOR_HOSTS');
  config.workerConcurrency = wholeNumber(env, 'HABEAS_WORKER_CONCURRENCY', 8);
  config.logLevel = (text(env, 'HABEAS_LOG_LEVEL') ?? 'log') as LogLevel;
  return config;
}

function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

function wholeNumber(env: Environment, name: string, otherwise: number): number {
  const value = text(env, name);
  if (value === undefined) return otherwise;
  return /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
}

function list(env: Environment, name: string): string[] {
  const parts = text(env, name)?.split(',') ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/**
 * As root the embedded server runs as another user, who may not be able to enter the clone, so the
 * data lies at a place of its own per clone.
 */
function defaultDataDir(): string {
  if (process.getuid?.() !== 0) return resolve('.habeas');
  const clone = createHash('sha256').update(projectRoot).digest('hex').slice(0, 12);
  return join('/var/lib/habeas', clone);
}

/** An address to bind such as 0.0.0.0 is nobody's address to call, so the loopback stands for it. */
function defaultUrl({ host, port }: Config): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return host.includes(':') ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

/** Only what was given can be wrong: a default is at most made of another wrong value. */
function invalidFields(config: Config, given: readonly Setting[]): string[] {
  const found = validateSync(config, { forbidUnknownValues: true });
  return given.flatMap(({ field, env: name }) => {
    const constraints = found.find(({ property }) => property === field)?.constraints ?? {};
    return Object.values(constraints).map((message) => `${name} ${message}`);
  });
}

/** A copy of the database's folder or of the blobs must never carry the keys that open them. */
function foldersAtOdds({ dataDir, keysDir }: Config): string[] {
  const inside = ['postgres', 'blobs'].filter((name) => contains(join(dataDir, name), keysDir));
  return inside.map((name) => `HABEAS_KEYS_DIR must not lie in the folder ${name} of the data`);
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith('..') && !isAbsolute(way);
}
