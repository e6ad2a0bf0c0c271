import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { Config } from '@habeas/config';
import { Database } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint } from 'jose';
import { diskFault } from './disk-fault.js';
import { readKeyFile, readOrCreateKeyFile } from './key-file.js';
import { KEY_BYTES } from './request-key.js';

/** What is signed: calls to connectors, the log's checkpoints, statements on requests. */
export const SIGNING_NAMES = ['connector-calls', 'log', 'statement'] as const;
export type SigningName = (typeof SIGNING_NAMES)[number];

/** RFC 8037; `kid` is the RFC 7638 thumbprint. */
export interface PublicSigningJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
}

export interface SigningKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
  jwk: PublicSigningJwk;
}

interface Secrets {
  kek: Buffer;
  digest: Buffer;
  signing: Map<SigningName, SigningKey>;
}

/**
 * The keys of this installation: files in `Config.keysDir`, mode 0600, made at first use. `kek`
 * wraps request keys, `digest` keys the digests of identifiers, `signing-<name>.pem` sign. Lose
 * `kek` and everything that is held for requests is lost; lose `digest` and nobody is found again.
 */
@Injectable()
export class KeyRing {
  /** First 8 hex digits of the key-encryption key's SHA-256. */
  readonly kekId: string;

  private constructor(
    private readonly folder: string,
    private readonly secrets: Secrets,
  ) {
    this.kekId = createHash('sha256').update(secrets.kek).digest('hex').slice(0, 8);
  }

  /**
   * Reads the keys, or makes them where nothing was encrypted yet. Throws `config_invalid` when the
   * database holds request keys that these keys can't open, `store_full` and `store_unavailable`
   * when the folder has no room or is closed.
   */
  static async open(config: Config, database: Database): Promise<KeyRing> {
    const folder = config.keysDir;
    const wrappedUnder = await liveKekIds(database);
    try {
      return await KeyRing.openFolder(folder, wrappedUnder);
    } catch (error) {
      throw diskFault(error, folder);
    }
  }

  private static async openFolder(folder: string, wrappedUnder: string[]): Promise<KeyRing> {
    const kek = await readKeyFile(join(folder, 'kek'));
    if (!kek && wrappedUnder.length > 0) throw kekMissing(folder, wrappedUnder);
    if (kek) await requireDigestKey(folder);
    const secrets = await readSecrets(folder);
    const ring = new KeyRing(folder, secrets);
    const foreign = wrappedUnder.filter((id) => id !== ring.kekId);
    if (foreign.length > 0) throw kekMissing(folder, foreign);
    return ring;
  }

  /** The key-encryption key, 32 bytes; throws `config_invalid` if `id` is another one's. */
  kek(id: string = this.kekId): Buffer {
    if (id !== this.kekId) throw kekMissing(this.folder, [id]);
    return this.secrets.kek;
  }

  /** 32 bytes. */
  digestKey(): Buffer {
    return this.secrets.digest;
  }

  signing(name: SigningName): SigningKey {
    const key = this.secrets.signing.get(name);
    if (!key) throw new TypeError(`There is no signing key named ${name}`);
    return key;
  }
}

/** A new one in its place would make every hold and every search miss, in silence. */
async function requireDigestKey(folder: string): Promise<void> {
  if (await readKeyFile(join(folder, 'digest'))) return;
  throw new HabeasError(
    'config_invalid',
    `The file 'digest' is missing in ${folder}. Restore it; a new one would find nobody again.`,
  );
}

/** `kek` is made last: where it lies, the others lie too, or were lost. */
async function readSecrets(folder: string): Promise<Secrets> {
  const signing = new Map<SigningName, SigningKey>();
  for (const name of SIGNING_NAMES) signing.set(name, await readSigningKey(folder, name));
  const digest = await readSecret(folder, 'digest');
  return { signing, digest, kek: await readSecret(folder, 'kek') };
}

async function readSecret(folder: string, name: string): Promise<Buffer> {
  const secret = await readOrCreateKeyFile(join(folder, name), () => randomBytes(KEY_BYTES));
  if (secret.length === KEY_BYTES) return secret;
  throw new HabeasError(
    'config_invalid',
    `The file '${name}' in ${folder} has ${secret.length} bytes instead of ${KEY_BYTES}. Restore it.`,
  );
}

async function readSigningKey(folder: string, name: SigningName): Promise<SigningKey> {
  const file = `signing-${name}.pem`;
  const pem = await readOrCreateKeyFile(join(folder, file), newSigningKey);
  const privateKey = parsePrivateKey(pem);
  if (privateKey?.asymmetricKeyType !== 'ed25519') {
    throw new HabeasError('config_invalid', `The file '${file}' in ${folder} is no Ed25519 key.`);
  }
  const publicKey = createPublicKey(privateKey);
  return { privateKey, publicKey, jwk: await publicJwk(publicKey) };
}

function newSigningKey(): Buffer {
  const { privateKey } = generateKeyPairSync('ed25519');
  return Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** Undefined if it can't be read: OpenSSL's own message may quote the file. */
function parsePrivateKey(pem: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

async function publicJwk(publicKey: KeyObject): Promise<PublicSigningJwk> {
  const { x } = publicKey.export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('An Ed25519 key has no x');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x } as const;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}

/** The ids of the key-encryption keys that request keys in the database are wrapped under. */
async function liveKekIds(database: Database): Promise<string[]> {
  const rows = await database.query<{ kek_id: string }>(
    'SELECT DISTINCT kek_id FROM request_keys WHERE wrapped IS NOT NULL',
  );
  return rows.map((row) => row.kek_id);
}

function kekMissing(folder: string, ids: string[]): HabeasError {
  return new HabeasError(
    'config_invalid',
    `The database holds data under the key-encryption key ${ids.join(', ')}, which is not the ` +
      `file 'kek' in ${folder}. Set HABEAS_KEYS_DIR to the folder that has it, or restore it.`,
  );
}
