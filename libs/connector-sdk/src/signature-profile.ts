import { createPublicKey, sign, verify } from 'node:crypto';
import { matchesDigest } from './content-digest.js';
import type { SigningKey } from './keys.js';
import type { PublicJwk } from './protocol.js';
import { headerValue, signatureBase, type SignedMessage } from './signature-base.js';
import { dictionaryMember, parseBytes, parseInnerList } from './structured-fields.js';

/** The one label under which our signatures stand; others in the headers are not looked at. */
export const SIGNATURE_LABEL = 'habeas';
/** Habeas calls a connector. */
export const ORDER_TAG = 'habeas-order';
/** A connector calls Habeas. */
export const CALLBACK_TAG = 'habeas-callback';
/** The answer to either. */
export const ANSWER_TAG = 'habeas-answer';
/** How far `created` may lie from the verifier's clock, either way. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

export type SignatureFailure =
  | 'missing'
  | 'malformed'
  | 'digest_mismatch'
  | 'component_missing'
  | 'stale'
  | 'unknown_key'
  | 'wrong_tag'
  | 'bad_signature'
  | 'replayed';

export type SignatureVerdict =
  { ok: true; keyid: string; nonce: string } | { ok: false; reason: SignatureFailure };

/** What `Signature-Input` and `Signature` said, before anything of it is believed. */
export interface SignatureClaims {
  components: string[];
  created: number;
  keyid: string;
  nonce: string;
  tag: string;
  /** The inner list with parameters, verbatim. */
  params: string;
  signature: Buffer;
}

export interface SignatureTerms {
  tag: string;
  /** Components that must be covered. */
  required: readonly string[];
  /** Components that may be covered besides. */
  allowed: readonly string[];
  now: Date;
}

const NONCE = /^[A-Za-z0-9_-]{22,86}$/;
const PARAMS = ['created', 'keyid', 'alg', 'nonce', 'tag'];

/** The two signature headers over `components` of the message. */
export function signMessage(
  message: SignedMessage,
  components: readonly string[],
  by: { key: SigningKey; tag: string; nonce: string; now: Date },
): { 'signature-input': string; signature: string } {
  const list = components.map((name) => `"${name}"`).join(' ');
  const created = Math.floor(by.now.getTime() / 1000);
  const keyid = by.key.jwk.kid;
  const who = `created=${created};keyid="${keyid}";alg="ed25519"`;
  const params = `(${list});${who};nonce="${by.nonce}";tag="${by.tag}"`;
  const base = signatureBase(message, components, params);
  if (base === undefined) throw new Error('A component to be signed is missing in the message');
  const bytes = sign(null, Buffer.from(base), by.key.privateKey);
  return {
    'signature-input': `${SIGNATURE_LABEL}=${params}`,
    signature: `${SIGNATURE_LABEL}=:${bytes.toString('base64')}:`,
  };
}

/** Reads the signature headers; a word says why they cannot be read. */
export function readSignature(message: SignedMessage): SignatureClaims | 'missing' | 'malformed' {
  const input = headerValue(message.headers, 'signature-input');
  const sent = headerValue(message.headers, 'signature');
  if (input === undefined || sent === undefined) return 'missing';
  const params = dictionaryMember(input, SIGNATURE_LABEL);
  const signature = parseBytes(dictionaryMember(sent, SIGNATURE_LABEL) ?? '');
  const list = parseInnerList(params ?? '');
  if (params === undefined || signature?.length !== 64 || !list) return 'malformed';
  const [created, keyid, alg, nonce, tag] = PARAMS.map((name) => list.params.get(name));
  if (list.params.size !== PARAMS.length || alg !== 'ed25519') return 'malformed';
  if (typeof created !== 'number' || typeof keyid !== 'string') return 'malformed';
  if (typeof nonce !== 'string' || typeof tag !== 'string' || !NONCE.test(nonce))
    return 'malformed';
  return { components: list.items, created, keyid, nonce, tag, params, signature };
}

/** Everything that can be refused before a key is looked up. */
export function checkTerms(
  claims: SignatureClaims,
  terms: SignatureTerms,
): SignatureFailure | undefined {
  if (claims.tag !== terms.tag) return 'wrong_tag';
  if (!terms.required.every((name) => claims.components.includes(name))) return 'component_missing';
  const known = [...terms.required, ...terms.allowed];
  if (!claims.components.every((name) => known.includes(name))) return 'malformed';
  const ageSeconds = Math.abs(terms.now.getTime() / 1000 - claims.created);
  return ageSeconds > SIGNATURE_TOLERANCE_SECONDS ? 'stale' : undefined;
}

/** Whether the body is the one whose digest is signed. */
export function digestFits(message: SignedMessage, body: Uint8Array): boolean {
  const digest = headerValue(message.headers, 'content-digest');
  return digest !== undefined && matchesDigest(digest, body);
}

/** Whether `key` made the signature over this message. */
export function signatureFits(
  message: SignedMessage,
  claims: SignatureClaims,
  key: PublicJwk,
): boolean {
  const base = signatureBase(message, claims.components, claims.params);
  if (base === undefined || key.kid !== claims.keyid) return false;
  const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
  return verify(null, Buffer.from(base), publicKey, claims.signature);
}
