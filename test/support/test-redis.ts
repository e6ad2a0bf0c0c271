import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { fromStores } from './database-url.js';

/** Numbered databases of a Redis that was given by address; our own has more. */
const DATABASES_GIVEN = 16;
const DATABASES_OWN = 512;

export interface TestRedis {
  url: string;
  /** Forgets everything in this file's database, as an operator or a crash might. */
  flush(): Promise<void>;
}

/** A queue back end to run a suite on; with `redisUrl` the queues live there. */
export interface Backend {
  name: 'postgres' | 'redis';
  redisUrl?: string;
}

/** A numbered Redis database of the caller's own; undefined when there is no Redis. */
export function testRedis(): TestRedis | undefined {
  const server = process.env['HABEAS_TEST_REDIS_URL'];
  if (server === undefined) return undefined;
  const url = new URL(server);
  url.pathname = `/${reserveNumber()}`;
  return { url: url.href, flush: () => flush(url.href) };
}

/**
 * The queue back ends of this machine, for `describe.each`. A missing one is reported as a skipped
 * suite of its own, by name. Call it while suites are declared.
 */
export function backends(): Backend[] {
  const redis = testRedis();
  if (redis !== undefined) return [{ name: 'postgres' }, { name: 'redis', redisUrl: redis.url }];
  describe.skip('on redis', () => {
    test('no TEST_REDIS_URL, no Docker, no redis-server on the PATH', () => undefined);
  });
  return [{ name: 'postgres' }];
}

/** Making a folder is atomic, so no two files of a run get one number; 0 is left alone. */
function reserveNumber(): number {
  const folder = fromStores('HABEAS_TEST_FOLDER');
  const limit = process.env['TEST_REDIS_URL'] ? DATABASES_GIVEN : DATABASES_OWN;
  for (let number = 1; number < limit; number += 1) {
    if (reserved(join(folder, `redis-${number}`))) return number;
  }
  throw new Error(`All ${limit} databases of the Redis for the tests are in use.`);
}

function reserved(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

async function flush(url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
}
