import { contentDigest } from './content-digest.js';
import type { SigningKey } from './keys.js';
import { CONTINUATION_HEADER, RECEIPT_HEADER, type PublicJwk } from './protocol.js';
import { headerValue, type HeaderBag } from './signature-base.js';
import {
  ANSWER_TAG,
  checkTerms,
  digestFits,
  readSignature,
  signatureFits,
  signMessage,
  type SignatureVerdict,
} from './signature-profile.js';

export interface AnswerToSign {
  status: number;
  contentType: string;
  body: string | Uint8Array;
  /** Headers of the answer; of these the protocol's own are covered. */
  headers?: Record<string, string>;
  key: SigningKey;
  /** The signature nonce of the call that is answered: it ties the answer to that call. */
  requestNonce: string;
  now?: Date;
}

/** All headers of the answer, those given included. */
export function signAnswer(answer: AnswerToSign): Record<string, string> {
  const headers: Record<string, string> = {
    ...answer.headers,
    'content-type': answer.contentType,
    'content-digest': contentDigest(Buffer.from(answer.body)),
  };
  const by = {
    key: answer.key,
    tag: ANSWER_TAG,
    nonce: answer.requestNonce,
    now: answer.now ?? new Date(),
  };
  const signature = signMessage({ status: answer.status, headers }, components(headers), by);
  return { ...headers, ...signature };
}

export interface AnswerToVerify {
  status: number;
  headers: HeaderBag;
  body: Uint8Array;
  /** The one key that may answer: the called system's, as pinned. */
  key: PublicJwk;
  requestNonce: string;
  now?: Date;
}

/** Checks an answer; one that belongs to another call is `replayed`. */
export function verifyAnswer(answer: AnswerToVerify): SignatureVerdict {
  const message = { status: answer.status, headers: answer.headers };
  const claims = readSignature(message);
  if (typeof claims === 'string') return { ok: false, reason: claims };
  const required = components(answer.headers);
  const terms = { tag: ANSWER_TAG, required, allowed: [], now: answer.now ?? new Date() };
  const refusal = checkTerms(claims, terms);
  if (refusal) return { ok: false, reason: refusal };
  if (!digestFits(message, answer.body)) return { ok: false, reason: 'digest_mismatch' };
  if (claims.keyid !== answer.key.kid) return { ok: false, reason: 'unknown_key' };
  if (!signatureFits(message, claims, answer.key)) return { ok: false, reason: 'bad_signature' };
  if (claims.nonce !== answer.requestNonce) return { ok: false, reason: 'replayed' };
  return { ok: true, keyid: claims.keyid, nonce: claims.nonce };
}

function components(headers: HeaderBag): string[] {
  const ours = [CONTINUATION_HEADER, RECEIPT_HEADER];
  const present = ours.filter((name) => headerValue(headers, name) !== undefined);
  return ['@status', 'content-type', 'content-digest', ...present];
}
