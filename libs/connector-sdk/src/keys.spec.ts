import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeys, keysFromSeed, loadKeys, thumbprint } from './index.js';

describe('a key file', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'keys-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('is made when absent, for its owner only, and read the next time', async () => {
    const file = join(folder, 'below', 'connector.jwk');
    const made = await loadKeys(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await loadKeys(file)).jwk).toEqual(made.jwk);
    expect(await readdir(join(folder, 'below'))).toEqual(['connector.jwk']);
  });

  it('is one and the same for all who start at once', async () => {
    const file = join(folder, 'connector.jwk');
    const all = await Promise.all(Array.from({ length: 8 }, () => loadKeys(file)));
    expect(new Set(all.map(({ jwk }) => jwk.kid)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['connector.jwk']);
  });

  it.each(['', 'nonsense', '{}', '{"kty":"OKP","crv":"X25519","x":"AA","d":"secret"}'])(
    'with other content (%s) is refused by name and left alone',
    async (content) => {
      const file = join(folder, 'connector.jwk');
      await writeFile(file, content);
      await expect(loadKeys(file)).rejects.toThrow(`${file} holds no Ed25519 private key`);
      await expect(loadKeys(file)).rejects.not.toThrow('secret');
      expect(await readFile(file, 'utf8')).toBe(content);
    },
  );
});

describe('a key pair', () => {
  it('of a seed is always the same; a generated one never', () => {
    const seed = Buffer.alloc(32, 7);
    expect(keysFromSeed(seed).jwk).toEqual(keysFromSeed(seed).jwk);
    expect(generateKeys().jwk.kid).not.toBe(generateKeys().jwk.kid);
  });

  it('bears the thumbprint of its public half', () => {
    const { jwk } = generateKeys();
    expect(jwk.kid).toBe(thumbprint(jwk));
    expect(Object.keys(jwk)).toEqual(['kty', 'crv', 'x', 'kid']);
  });
});
