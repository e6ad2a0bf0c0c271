import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { identity, SERVER_ENV } from './cluster.js';
import type { Cluster } from './cluster.js';
import { readPostmaster } from './postmaster.js';
import type { ServerUser } from './server-user.js';

/** Longest start: recovery after a crash replays the log first. */
const START_LIMIT_MS = 60_000;
/** How often the server's own word on its state is read while it starts. */
const READ_EVERY_MS = 10;
/** Fit for a small machine beside Node. */
const SETTINGS = { shared_buffers: '128MB', max_connections: '100', max_wal_size: '512MB' };
/** No address but the loopback, no socket file, and nothing of anybody's rows in the log. */
const CLOSED = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};
/** For tests only: a crash of the machine may lose everything; a killed server loses nothing. */
const FORGETFUL = { fsync: 'off', full_page_writes: 'off' };

/** Number of the process that started the server of that name; undefined when it was none of ours. */
export function ownerOf(clusterName: string): number | undefined {
  const [, pid] = /^habeas of (\d+)$/.exec(clusterName) ?? [];
  return pid === undefined ? undefined : Number(pid);
}

export interface ServerOptions {
  cluster: Cluster;
  binaries: Binaries;
  user: ServerUser | undefined;
  port: number;
  durable: boolean;
}

/** A server that we started, or why it did not start. */
export type Started =
  | { state: 'ready'; stop: () => Promise<void> }
  | { state: 'port_taken' | 'locked' | 'failed'; said: string };

/** A port that is free now; another program may take it before the server does. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the server and waits until it accepts connections. */
export async function startServer(options: ServerOptions): Promise<Started> {
  const logFile = join(options.cluster.folder, 'server.log');
  const child = spawnServer(options, logFile);
  const ended = endOf(child);
  if (child.pid === undefined) return { state: 'failed', said: await ended };
  const guard = watchOver(child.pid, options.user);
  void ended.then(() => guard.kill('SIGKILL'));
  if (!(await isReady(child, options.cluster.data))) {
    child.kill('SIGQUIT');
    await ended;
    return failure((await readFile(logFile, 'utf8')).trim());
  }
  const stop = async (): Promise<void> => {
    // It was let go of at its start; nothing else may be left to keep us waiting for its end.
    child.ref();
    child.kill('SIGINT'); // "fast": sessions are ended, what is open is rolled back, then it leaves
    await ended;
  };
  return { state: 'ready', stop };
}

/** Resolves when the process is gone; with the reason when it could not be started at all. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('close', () => resolve(''));
    child.once('error', (error) => resolve(error.message));
  });
}

/**
 * In a session of its own: Ctrl+C reaches every process of the terminal's group, and the server must
 * outlive those that still finish their work.
 */
function spawnServer(options: ServerOptions, logFile: string): ChildProcess {
  const { cluster, binaries, user, port, durable } = options;
  // The server itself says who started it: a file beside it could be another start's.
  const own = { port: String(port), cluster_name: `habeas of ${process.pid}` };
  const settings = { ...SETTINGS, ...CLOSED, ...(durable ? {} : FORGETFUL), ...own };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logFile, 'w', 0o600);
  try {
    const child = spawn(binaries.postgres, ['-D', cluster.data, ...flags], {
      cwd: cluster.folder,
      env: SERVER_ENV,
      detached: true,
      stdio: ['ignore', log, log],
      ...identity(user),
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function isReady(child: ChildProcess, data: string): Promise<boolean> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const postmaster = await readPostmaster(data);
    if (postmaster?.pid === child.pid && postmaster?.status === 'ready') return true;
    await sleep(READ_EVERY_MS);
  }
  return false;
}

/** The words are PostgreSQL's own, which LC_ALL=C keeps in English. */
function failure(said: string): Started {
  if (/Address already in use/.test(said)) return { state: 'port_taken', said };
  const held = /lock file "postmaster.pid" already exists|shared memory block .* still in use/;
  return { state: held.test(said) ? 'locked' : 'failed', said };
}

/**
 * A shell that waits for the end of its input, which comes when this process is gone however it
 * died, and then stops the server: a killed program leaves no server behind. It is itself killed as
 * soon as the server is gone, so that it never meets another process of the same number.
 */
function watchOver(serverPid: number, user: ServerUser | undefined): ChildProcess {
  const script = 'read -r line; kill -INT "$0"';
  const guard = spawn('/bin/sh', ['-c', script, String(serverPid)], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    ...identity(user),
  });
  guard.unref();
  (guard.stdin as { unref?: () => void } | null)?.unref?.();
  return guard;
}
