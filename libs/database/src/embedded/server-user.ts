import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { HabeasError } from '@habeas/domain';

/** Users that may own a server when we are root, which PostgreSQL refuses to run as. */
const CANDIDATES = ['postgres', 'nobody'];

/** A user of the operating system. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

/** Who must own and run the server: nobody in particular (undefined: we do), unless we are root. */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = parseUsers(await readFile('/etc/passwd', 'utf8'));
  const user = CANDIDATES.flatMap((name) => users.filter((found) => found.name === name))[0];
  if (user !== undefined) return user;
  throw new HabeasError(
    'config_invalid',
    'PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it. ' +
      'Make one (useradd --system postgres), start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Lines as `name:password:uid:gid:…`, by passwd(5). */
function parseUsers(passwd: string): ServerUser[] {
  return passwd.split('\n').flatMap((line) => {
    const [name = '', , uid = '', gid = ''] = line.split(':');
    return /^\d+$/.test(uid) && /^\d+$/.test(gid) ? [{ name, uid: +uid, gid: +gid }] : [];
  });
}

/**
 * The first folder on the way to `path` (or `path` itself) that `user` may not enter, judged by
 * owner and mode; undefined when the way is open.
 */
export async function barrier(path: string, user: ServerUser): Promise<string | undefined> {
  for (const step of wayTo(path)) {
    const { mode, uid, gid } = await stat(step);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return step;
  }
  return undefined;
}

/** Every folder from the root down to `path`, and `path`. */
export function wayTo(path: string): string[] {
  const full = resolve(path);
  return full === dirname(full) ? [full] : [...wayTo(dirname(full)), full];
}
