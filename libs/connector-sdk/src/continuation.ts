import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { ConnectorKeys } from './keys.js';

/** Where an export stands after a page; the caller carries it, the connector keeps nothing. */
export interface Progress {
  task: string;
  /** `orderDigest` of the order that the export answers. */
  order: string;
  cursor?: string;
  exported: number;
  /** The chain over the pages so far. */
  chain: string;
  started: string;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Makes continuation tokens: encrypted, because a cursor may be a key of the system's, and
 * authenticated, because counts and chain go into the receipt. The key comes from the connector's
 * private key, so that a restarted connector reads its tokens.
 */
export class ContinuationSeal {
  readonly #key: Buffer;

  constructor(keys: ConnectorKeys) {
    const { d } = keys.privateKey.export({ format: 'jwk' });
    if (d === undefined) throw new Error('An Ed25519 private key is needed');
    const seed = Buffer.from(d, 'base64url');
    this.#key = Buffer.from(hkdfSync('sha256', seed, '', 'habeas connector continuation 1', 32));
  }

  seal(progress: Progress): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, iv);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(progress)), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Undefined for every token that this connector did not make. */
  open(token: string): Progress | undefined {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length <= IV_BYTES + TAG_BYTES) return undefined;
    const iv = bytes.subarray(0, IV_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#key, iv, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const sealed = bytes.subarray(IV_BYTES + TAG_BYTES);
      const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
      return JSON.parse(plain.toString()) as Progress;
    } catch {
      // final() throws when the tag does not fit: whoever sent it learns no more than that.
      return undefined;
    }
  }
}
