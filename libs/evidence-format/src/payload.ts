import { canonicalJson } from './canonical-json.js';
import { assertFact, type EvidenceType } from './evidence-types.js';
import { KINDS } from './kinds.js';

export const PAYLOAD_VERSION = 1;

/**
 * What one entry says; its canonical JSON is what the commitment covers. `n` counts from 1 within
 * the request, `prev` is the base64 commitment of entry n - 1 (empty for 1), `at` is UTC with
 * milliseconds, `actor` a principal, connector or part of the software.
 */
export interface EvidencePayload {
  v: number;
  n: number;
  prev: string;
  type: EvidenceType;
  at: string;
  actor: string;
  data: Record<string, unknown>;
}

/** What entry 1 carries beside its fact: the tag key's digest, and whose log this is. */
export interface ChainBinding {
  /** See bindTagKey. */
  kreq: string;
  /** The log's origin; every receipt's `aud`. */
  audience: string;
}

const FIELDS = ['actor', 'at', 'data', 'n', 'prev', 'type', 'v'];
const BASE64_32 = /^[A-Za-z0-9+/]{43}=$/;
const ORIGIN = /^[A-Za-z0-9][A-Za-z0-9.:/_-]{0,252}$/;

/** Throws a TypeError unless the payload is of this version and its closed schema. */
export function assertPayload(payload: unknown): asserts payload is EvidencePayload {
  if (typeof payload !== 'object' || payload === null) throw unfit('is no object');
  if (Object.keys(payload).sort().join() !== FIELDS.join()) throw unfit('has other fields');
  const { v, n, prev, type, at, actor, data } = payload as Record<string, unknown>;
  if (v !== PAYLOAD_VERSION) throw unfit('is of another version');
  if (!KINDS.count(n) || n === 0) throw unfit('has no number');
  if (typeof prev !== 'string' || (prev !== '' && !BASE64_32.test(prev))) {
    throw unfit('has a malformed prev');
  }
  if (!KINDS.instant(at)) throw unfit('has a malformed instant');
  if (!KINDS.actor(actor)) throw unfit('has a malformed actor');
  if (typeof type !== 'string' || typeof data !== 'object' || data === null) {
    throw unfit('has no type or data');
  }
  assertFact({ type, data: n === 1 ? unbound(data) : data });
}

/** The data of entry 1 without its binding, which is checked here. */
function unbound(data: object): object {
  const { kreq, audience, ...fact } = data as Record<string, unknown>;
  if (typeof kreq !== 'string' || !BASE64_32.test(kreq)) throw unfit('binds no tag key');
  if (typeof audience !== 'string' || !ORIGIN.test(audience)) throw unfit('names no audience');
  return fact;
}

/** The payload of a canonical text, or a TypeError: other bytes for the same content are refused. */
export function parsePayload(text: string): EvidencePayload {
  let payload: unknown;
  try {
    payload = JSON.parse(text);
  } catch {
    throw unfit('is no JSON');
  }
  assertPayload(payload);
  if (canonicalJson(payload) !== text) throw unfit('is not in canonical form');
  return payload;
}

function unfit(why: string): TypeError {
  return new TypeError(`The payload ${why}`);
}
