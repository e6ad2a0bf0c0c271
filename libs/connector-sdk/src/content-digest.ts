import { createHash } from 'node:crypto';
import { dictionaryMember } from './structured-fields.js';

/** RFC 9530 `Content-Digest` of a body; of no bytes when there is none. */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/** True when the header's sha-256 member is the body's; other algorithms are not looked at. */
export function matchesDigest(header: string, body: Uint8Array): boolean {
  const member = dictionaryMember(header, 'sha-256');
  return member !== undefined && `sha-256=${member}` === contentDigest(body);
}
