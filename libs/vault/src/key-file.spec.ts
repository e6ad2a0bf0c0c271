import { writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKeyFile, readOrCreateKeyFile } from './key-file.js';

describe('a key file', () => {
  const [winner, loser] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  let folder = '';
  let path = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'habeas-keys-'));
    path = join(folder, 'kek');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made once', async () => {
    expect(await readKeyFile(path)).toBeUndefined();
    expect(await readOrCreateKeyFile(path, () => winner)).toEqual(winner);
    expect(await readOrCreateKeyFile(path, () => loser)).toEqual(winner);
    expect(await readKeyFile(path)).toEqual(winner);
  });

  it('is the other process’s when that one was quicker, and is never overwritten', async () => {
    const beaten = () => {
      writeFileSync(path, winner);
      return loser;
    };
    expect(await readOrCreateKeyFile(path, beaten)).toEqual(winner);
    expect(await readFile(path)).toEqual(winner);
    expect(await readdir(folder)).toEqual(['kek']);
  });

  it('fails where it cannot be written or read', async () => {
    await expect(readKeyFile(folder)).rejects.toMatchObject({ code: 'EISDIR' });
    writeFileSync(path, winner);
    const below = readOrCreateKeyFile(join(path, 'kek'), () => loser);
    await expect(below).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});
