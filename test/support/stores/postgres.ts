import { join } from 'node:path';
import { startEmbeddedPostgres } from '@habeas/database';
import { given, inDocker } from './store.js';
import type { Store } from './store.js';

const IMAGE = 'postgres:17-alpine';
const FORGETFUL = ['fsync=off', 'full_page_writes=off'];

/** By TEST_DATABASE_URL, else in Docker, else embedded in `folder`. */
export async function startPostgres(folder: string): Promise<Store> {
  const url = process.env['TEST_DATABASE_URL'];
  if (url !== undefined && url !== '') return given(refuseOtherThanTest(url));
  const container = await inDocker('PostgreSQL', startContainer);
  return container ?? startEmbeddedPostgres(embedded(folder));
}

const embedded = (folder: string): Parameters<typeof startEmbeddedPostgres>[0] => ({
  dataDir: join(folder, 'postgres'),
  database: 'habeas_test',
  durable: false,
});

/** A database in use must never be reached by a slip of the environment. */
function refuseOtherThanTest(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (name.includes('test')) return url;
  throw new Error(`TEST_DATABASE_URL names the database "${name}", which has no "test" in it.`);
}

async function startContainer(): Promise<Store> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: 'test', POSTGRES_DB: 'habeas_test' })
    .withCommand(['postgres', ...FORGETFUL.flatMap((setting) => ['-c', setting])])
    .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/ready to accept connections/, 2))
    .start();
  const place = `${container.getHost()}:${container.getMappedPort(5432)}`;
  const url = `postgres://postgres:test@${place}/habeas_test`;
  return { url, stop: () => container.stop() };
}
