import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const SECRET_BYTES = 32;

/** Reads the block list's secret; makes one, readable by its owner only, when there is none. */
export async function loadSecret(file: string): Promise<Buffer> {
  const secret = (await readIfPresent(file)) ?? (await createSecret(file));
  if (secret.length !== SECRET_BYTES) throw new Error(`${file} is not a secret of 32 bytes`);
  return secret;
}

// Written beside and linked: of two processes that start at once, both end with the same secret.
async function createSecret(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(SECRET_BYTES), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file);
}

async function readIfPresent(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
