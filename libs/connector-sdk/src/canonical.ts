import { createHash } from 'node:crypto';
import type { Answer, Order } from './protocol.js';

/**
 * RFC 8785 for the values of the protocol: strings, safe integers, booleans, null, arrays, objects.
 * Throws a TypeError on anything else, undefined members and lone surrogates included.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([k, v]) => `${canonicalJson(k)}:${canonicalJson(v)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError('Only safe integers have a canonical form here');
  }
  if (typeof value === 'string' && !value.isWellFormed()) {
    throw new TypeError('A lone surrogate has no canonical form');
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`A ${typeof value} has no canonical form`);
  return text;
}

export function sha256Base64url(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('base64url');
}

/**
 * What a receipt's `order` holds. `deadline` and `callback` are left out: a repeat of the same order
 * may carry other ones.
 */
export function orderDigest(order: Order): string {
  const { deadline: _deadline, callback: _callback, ...lasting } = order;
  return sha256Base64url(canonicalJson(lasting));
}

/** What a receipt's `evidence` holds, for every action but `export`. */
export function answerDigest(answer: Omit<Answer, 'receipt'>): string {
  const { receipt: _receipt, ...rest } = answer as Answer;
  return sha256Base64url(canonicalJson(rest));
}
