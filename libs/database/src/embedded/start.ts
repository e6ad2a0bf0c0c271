import { setTimeout as sleep } from 'node:timers/promises';
import { HabeasError } from '@habeas/domain';
import pg from 'pg';
import { ensureDatabase } from '../ensure-database.js';
import { findBinaries } from './binaries.js';
import { CLUSTER_USER, openCluster, prepareDataDir } from './cluster.js';
import type { Cluster } from './cluster.js';
import { noRoom, onFolder } from './folder-fault.js';
import { isAlive, readPostmaster } from './postmaster.js';
import { freePort, ownerOf, startServer } from './server.js';
import type { ServerOptions } from './server.js';
import { serverUser } from './server-user.js';

/** Longest wait for another server of the same folder to come up or to leave. */
const TAKE_OVER_LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 50;
const ANSWER_LIMIT_MS = 2_000;
/** How often a server that left meanwhile is joined or started anew. */
const JOIN_ATTEMPTS = 5;
/** How often a free port is looked for, when another program took the last one. */
const PORT_ATTEMPTS = 5;

export interface EmbeddedOptions {
  /** Folder of everything that the server keeps, in `postgres/`; made when missing. */
  dataDir: string;
  /** TCP port on 127.0.0.1; 0 or absent: a free one. */
  port?: number;
  /** Database that is made unless it is there. Default: habeas. */
  database?: string;
  /** False trades safety against a crash of the machine for speed; tests only. Default: true. */
  durable?: boolean;
  /** Told in one line what was made, started, or joined. */
  log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** Address of the database, with its password. */
  url: string;
  /** Stops the server and waits until it is gone; does nothing to a server that was joined. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL from the project's own packages on the data folder, or joins the server that
 * already runs on it (another process of the same installation). It listens on 127.0.0.1 only, with
 * a random password kept in the data folder. It ends with `stop()` of the process that started it,
 * or with that process, however it dies. Throws `config_invalid` (port taken, folder closed or not
 * whole, other version), `store_full` and `store_unavailable`.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, port = 0, database = 'habeas', durable = true } = options;
  const log = options.log ?? (() => undefined);
  const user = await serverUser();
  const running = await onFolder(dataDir, async () => {
    await prepareDataDir(dataDir, user);
    const binaries = await findBinaries(dataDir, user);
    const cluster = await openCluster({ dataDir, binaries, user, durable });
    return { cluster, binaries, user, port, durable };
  });
  for (let attempt = 1; ; attempt += 1) {
    const server = await onFolder(dataDir, () => joinOrStart(running, log));
    try {
      const url = await ensureDatabase(address(running.cluster, server.port), database);
      return { url, stop: server.stop };
    } catch (error) {
      await server.stop();
      // A server may leave right after it was joined, when its starter was killed a moment before.
      if (!isLeaving(error) || attempt === JOIN_ATTEMPTS) throw error;
      await sleep(LOOK_AGAIN_MS);
    }
  }
}

const isLeaving = (error: unknown) =>
  error instanceof HabeasError && error.code === 'store_unavailable';

interface Running {
  port: number;
  stop: () => Promise<void>;
}

async function joinOrStart(options: ServerOptions, log: (line: string) => void): Promise<Running> {
  const deadline = Date.now() + TAKE_OVER_LIMIT_MS;
  for (let portsTried = 0; Date.now() < deadline;) {
    const joined = await join(options.cluster);
    if (joined === 'wait') {
      await sleep(LOOK_AGAIN_MS);
      continue;
    }
    if (joined !== undefined) {
      log(`PostgreSQL already runs on 127.0.0.1:${joined.port}`);
      return joined;
    }
    const port = options.port === 0 ? await freePort() : options.port;
    const started = await startServer({ ...options, port });
    if (started.state === 'ready') {
      log(`PostgreSQL runs on 127.0.0.1:${port}`);
      return { port, stop: started.stop };
    }
    if (started.state === 'failed') throw refusal(started.said, options.cluster.folder);
    portsTried += 1;
    if (started.state === 'port_taken') refuseTakenPort(options.port, portsTried);
    await sleep(LOOK_AGAIN_MS);
  }
  throw refusal(
    `another process holds ${options.cluster.data} and does not answer; ` +
      'if no PostgreSQL runs there, remove its postmaster.pid.',
    options.cluster.folder,
  );
}

/**
 * The server that already holds the folder, `wait` while one comes or goes, undefined when there is
 * none. A leftover `postmaster.pid` is PostgreSQL's own to clear, also when the number in it belongs
 * to another program by now: then nothing listens, and the start decides.
 */
async function join(cluster: Cluster): Promise<Running | 'wait' | undefined> {
  const postmaster = await readPostmaster(cluster.data);
  if (postmaster === undefined || !isAlive(postmaster.pid)) return undefined;
  if (postmaster.status !== 'ready') return 'wait';
  const { pid, port } = postmaster;
  const answer = await askForOwner(address(cluster, port));
  if (typeof answer === 'string') return answer === 'ECONNREFUSED' ? undefined : 'wait';
  if (isAlive(answer.ownerPid ?? pid)) return { port, stop: () => Promise.resolve() };
  // Its starter is dead, and it is about to be stopped for that: whoever joined it would lose it.
  process.kill(pid, 'SIGINT');
  return 'wait';
}

/**
 * The process that started the server, or why the server does not say. An answer proves that it is
 * our server: by SCRAM both sides show that they know the password.
 */
async function askForOwner(
  connectionString: string,
): Promise<{ ownerPid: number | undefined } | string> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: ANSWER_LIMIT_MS });
  client.on('error', () => undefined); // a server that leaves meanwhile; the next look sees it gone
  try {
    await client.connect();
    const { rows } = await client.query<{ cluster_name: string }>('SHOW cluster_name');
    return { ownerPid: ownerOf(rows[0]?.cluster_name ?? '') };
  } catch (error) {
    return (error as { code?: string }).code ?? 'silent';
  } finally {
    await client.end();
  }
}

function address({ password }: Cluster, port: number): string {
  return `postgres://${CLUSTER_USER}:${password}@127.0.0.1:${port}/postgres`;
}

function refuseTakenPort(port: number, tried: number): void {
  if (port === 0 && tried < PORT_ATTEMPTS) return;
  const which = port === 0 ? 'Every port tried' : `Port ${port}`;
  throw new HabeasError(
    'config_invalid',
    `${which} on 127.0.0.1 is taken by another program. Choose another port, or 0 for a free one.`,
  );
}

function refusal(said: string, folder: string): HabeasError {
  if (/No space left on device|Disk quota exceeded/.test(said)) return noRoom(folder);
  const last = said.split('\n').slice(-5).join('\n');
  return new HabeasError('store_unavailable', `The embedded PostgreSQL does not start: ${last}`);
}
