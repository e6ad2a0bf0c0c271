import { HabeasError } from '@habeas/domain';
import { codeOf } from './key-file.js';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const CLOSED = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * What a fault of the disk means to whoever asked: `store_full` when there is no room,
 * `store_unavailable` when the folder is closed to this process or the disk fails, `config_invalid`
 * when it is no folder; anything else as it came. `folder` is the operator's own, so it may be named.
 */
export function diskFault(error: unknown, folder: string): unknown {
  const code = codeOf(error);
  if (typeof code !== 'string') return error;
  if (FULL.has(code)) {
    return new HabeasError(
      'store_full',
      `No room is left in ${folder} (${code}). Nothing was kept of this; free some space, and the ` +
        'same call succeeds.',
    );
  }
  if (CLOSED.has(code)) {
    return new HabeasError(
      'store_unavailable',
      `${folder} is closed to this process (${code}). It must belong to the user who runs Habeas ` +
        'and be readable and writable by him (chown, chmod u+rwX).',
    );
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new HabeasError('config_invalid', `${folder} is a file where a folder is needed.`);
  }
  if (code !== 'EIO') return error;
  return new HabeasError('store_unavailable', `The disk below ${folder} fails (EIO). Look at it.`);
}
