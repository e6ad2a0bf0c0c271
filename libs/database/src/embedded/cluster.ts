import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { HabeasError } from '@habeas/domain';
import type { Binaries } from './binaries.js';
import { noRoom } from './folder-fault.js';
import { isAlive } from './postmaster.js';
import { isMade, refuseIncomplete, restoreOwner } from './repair.js';
import { barrier, wayTo } from './server-user.js';
import type { ServerUser } from './server-user.js';

const run = promisify(execFile);

/** Name of the owner of the databases; the cluster has no other user. */
export const CLUSTER_USER = 'habeas';
/** The server needs nothing of our environment, and ours may hold secrets. */
export const SERVER_ENV = { LC_ALL: 'C', TZ: 'UTC' };

/** A made data folder: `<folder>/data` is the server's, `<folder>/password` is ours. */
export interface Cluster {
  folder: string;
  data: string;
  password: string;
}

export interface ClusterOptions {
  dataDir: string;
  binaries: Binaries;
  user: ServerUser | undefined;
  durable: boolean;
}

/**
 * The cluster in `<dataDir>/postgres`, made when there is none. It is made in a folder beside it and
 * then renamed, so that an interrupted initdb never looks like a cluster. One that was copied or
 * restored gets its owner and mode back.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = join(options.dataDir, 'postgres');
  if (!(await isMade(folder))) await makeCluster(options, folder);
  const data = join(folder, 'data');
  await refuseIncomplete(folder, ['data/PG_VERSION']);
  await refuseOtherVersion(data, options.binaries);
  await refuseIncomplete(folder, ['data/global/pg_control', 'password']);
  await restoreOwner(data, options.user);
  const password = (await readFile(join(folder, 'password'), 'utf8')).trim();
  return { folder, data, password };
}

/** Makes `dataDir` and lets `user` pass through it (not read it). */
export async function prepareDataDir(dataDir: string, user?: ServerUser): Promise<void> {
  const made = await mkdir(dataDir, { recursive: true });
  if (user === undefined) return;
  const ours = wayTo(dataDir).filter((step) => step === dataDir || isBelow(step, made));
  for (const step of ours) await chmod(step, 0o711);
  const closed = await barrier(dataDir, user);
  if (closed === undefined) return;
  throw new HabeasError(
    'config_invalid',
    `As root the embedded PostgreSQL runs as the user ${user.name}, who may not enter ${closed}. ` +
      'Set HABEAS_DATA_DIR to a folder that everyone may enter, or set DATABASE_URL.',
  );
}

function isBelow(step: string, made: string | undefined): boolean {
  return made !== undefined && wayTo(step).includes(made);
}

async function makeCluster(options: ClusterOptions, folder: string): Promise<void> {
  await removeLeftovers(dirname(folder));
  const making = `${folder}.init-${process.pid}-${randomBytes(4).toString('hex')}`;
  const { user } = options;
  await mkdir(join(making, 'data'), { recursive: true });
  await chmod(making, user === undefined ? 0o700 : 0o711);
  const password = join(making, 'password');
  await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600 });
  if (user !== undefined) {
    await Promise.all(
      [password, join(making, 'data')].map((path) => chown(path, user.uid, user.gid)),
    );
  }
  await initdb(options, making);
  if (user !== undefined) await chown(password, 0, 0);
  await moveInPlace(making, folder);
}

/** Folders of an initdb whose process is gone. */
async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^postgres\.init-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

/** C.UTF-8 of PostgreSQL itself: the same order and case on every machine, whatever its locales. */
async function initdb({ binaries, user, durable }: ClusterOptions, making: string): Promise<void> {
  const args = [
    `--pgdata=${join(making, 'data')}`,
    `--username=${CLUSTER_USER}`,
    `--pwfile=${join(making, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  try {
    await run(binaries.initdb, args, { cwd: making, env: SERVER_ENV, ...identity(user) });
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    const { stderr } = error as { stderr?: string };
    const said = (stderr || String(error)).trim();
    if (/No space left on device|Disk quota exceeded/.test(said)) throw noRoom(dirname(making));
    throw new HabeasError('store_unavailable', `The embedded PostgreSQL cannot be made: ${said}`);
  }
}

/** Spawn options that make a child run as `user`. */
export function identity(user: ServerUser | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

/** When two processes make a cluster at once the first rename wins, and both use that one. */
async function moveInPlace(making: string, folder: string): Promise<void> {
  try {
    await rename(making, folder);
  } catch (error) {
    await rm(making, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

async function refuseOtherVersion(data: string, { major }: Binaries): Promise<void> {
  const found = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (found === major) return;
  throw new HabeasError(
    'config_invalid',
    `${data} was made by PostgreSQL ${found}, and this is ${major}. Dump it with the old version ` +
      'and load it into a new folder, or set HABEAS_DATA_DIR to another one.',
  );
}
