import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from './postgres.js';
import { startRedis } from './redis.js';
import type { Store } from './store.js';
import { prepareTemplate } from './template.js';

/** What the test files read from the environment. */
export interface StoresEnvironment {
  HABEAS_TEST_DATABASE_URL: string;
  HABEAS_TEST_TEMPLATE: string;
  /** Absent when there is no Redis. */
  HABEAS_TEST_REDIS_URL?: string;
  /** Folder in which test files reserve numbers of Redis databases. */
  HABEAS_TEST_FOLDER: string;
}

const folder = await mkdtemp(join(tmpdir(), 'habeas-test-'));
// As root, PostgreSQL runs as another user, who must pass through.
await chmod(folder, 0o711);
const started: Store[] = [];
let stopping: Promise<void> | undefined;

process.stdin.resume().once('end', stop);
process.once('SIGTERM', stop);
// Ctrl+C reaches Jest too, which then ends our input; whichever comes first.
process.once('SIGINT', stop);

const starting = start();
try {
  process.stdout.write(`${JSON.stringify(await starting)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
  await stop();
}

async function start(): Promise<StoresEnvironment> {
  const redis = await keep(startRedis());
  const postgres = await keep(startPostgres(folder));
  return {
    HABEAS_TEST_DATABASE_URL: postgres.url,
    HABEAS_TEST_TEMPLATE: await prepareTemplate(postgres.url),
    HABEAS_TEST_FOLDER: folder,
    ...(redis === undefined ? {} : { HABEAS_TEST_REDIS_URL: redis.url }),
  };
}

async function keep<T extends Store | undefined>(starting: Promise<T>): Promise<T> {
  const store = await starting;
  if (store !== undefined) started.push(store);
  return store;
}

function stop(): Promise<void> {
  stopping ??= (async () => {
    await Promise.allSettled([starting]);
    await Promise.all(started.map((store) => store.stop()));
    await rm(folder, { recursive: true, force: true });
    process.exit();
  })();
  return stopping;
}
