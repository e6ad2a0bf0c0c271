import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { KeyRing } from '@habeas/vault';
import { Config, environmentOf, projectRoot } from '@habeas/config';
import { ensureDatabase, openDatabase, startEmbeddedPostgres } from '@habeas/database';
import { createKey } from '../commands/key.js';
import { startChild, type Child } from '../installation/child.js';
import { migrateAll, startServices } from '../installation/installation.js';
import { dropDatabase } from './drop-database.js';

export const SYSTEMS = ['accounts', 'marketing', 'telemetry'] as const;

export interface StageOptions {
  config: Config;
  people: number;
  events: number;
  say: (line: string) => void;
}

/** Everything that the demo runs on: store, api, worker and the three systems with their people. */
export interface Stage {
  config: Config;
  url: string;
  systems: { name: string; url: string }[];
  processes: Child[];
  /** Stops one system as a breakdown would; gives what brings it back at the same address. */
  breakDown(name: string): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

/** Sets the stage anew: databases, keys and packages of an earlier run are gone. */
export async function setStage({
  config: given,
  people,
  events,
  say,
}: StageOptions): Promise<Stage> {
  const dataDir = join(given.dataDir, 'demo');
  const server = await startEmbeddedPostgres({ dataDir, log: say });
  const running: Child[] = [];
  const stop = async () => {
    await Promise.all(running.map((child) => child.stop()));
    await server.stop();
  };
  try {
    const config = await freshConfig(given, { dataDir, serverUrl: server.url });
    const [askingKey] = await Promise.all([
      migrateAll(config.databaseUrl ?? '', config).then(() => makeKeys(config)),
      seedAll(config, people, events),
    ]);
    const asking = { HABEAS_URL: config.publicUrl, HABEAS_KEY: askingKey };
    const envOf = (name: string) => ({
      ...systemEnv(config, name),
      ...(name === 'marketing' ? asking : {}),
    });
    say(`Seeded three systems with ${people} people and ${events} telemetry rows.`);
    const [systems, services] = await Promise.all([
      Promise.all(SYSTEMS.map((name) => startSystem(config, name, envOf(name)))),
      startServices(config),
    ]);
    running.push(...systems, ...services);
    const addresses = systems.map(({ name, ready }) => ({ name, url: String(ready.listening) }));
    const breakDown = (name: string) =>
      breakDownOne(running, name, (PORT) => startSystem(config, name, { ...envOf(name), PORT }));
    return {
      config,
      url: config.publicUrl,
      systems: addresses,
      processes: running,
      breakDown,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function freshConfig(
  given: Config,
  at: { dataDir: string; serverUrl: string },
): Promise<Config> {
  const { dataDir, serverUrl } = at;
  for (const name of ['keys', 'blobs', 'packages', 'logs', 'systems']) {
    await rm(join(dataDir, name), { recursive: true, force: true });
  }
  await mkdir(join(dataDir, 'packages'), { recursive: true, mode: 0o700 });
  await mkdir(join(dataDir, 'systems'), { recursive: true, mode: 0o700 });
  await mkdir(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  const port = await freePort();
  const config = Object.assign(new Config(), given, {
    dataDir,
    keysDir: join(dataDir, 'keys'),
    databaseUrl: await freshDatabase(serverUrl, 'habeas_demo'),
    host: '127.0.0.1',
    port,
    publicUrl: `http://127.0.0.1:${port}`,
    connectorHosts: ['127.0.0.1'],
  });
  delete config.redisUrl;
  for (const name of SYSTEMS) await freshDatabase(serverUrl, databaseOf(name));
  return config;
}

/** What the systems know of this installation: the key of its calls, and one to ask it with. */
async function makeKeys(config: Config): Promise<string> {
  await writeCallingKey(config);
  const scopes = ['connector-owner' as const];
  const owner = { name: 'marketing', kind: 'service' as const, scopes };
  return (await createKey(config.databaseUrl ?? '', owner)).key;
}

/** The systems pin the key of this installation before it ever calls. */
async function writeCallingKey(config: Config): Promise<void> {
  const database = await openDatabase({ url: config.databaseUrl ?? '', poolSize: 1 });
  try {
    const keys = await KeyRing.open(config, database);
    const { jwk } = keys.signing('connector-calls');
    await writeFile(keyFileOf(config), JSON.stringify(jwk), { mode: 0o600 });
  } finally {
    await database.close();
  }
}

async function freshDatabase(serverUrl: string, name: string): Promise<string> {
  await dropDatabase(serverUrl, name);
  return ensureDatabase(serverUrl, name);
}

const databaseOf = (name: string) => `demo_${name}`;
const keyFileOf = ({ dataDir }: Config) => join(dataDir, 'systems', 'habeas.jwk.json');

function systemEnv(config: Config, name: string): Record<string, string> {
  const url = new URL(config.databaseUrl ?? '');
  url.pathname = `/${databaseOf(name)}`;
  const { PATH = '' } = environmentOf(config);
  return {
    PATH,
    DATABASE_URL: url.href,
    PORT: '0',
    HABEAS_PUBLIC_KEY_FILE: keyFileOf(config),
    CONNECTOR_KEY_FILE: join(config.dataDir, 'systems', `${name}.jwk.json`),
  };
}

const scriptOf = (name: string) => join(projectRoot, `dist/apps/connectors/${name}/main.js`);

/** Each system loads its own people into its own database; the seed makes them the same people. */
async function seedAll(config: Config, people: number, events: number): Promise<void> {
  const size = ['--people', String(people), '--events', String(events)];
  await Promise.all(
    SYSTEMS.map(async (name) => {
      const seeding = await startChild({
        name: `${name} seed`,
        script: scriptOf(name),
        args: ['seed', ...size],
        env: systemEnv(config, name),
        logFile: join(config.dataDir, 'logs', `${name}.log`),
        readyOn: 'seeded',
      });
      await seeding.ended;
    }),
  );
}

function startSystem(config: Config, name: string, env: Record<string, string>): Promise<Child> {
  return startChild({
    name,
    script: scriptOf(name),
    env,
    logFile: join(config.dataDir, 'logs', `${name}.log`),
    readyOn: 'listening',
  });
}

async function breakDownOne(
  running: Child[],
  name: string,
  startAt: (port: string) => Promise<Child>,
): Promise<() => Promise<void>> {
  const index = running.findIndex((child) => child.name === name);
  const child = running[index];
  if (!child) throw new Error(`no system is called ${name}`);
  const { port } = new URL(String(child.ready.listening));
  await child.stop();
  return async () => {
    running[index] = await startAt(port);
  };
}

/** A port that is free now; the api takes it a moment later. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
