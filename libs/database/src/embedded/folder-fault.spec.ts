import { HabeasError } from '@habeas/domain';
import { onFolder } from './folder-fault.js';

const failing = (code: string) => () =>
  Promise.reject(Object.assign(new Error(code), { code, path: '/data/postgres' }));

describe('a data folder that cannot be used', () => {
  it.each([
    ['ENOSPC', 'store_full', /No room is left in \/data\. Free some space/],
    ['EDQUOT', 'store_full', /No room is left in \/data\./],
    ['EACCES', 'config_invalid', /\/data\/postgres is closed to the user .*chown/],
    ['EPERM', 'config_invalid', /\/data\/postgres is closed to the user/],
    ['EROFS', 'config_invalid', /\/data\/postgres lies on a disk that is mounted read-only/],
    ['ENOTDIR', 'config_invalid', /\/data\/postgres is a file where a folder is needed/],
  ])('by %s is told as %s, with what to do', async (code, refusal, words) => {
    await expect(onFolder('/data', failing(code))).rejects.toMatchObject({
      code: refusal,
      detail: expect.stringMatching(words) as unknown,
    });
  });

  it('leaves what nobody foresaw as it is', async () => {
    await expect(onFolder('/data', failing('EMFILE'))).rejects.toMatchObject({ code: 'EMFILE' });
    const own = new HabeasError('config_invalid', 'Said already.');
    await expect(onFolder('/data', () => Promise.reject(own))).rejects.toBe(own);
  });

  it('gives what the work gives', async () => {
    expect(await onFolder('/data', () => Promise.resolve(7))).toBe(7);
  });
});
