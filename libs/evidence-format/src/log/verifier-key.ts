/** Keys of C2SP signed notes (https://c2sp.org/signed-note): `<name>+<8 hex>+<base64(type | key)>`. */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { sha256 } from '../canonical-json.js';
import { decodeBase64, Malformed } from './text-lines.js';

/** Type bytes: a plain Ed25519 signature, and a witness's timestamped one. */
export const KEY_TYPE = { note: 0x01, cosignature: 0x04 } as const;
export type KeyType = (typeof KEY_TYPE)[keyof typeof KEY_TYPE];

const KEY_BYTES = 32;
/** No space of any kind and no plus sign, so that a key can be told from what surrounds it. */
export const KEY_NAME = /^[^+\s\u0085]+$/;
const VERIFIER_KEY = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/;
const SIGNER_KEY = /^PRIVATE\+KEY\+(.+)$/;
/** PKCS #8 around an Ed25519 seed (RFC 8410 section 7). */
const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Whose signature, by name, and which key, by the first 4 bytes of a hash over both. */
export interface VerifierKey {
  name: string;
  /** 8 hexadecimal digits. */
  id: string;
  type: KeyType;
  /** 32 bytes. */
  raw: Buffer;
  publicKey: KeyObject;
}

export interface SignerKey {
  name: string;
  id: string;
  /** 64 bytes over the given text. */
  sign(text: string): Buffer;
}

/** Throws Malformed unless name, id, type and key fit each other. ML-DSA (0x06) is not known yet. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = '', id = '', encoded = ''] = VERIFIER_KEY.exec(text) ?? [];
  const { type, raw } = readKey(name, id, encoded);
  return verifierKey(name, type, raw);
}

/** The key of that type with these 32 bytes, and the id that follows from both. */
export function verifierKey(name: string, type: KeyType, raw: Buffer): VerifierKey {
  const x = raw.toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return { name, id: keyId(name, type, raw), type, raw, publicKey };
}

export function formatVerifierKey({ name, id, type, raw }: VerifierKey): string {
  return `${name}+${id}+${Buffer.concat([Buffer.of(type), raw]).toString('base64')}`;
}

/** `PRIVATE+KEY+<name>+<8 hex>+<base64(1 | seed)>`, as Go's sumdb/note writes it. */
export function parseSignerKey(text: string): SignerKey {
  const [, rest = ''] = SIGNER_KEY.exec(text) ?? [];
  const [, name = '', id = '', encoded = ''] = VERIFIER_KEY.exec(rest) ?? [];
  const bytes = decodeBase64(encoded);
  if (!KEY_NAME.test(name) || bytes.length !== 1 + KEY_BYTES || bytes[0] !== KEY_TYPE.note) {
    throw new Malformed('The signing key is malformed');
  }
  const key = signerKey(name, KEY_TYPE.note, bytes.subarray(1));
  if (key.id !== id) throw new Malformed('The id does not belong to name and key');
  return key;
}

/** `seed`: the 32 bytes that an Ed25519 private key is made of. */
export function signerKey(name: string, type: KeyType, seed: Buffer): SignerKey {
  const der = Buffer.concat([SEED_PREFIX, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  const id = keyId(name, type, Buffer.from(x, 'base64url'));
  return { name, id, sign: (text) => sign(null, Buffer.from(text), key) };
}

/** True if the 64 bytes are this key's Ed25519 signature over the text. */
export function isSignedBy({ publicKey }: VerifierKey, text: string, signature: Buffer): boolean {
  return verify(null, Buffer.from(text), publicKey, signature);
}

function readKey(name: string, id: string, encoded: string): { type: KeyType; raw: Buffer } {
  const bytes = decodeBase64(encoded);
  const [type, raw] = [bytes[0], bytes.subarray(1)];
  if (!KEY_NAME.test(name) || type === undefined) throw new Malformed('The key is malformed');
  if (keyId(name, type, raw) !== id) throw new Malformed('The id does not belong to name and key');
  if (type !== KEY_TYPE.note && type !== KEY_TYPE.cosignature) {
    throw new Malformed('The key is of a type that is not known here');
  }
  if (raw.length !== KEY_BYTES) throw new Malformed('The key has another length than its type');
  return { type, raw };
}

/** SHA-256(name LF | type | key), the first 4 bytes. */
function keyId(name: string, type: number, raw: Buffer): string {
  const hash = sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), raw]));
  return hash.subarray(0, 4).toString('hex');
}
