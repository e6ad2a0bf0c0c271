import { randomBytes } from 'node:crypto';
import { contentDigest } from './content-digest.js';
import type { SigningKey } from './keys.js';
import type { PublicJwk } from './protocol.js';
import { headerValue, targetUri, type HeaderBag, type SignedMessage } from './signature-base.js';
import {
  checkTerms,
  digestFits,
  readSignature,
  signatureFits,
  signMessage,
  type SignatureVerdict,
} from './signature-profile.js';

export interface RequestToSign {
  method: string;
  /** Absolute. */
  url: string;
  /** The bytes as sent; left out for a call without body. */
  body?: string | Uint8Array;
  /** Needed with a body; `application/json` when left out. */
  contentType?: string;
  key: SigningKey;
  /** `ORDER_TAG` from Habeas, `CALLBACK_TAG` to Habeas. */
  tag: string;
  now?: Date;
}

export interface SignedRequest {
  /** All headers the call needs: digest, signature and, with a body, content type. */
  headers: Record<string, string>;
  /** The call's own nonce; the answer must be signed with it. */
  nonce: string;
}

/** Signs one HTTP call, under a fresh nonce: sign again for every attempt. */
export function signRequest(call: RequestToSign): SignedRequest {
  const nonce = randomBytes(16).toString('base64url');
  const headers: Record<string, string> = {};
  if (call.body !== undefined) headers['content-type'] = call.contentType ?? 'application/json';
  headers['content-digest'] = contentDigest(Buffer.from(call.body ?? ''));
  const message = { method: call.method, url: call.url, headers };
  const components = requestComponents(message);
  const by = { key: call.key, tag: call.tag, nonce, now: call.now ?? new Date() };
  return { headers: { ...headers, ...signMessage(message, components, by) }, nonce };
}

export interface RequestToVerify {
  method: string;
  /** Absolute, as the caller must have addressed it: never taken from the Host header alone. */
  url: string;
  headers: HeaderBag;
  body: Uint8Array;
  keyFor: (keyid: string) => PublicJwk | undefined | Promise<PublicJwk | undefined>;
  tag: string;
  now?: Date;
  /** Records the nonce and says whether it was there before; asked last, of good signatures only. */
  seenNonce: (nonce: string) => boolean | Promise<boolean>;
}

/** Checks one HTTP call; nothing of the body may be believed before it says `ok`. */
export async function verifyRequest(call: RequestToVerify): Promise<SignatureVerdict> {
  const message = { method: call.method, url: targetUri(call.url), headers: call.headers };
  const claims = readSignature(message);
  if (typeof claims === 'string') return { ok: false, reason: claims };
  const required = requestComponents(message, call.body.length > 0);
  const terms = { tag: call.tag, required, allowed: [], now: call.now ?? new Date() };
  const refusal = checkTerms(claims, terms);
  if (refusal) return { ok: false, reason: refusal };
  if (!digestFits(message, call.body)) return { ok: false, reason: 'digest_mismatch' };
  const key = await call.keyFor(claims.keyid);
  if (!key) return { ok: false, reason: 'unknown_key' };
  if (!signatureFits(message, claims, key)) return { ok: false, reason: 'bad_signature' };
  if (await call.seenNonce(claims.nonce)) return { ok: false, reason: 'replayed' };
  return { ok: true, keyid: claims.keyid, nonce: claims.nonce };
}

function requestComponents(message: SignedMessage, hasBody = false): string[] {
  const typed = hasBody || headerValue(message.headers, 'content-type') !== undefined;
  return ['@method', '@target-uri', ...(typed ? ['content-type'] : []), 'content-digest'];
}
