/**
 * What the log is made of. A leaf is 102 bytes of text that say nothing: a tag and a commitment.
 * Both open only with the request's tag key, the salt and the payload, which lie elsewhere,
 * encrypted, and are destroyed on schedule; the leaf stays and proves nothing about anybody.
 */
import { createHmac } from 'node:crypto';
import { sha256 } from './canonical-json.js';

const SECRET_BYTES = 32;
export const LEAF_BYTES = 102;

function require32(name: string, bytes: Uint8Array): void {
  if (bytes.length !== SECRET_BYTES) throw new TypeError(`The ${name} must have 32 bytes`);
}

/** SHA-256("dsr-commit/v1" LF | salt | payload). `salt` is 32 random bytes, used once. */
export function commit(salt: Uint8Array, payload: string): Buffer {
  require32('salt', salt);
  return sha256(Buffer.concat([Buffer.from('dsr-commit/v1\n'), salt, Buffer.from(payload)]));
}

/** HMAC-SHA256(tagKey, "dsr-tag/v1" LF | decimal n): nobody without the key can link two leaves. */
export function tag(tagKey: Uint8Array, n: number): Buffer {
  require32('tag key', tagKey);
  if (!Number.isSafeInteger(n) || n < 1) throw new TypeError('Entries are numbered from 1');
  return createHmac('sha256', tagKey).update(`dsr-tag/v1\n${n}`).digest();
}

/**
 * The tag key of the installation's own entries, which anybody can make from the log's origin:
 * SHA-256("dsr-system/v1" LF | origin). That a key was registered shall be found by all.
 */
export function systemTagKey(origin: string): Buffer {
  return sha256(`dsr-system/v1\n${origin}`);
}

/** base64 SHA-256("dsr-kreq/v1" LF | tagKey): entry 1 carries it, so the key can't be changed. */
export function bindTagKey(tagKey: Uint8Array): string {
  require32('tag key', tagKey);
  return sha256(Buffer.concat([Buffer.from('dsr-kreq/v1\n'), tagKey])).toString('base64');
}

/** "dsr-leaf/v1" LF base64(tag) LF base64(commitment) LF. Takes nothing but two 32-byte values. */
export function leafBytes(leafTag: Uint8Array, commitment: Uint8Array): Buffer {
  require32('tag', leafTag);
  require32('commitment', commitment);
  const line = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  return Buffer.from(`dsr-leaf/v1\n${line(leafTag)}\n${line(commitment)}\n`);
}

/** What `task.dispatched` says of the task's nonce: base64url SHA-256 of its text. */
export function nonceDigest(nonce: string): string {
  return sha256(nonce).toString('base64url');
}

/** What `task.completed` says of the receipt: base64url SHA-256 of the compact JWS. */
export function receiptDigest(jws: string): string {
  return sha256(jws).toString('base64url');
}
