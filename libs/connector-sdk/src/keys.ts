import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PublicJwk } from './protocol.js';

/** An Ed25519 key pair; `jwk.kid` is the RFC 7638 thumbprint. */
export interface ConnectorKeys {
  privateKey: KeyObject;
  publicKey: KeyObject;
  jwk: PublicJwk;
}

/** What signing needs of a key pair. */
export type SigningKey = Pick<ConnectorKeys, 'privateKey' | 'jwk'>;

/** RFC 7638 thumbprint (SHA-256, base64url) of an Ed25519 public key. */
export function thumbprint(jwk: { kty: string; crv: string; x: string }): string {
  const members = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
  return createHash('sha256').update(members).digest('base64url');
}

export function generateKeys(): ConnectorKeys {
  return keysOf(generateKeyPairSync('ed25519').privateKey);
}

/** The key pair of a 32-byte seed (RFC 8032); `x` is derived. */
export function keysFromSeed(seed: Uint8Array): ConnectorKeys {
  // PKCS#8 (RFC 8410) is this fixed prefix and the seed.
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([prefix, seed]);
  return keysOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
}

/**
 * Reads a private JWK from `file`; makes one, readable by its owner only, when there is none. Throws
 * when the file is there and holds no Ed25519 private key.
 */
export async function loadKeys(file: string): Promise<ConnectorKeys> {
  const text = (await readIfPresent(file)) ?? (await createKeyFile(file));
  try {
    const key = createPrivateKey({ key: JSON.parse(text), format: 'jwk' });
    if (key.asymmetricKeyType === 'ed25519') return keysOf(key);
  } catch {
    // Falls through: the parser's own message could quote the private key.
  }
  throw new Error(`${file} holds no Ed25519 private key (JWK); move it away to have one made`);
}

function keysOf(privateKey: KeyObject): ConnectorKeys {
  const publicKey = createPublicKey(privateKey);
  const { x } = publicKey.export({ format: 'jwk' });
  if (x === undefined) throw new Error('An Ed25519 key is needed');
  const kid = thumbprint({ kty: 'OKP', crv: 'Ed25519', x });
  return { privateKey, publicKey, jwk: { kty: 'OKP', crv: 'Ed25519', x, kid } };
}

async function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

// Two processes may start at once: link() fails for the second, which then reads the first's key.
async function createKeyFile(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const jwk = generateKeys().privateKey.export({ format: 'jwk' });
  await writeFile(draft, JSON.stringify(jwk), { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, 'utf8');
}
