import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under a random IV: IV | ciphertext | tag. `bound` is authenticated, not stored. */
export function seal(key: Uint8Array, bound: string, plain: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(bound));
  const body = cipher.update(plain);
  return Buffer.concat([iv, body, cipher.final(), cipher.getAuthTag()]);
}

/** The inverse. Throws `SealBroken` under another key or `bound`, or after any change. */
export function open(key: Uint8Array, bound: string, sealed: Uint8Array): Buffer {
  if (sealed.length < IV_BYTES + TAG_BYTES) throw new SealBroken();
  const end = sealed.length - TAG_BYTES;
  const iv = sealed.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(bound));
  decipher.setAuthTag(sealed.subarray(end));
  const body = decipher.update(sealed.subarray(IV_BYTES, end));
  try {
    return Buffer.concat([body, decipher.final()]);
  } catch (cause) {
    throw new SealBroken({ cause });
  }
}

/** Ciphertext that was changed, cut, moved to another place, or sealed under another key. */
export class SealBroken extends Error {
  constructor(options?: ErrorOptions) {
    super('The sealed data does not open: wrong key, wrong place, or changed', options);
    this.name = 'SealBroken';
  }
}
