import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HabeasError } from '@habeas/domain';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const CLOSED = new Set(['EACCES', 'EPERM']);
const NO_FOLDER = new Set(['ENOTDIR', 'EEXIST']);

/**
 * Runs `work` on the data folder and turns the operating system's refusals into a sentence that says
 * what to do: `store_full` when there is no room, `config_invalid` when the folder is somebody
 * else's, read-only, or no folder.
 */
export async function onFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await folderFault(error, folder);
  }
}

async function folderFault(error: unknown, folder: string): Promise<unknown> {
  const { code, path = folder } = error as NodeJS.ErrnoException;
  if (error instanceof HabeasError || code === undefined) return error;
  if (FULL.has(code)) return noRoom(folder);
  if (CLOSED.has(code)) return new HabeasError('config_invalid', await closed(path, folder));
  if (NO_FOLDER.has(code)) return wrong(`${path} is a file where a folder is needed`);
  if (code === 'EROFS') return wrong(`${path} lies on a disk that is mounted read-only`);
  return error;
}

/** Full, as PostgreSQL's own programs say it too. */
export function noRoom(folder: string): HabeasError {
  return new HabeasError(
    'store_full',
    `No room is left in ${folder}. Free some space there and start again; nothing is lost.`,
  );
}

function wrong(what: string): HabeasError {
  return new HabeasError('config_invalid', `${what}. Set HABEAS_DATA_DIR to another folder.`);
}

/** Whose it is helps most, where it can be seen: what lies in a closed folder cannot. */
async function closed(path: string, folder: string): Promise<string> {
  return (
    `${path} is closed to the user of number ${process.getuid?.() ?? 'unknown'}. ` +
    `${await ownerOf([path, dirname(path)])}Start Habeas as the user who made the folder, give it to ` +
    `this one (chown -R), or set HABEAS_DATA_DIR to another than ${folder}.`
  );
}

async function ownerOf(paths: string[]): Promise<string> {
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found) return `${path} belongs to the user of number ${found.uid}. `;
  }
  return '';
}
