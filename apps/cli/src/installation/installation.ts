import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Config, environmentOf, projectRoot } from '@habeas/config';
import { migrate, onFolder, startEmbeddedPostgres } from '@habeas/database';
import { migrateQueues } from '@habeas/messaging';
import { startChild, type Child } from './child.js';

/** Store, api and worker of one installation, up. */
export interface Installation {
  config: Config;
  url: string;
  processes: Child[];
  /** Ends processes in reverse order of start, the store last. */
  stop(): Promise<void>;
}

/** Brings up the store (embedded without DATABASE_URL) and both schemas. */
export async function startStore(
  config: Config,
  say: (line: string) => void,
): Promise<{ config: Config; stop: () => Promise<void> }> {
  if (config.databaseUrl) {
    await migrateAll(config.databaseUrl, config);
    return { config, stop: () => Promise.resolve() };
  }
  const server = await startEmbeddedPostgres({ dataDir: config.dataDir, log: say });
  try {
    await migrateAll(server.url, config);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const stored = Object.assign(new Config(), config, { databaseUrl: server.url });
  return { config: stored, stop: () => server.stop() };
}

/** Our tables, and BullMQ's own where the queues live in PostgreSQL. Gives what was applied now. */
export async function migrateAll(url: string, config: Config): Promise<string[]> {
  const applied = await migrate(url);
  if (!config.redisUrl) await migrateQueues(url);
  return applied;
}

/** Starts api and worker as processes of their own on a store that is up. */
export async function startServices(config: Config): Promise<Child[]> {
  const logs = join(config.dataDir, 'logs');
  await onFolder(logs, () => mkdir(logs, { recursive: true, mode: 0o700 }));
  const env = environmentOf(config);
  const start = (name: string, readyOn: string) =>
    startChild({
      name,
      readyOn,
      script: join(projectRoot, `dist/apps/${name}/src/main.js`),
      env,
      logFile: join(logs, `${name}.log`),
    });
  return Promise.all([start('api', 'listening'), start('worker', 'working')]);
}

export async function startInstallation(
  given: Config,
  say: (line: string) => void,
): Promise<Installation> {
  const { config, stop: stopStore } = await startStore(given, say);
  try {
    const processes = await startServices(config);
    const url = String(processes[0]?.ready.listening);
    const stop = async () => {
      await Promise.all(processes.map((child) => child.stop()));
      await stopStore();
    };
    return { config, url, processes, stop };
  } catch (error) {
    await stopStore();
    throw error;
  }
}
