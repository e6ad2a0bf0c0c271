import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Deepest nesting that is canonicalised; a deeper value is a mistake or an attack. */
const DEPTH_MAX = 64;

/**
 * Canonical JSON (RFC 8785) of strings, safe integers, booleans, null, arrays and plain objects.
 * Throws a TypeError on everything that two readers may write differently or lose: fractions and
 * numbers above 2^53 - 1, undefined, lone surrogates, dates and other class instances. The message
 * names the place (a JSON Pointer), never the value.
 */
export function canonicalJson(value: unknown): string {
  assertCanonical(value, '', 0);
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('This value has no canonical JSON');
  return text;
}

/** SHA-256, 32 bytes; a string is taken as UTF-8. */
export function sha256(data: string | Uint8Array): Buffer {
  return createHash('sha256').update(data).digest();
}

/** base64url SHA-256 of the canonical JSON: 43 characters. */
export function digestOf(value: unknown): string {
  return sha256(canonicalJson(value)).toString('base64url');
}

function assertCanonical(value: unknown, at: string, depth: number): void {
  if (depth > DEPTH_MAX) throw refused(at, `is nested deeper than ${DEPTH_MAX}`);
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw refused(at, 'is not a safe integer');
  } else if (typeof value === 'string') {
    if (!value.isWellFormed()) throw refused(at, 'has a lone surrogate');
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) assertCanonical(item, `${at}/${index}`, depth + 1);
  } else {
    assertPlainObject(value, at, depth);
  }
}

function assertPlainObject(value: unknown, at: string, depth: number): void {
  if (typeof value !== 'object' || value === null) throw refused(at, `is ${typeof value}`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw refused(at, 'is an instance of a class');
  }
  for (const [key, item] of Object.entries(value)) {
    if (!key.isWellFormed()) throw refused(at, 'has a key with a lone surrogate');
    assertCanonical(item, `${at}/${key}`, depth + 1);
  }
}

function refused(at: string, why: string): TypeError {
  return new TypeError(`Not canonical: the value at '${at}' ${why}`);
}
