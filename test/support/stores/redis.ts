import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { given, inDocker } from './store.js';
import type { Store } from './store.js';

const IMAGE = 'redis:7-alpine';
/** One numbered database per test file; nothing on disk; never drop a key for want of memory. */
const FLAGS = ['--databases', '512', '--save', '', '--appendonly', 'no'];
const MEMORY = ['--maxmemory-policy', 'noeviction'];

/**
 * By TEST_REDIS_URL (which is emptied: give the tests one of their own), else in Docker, else a
 * `redis-server` of the PATH, else none.
 */
export async function startRedis(): Promise<Store | undefined> {
  const url = process.env['TEST_REDIS_URL'];
  if (url !== undefined && url !== '') return empty(url);
  return (await inDocker('Redis', startContainer)) ?? startServer();
}

async function empty(url: string): Promise<Store> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined); // the command itself fails, and says so below
  try {
    await redis.flushall();
    return given(url);
  } catch (error) {
    throw new Error('TEST_REDIS_URL is set, but that Redis does not answer.', { cause: error });
  } finally {
    redis.disconnect();
  }
}

async function startContainer(): Promise<Store> {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer(IMAGE)
    .withCommand(['redis-server', ...FLAGS, ...MEMORY])
    .withExposedPorts(6379)
    .start();
  const url = `redis://${container.getHost()}:${container.getMappedPort(6379)}`;
  return { url, stop: () => container.stop() };
}

async function startServer(): Promise<Store | undefined> {
  const port = await freePort();
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', tmpdir()];
  const server = spawn('redis-server', [...place, ...FLAGS, ...MEMORY], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): boolean => server.kill('SIGKILL'); // it keeps nothing, so nothing is to be closed
  process.once('exit', kill);
  if (!(await isReady(server))) return undefined;
  return { url: `redis://127.0.0.1:${port}`, stop: () => stop(server) };
}

/** False when there is no such program, or it ends before it is ready. */
async function isReady(server: ChildProcess): Promise<boolean> {
  const lines = createInterface({ input: server.stdout as NodeJS.ReadableStream });
  return new Promise((resolve) => {
    lines.on('line', (line) => line.includes('Ready to accept connections') && resolve(true));
    server.once('error', () => resolve(false));
    server.once('exit', () => resolve(false));
  });
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
