import { createHash } from 'node:crypto';

/** The link before the first page: 32 zero bytes, base64url. */
export const CHAIN_START = Buffer.alloc(32).toString('base64url');

/** The link after a page: sha256(previous link || sha256(page bytes)), base64url. */
export function nextLink(previous: string, page: Uint8Array): string {
  const digest = createHash('sha256').update(page).digest();
  const link = createHash('sha256').update(Buffer.from(previous, 'base64url')).update(digest);
  return link.digest('base64url');
}
