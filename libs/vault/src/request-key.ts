import { hkdfSync, randomBytes } from 'node:crypto';
import { HabeasError } from '@habeas/domain';
import { open, seal } from './sealed-box.js';

export const KEY_BYTES = 32;

/**
 * The key of all that is held for one request. `context` says what a value is (`identifier:idn_…`),
 * and a value opens only under the context it was sealed for: rows can't be swapped.
 */
export class RequestKey {
  readonly #secret: Buffer;
  #destroyed = false;

  /** Takes over `secret`: destroy overwrites it. */
  constructor(
    readonly requestId: string,
    secret: Buffer,
  ) {
    if (secret.length !== KEY_BYTES) throw new TypeError('A request key has 32 bytes');
    this.#secret = secret;
  }

  static random(requestId: string): RequestKey {
    return new RequestKey(requestId, randomBytes(KEY_BYTES));
  }

  /** The key sealed under the key-encryption key, as the database keeps it. */
  wrap(kek: Uint8Array): Buffer {
    return seal(kek, `request-key\n${this.requestId}`, this.secret());
  }

  /** Throws `SealBroken` under another key-encryption key or for another request. */
  static unwrap(requestId: string, kek: Uint8Array, wrapped: Uint8Array): RequestKey {
    return new RequestKey(requestId, open(kek, `request-key\n${requestId}`, wrapped));
  }

  encrypt(context: string, plain: Buffer): Buffer {
    return seal(this.secret(), `${this.requestId}\n${context}`, plain);
  }

  /** Throws `SealBroken` if `sealed` was changed or belongs to another context or request. */
  decrypt(context: string, sealed: Buffer): Buffer {
    return open(this.secret(), `${this.requestId}\n${context}`, sealed);
  }

  /** A key of its own for one file (HKDF-SHA256), so that its chunks may be numbered from 0. */
  subkey(context: string, salt: Uint8Array): Buffer {
    const info = `habeas-subkey/v1\n${this.requestId}\n${context}`;
    return Buffer.from(hkdfSync('sha256', this.secret(), salt, info, KEY_BYTES));
  }

  /** Overwrites the secret in this process; whoever still holds this object gets `key_destroyed`. */
  destroy(): void {
    this.#destroyed = true;
    this.#secret.fill(0);
  }

  private secret(): Buffer {
    if (this.#destroyed) throw keyDestroyed(this.requestId);
    return this.#secret;
  }
}

export function keyDestroyed(requestId: string): HabeasError {
  return new HabeasError(
    'key_destroyed',
    `What was held for ${requestId} was destroyed on schedule; its evidence remains.`,
  );
}
