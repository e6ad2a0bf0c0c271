import { HabeasError } from '@habeas/domain';

/** A structured-field string (RFC 9651): quoted, `\"` and `\\` escaped, printable ASCII. */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** What many clients send instead: a UUID or another token, unquoted. */
const BARE = /^[A-Za-z0-9._~:/+=-]+$/;
const LENGTH_MAX = 255;

/**
 * The key in an Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header-07). Throws
 * `idempotency_key_missing` or `idempotency_key_invalid`.
 */
export function parseIdempotencyKey(header: string | string[] | undefined): string {
  if (header === undefined || header === '') {
    throw new HabeasError(
      'idempotency_key_missing',
      'Send an Idempotency-Key header, such as a quoted UUID, and the same one when you repeat.',
    );
  }
  const text = typeof header === 'string' ? header.trim() : '';
  const quoted = QUOTED.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1');
  const key = quoted ?? (BARE.test(text) ? text : '');
  if (key.length >= 1 && key.length <= LENGTH_MAX) return key;
  throw new HabeasError(
    'idempotency_key_invalid',
    `The Idempotency-Key must be one quoted string of 1 to ${LENGTH_MAX} characters, or a UUID.`,
  );
}
