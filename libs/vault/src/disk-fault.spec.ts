import { HabeasError } from '@habeas/domain';
import { diskFault } from './disk-fault.js';

const fault = (code: string) => Object.assign(new Error(`${code}: somewhere`), { code });

describe('a fault of the disk', () => {
  it.each([
    ['ENOSPC', 'store_full', /free some space/],
    ['EDQUOT', 'store_full', /free some space/],
    ['EACCES', 'store_unavailable', /closed to this process \(EACCES\).*chown/],
    ['EPERM', 'store_unavailable', /closed to this process/],
    ['EROFS', 'store_unavailable', /closed to this process \(EROFS\)/],
    ['ENOTDIR', 'config_invalid', /\/data\/blobs is a file where a folder is needed/],
    ['EIO', 'store_unavailable', /\/data\/blobs fails/],
  ])('by %s is %s, with what to do', (code, refusal, words) => {
    const told = diskFault(fault(code), '/data/blobs');
    expect(told).toBeInstanceOf(HabeasError);
    expect(told).toMatchObject({ code: refusal, detail: expect.stringMatching(words) as unknown });
  });

  it.each([fault('ENOENT'), new HabeasError('not_found', 'Gone.'), new TypeError('x'), 'thrown'])(
    'is nothing else: %s stays as it is',
    (error) => {
      expect(diskFault(error, '/data/blobs')).toBe(error);
    },
  );
});
