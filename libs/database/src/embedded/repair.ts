import { chmod, lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { HabeasError } from '@habeas/domain';
import { isAlive, readPostmaster } from './postmaster.js';
import type { ServerUser } from './server-user.js';

/** The only mode, beside 0750, in which PostgreSQL accepts its folder. */
const SERVER_MODE = 0o700;

/** False when there is no folder or an empty one, which a new cluster may take the place of. */
export async function isMade(folder: string): Promise<boolean> {
  if (!(await exists(folder))) return false;
  return (await readdir(folder)).length > 0;
}

/**
 * Throws `config_invalid` when parts of a cluster are gone: what is left may be the only copy, so
 * a person must look.
 */
export async function refuseIncomplete(folder: string, parts: string[]): Promise<void> {
  const lost: string[] = [];
  for (const part of parts) if (!(await exists(join(folder, part)))) lost.push(part);
  if (lost.length === 0) return;
  throw new HabeasError(
    'config_invalid',
    `${folder} is no whole PostgreSQL folder: it lacks ${lost.join(' and ')}. Restore it from a ` +
      'backup, or move it away to start with an empty one. It was left as it is.',
  );
}

/**
 * Gives a folder that was copied or restored its owner and mode back; only root may give files away,
 * for anybody else they are right or closed. Leaves a running server alone.
 */
export async function restoreOwner(data: string, user?: ServerUser): Promise<void> {
  const postmaster = await readPostmaster(data);
  if (postmaster !== undefined && isAlive(postmaster.pid)) return;
  const { uid, mode } = await lstat(data);
  if (user !== undefined && uid !== user.uid) await giveTo(user, data);
  const isOurs = user !== undefined || uid === process.getuid?.();
  if (isOurs && (mode & 0o027) !== 0) await chmod(data, SERVER_MODE);
}

/** Links are given away, never followed. */
async function giveTo(user: ServerUser, path: string): Promise<void> {
  const entry = await lstat(path);
  await lchown(path, user.uid, user.gid);
  if (!entry.isDirectory()) return;
  for (const name of await readdir(path)) await giveTo(user, join(path, name));
}

/** Unlike `existsSync`, does not take what is closed for what is not there. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
