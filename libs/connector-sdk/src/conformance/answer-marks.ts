import { createPublicKey, verify } from 'node:crypto';
import { matchesDigest } from '../content-digest.js';
import { thumbprint } from '../keys.js';
import { CONTINUATION_HEADER, RECEIPT_HEADER, type PublicJwk } from '../protocol.js';
import { headerValue, signatureBase, type SignedMessage } from '../signature-base.js';
import { SIGNATURE_LABEL, SIGNATURE_TOLERANCE_SECONDS } from '../signature-profile.js';
import { dictionaryMember, parseBytes } from '../structured-fields.js';
import type { ClauseId } from './clauses.js';

/** The first fault of a signed message: the clause that it breaks, and how. */
export type MarkFault = readonly [ClauseId, string];

/** What a signature of the connector's must bear. */
export interface Expected {
  /** `components` that must be covered, all of them and no others. */
  components: string[];
  tag: string;
  /** Of an answer: the nonce of its call. */
  nonce?: string;
  key: PublicJwk;
  /** Unix seconds. */
  now: number;
}

/** The clauses that `answerFault` looks at. */
export const ANSWER_CLAUSES: ClauseId[] = [
  'C-HTTP-6',
  'C-KEY-2',
  'C-SIG-1',
  'C-SIG-2',
  'C-SIG-4',
  'C-SIG-5',
  'C-SIG-6',
  'C-SIG-7',
  'C-SIG-9',
  'C-SIG-10',
];

const PARAM_NAMES = ['created', 'keyid', 'alg', 'nonce', 'tag'];

/**
 * What is wrong with the signature of an answer or callback. One fault at most, the outermost: what
 * lies under it cannot be told apart from its consequences.
 */
export function signatureFault(
  message: SignedMessage & { body: Buffer },
  expected: Expected,
): MarkFault | undefined {
  const digest = headerValue(message.headers, 'content-digest');
  if (digest === undefined) return ['C-SIG-1', 'no content-digest was sent'];
  if (!matchesDigest(digest, message.body)) return ['C-SIG-1', 'content-digest is not the body’s'];
  const input = headerValue(message.headers, 'signature-input');
  const sent = headerValue(message.headers, 'signature');
  if (input === undefined || sent === undefined) return ['C-HTTP-6', 'no signature was sent'];
  const params = dictionaryMember(input, SIGNATURE_LABEL);
  const bytes = dictionaryMember(sent, SIGNATURE_LABEL);
  if (params === undefined || bytes === undefined) {
    return ['C-SIG-2', 'the signature does not stand under the label habeas, once'];
  }
  return (
    componentFault(params, expected.components) ??
    paramFault(params, expected) ??
    proofFault({ message, params, bytes }, expected)
  );
}

/** The components that an answer with these headers must cover. */
export function answerComponents(headers: SignedMessage['headers']): string[] {
  const ours = [CONTINUATION_HEADER, RECEIPT_HEADER];
  const present = ours.filter((name) => headerValue(headers, name) !== undefined);
  return ['@status', 'content-type', 'content-digest', ...present];
}

/** The key by what it is; the manifest may err about its id, which is a clause of its own. */
export function trueKey(key: PublicJwk): PublicJwk {
  return { ...key, kid: thumbprint({ kty: 'OKP', crv: 'Ed25519', x: key.x }) };
}

function componentFault(params: string, required: string[]): MarkFault | undefined {
  const list = /^\(([^)]*)\)/.exec(params)?.[1];
  if (list === undefined) return ['C-SIG-5', 'signature-input holds no list of components'];
  const items = list.split(' ').filter((item) => item !== '');
  const missing = required.find((name) => !items.some((item) => item.startsWith(`"${name}"`)));
  if (missing !== undefined) return ['C-SIG-4', `the signature does not cover ${missing}`];
  const exact = items.every((item) => required.includes(item.slice(1, -1)));
  if (exact && items.length === required.length) return undefined;
  return ['C-SIG-5', 'the signature covers something else, twice, or with parameters'];
}

function paramFault(params: string, expected: Expected): MarkFault | undefined {
  const found = new Map(
    [...params.matchAll(/;([a-z]+)=(?:"([^"]*)"|(\d+))/g)].map(([, name = '', text, digits]) => [
      name,
      text ?? digits ?? '',
    ]),
  );
  const named = [...found.keys()].sort().join(' ');
  if (named !== [...PARAM_NAMES].sort().join(' ')) {
    return ['C-SIG-6', `the parameters are ${named || 'none'}`];
  }
  if (found.get('alg') !== 'ed25519') return ['C-SIG-6', 'alg is not "ed25519"'];
  if (found.get('tag') !== expected.tag) return ['C-SIG-7', `the tag is not ${expected.tag}`];
  if (expected.nonce !== undefined && found.get('nonce') !== expected.nonce) {
    return ['C-SIG-9', 'the answer does not bear the nonce of its call'];
  }
  const away = Math.abs(expected.now - Number(found.get('created')));
  if (away > SIGNATURE_TOLERANCE_SECONDS) {
    return ['C-SIG-10', `created lies ${Math.round(away)} seconds from the clock of this check`];
  }
  const known = [expected.key.kid, trueKey(expected.key).kid];
  if (known.includes(found.get('keyid') ?? '')) return undefined;
  return ['C-KEY-2', 'an answer was signed with another key than the manifest names'];
}

function proofFault(
  signed: { message: SignedMessage; params: string; bytes: string },
  { key }: Expected,
): MarkFault | undefined {
  const { message, params } = signed;
  const items = (/^\(([^)]*)\)/.exec(params)?.[1] ?? '')
    .split(' ')
    .map((item) => item.slice(1, -1));
  const base = signatureBase(message, items, params);
  const signature = parseBytes(signed.bytes);
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.x };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const good =
    base !== undefined && signature && verify(null, Buffer.from(base), publicKey, signature);
  return good ? undefined : ['C-SIG-4', 'the signature is not over the message that arrived'];
}
