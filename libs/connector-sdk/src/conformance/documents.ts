import { answerFaults, receiptFaults } from '../consistency.js';
import type { Answer, Fault, Order, PublicJwk, Receipt } from '../protocol.js';
import { parseAnswer, parseReceipt } from '../schema.js';
import type { ClauseId } from './clauses.js';
import { trueKey } from './answer-marks.js';
import type { Ledger } from './ledger.js';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { RECEIPT_TYPE } from '../receipt.js';

type Places = readonly (readonly [RegExp, ClauseId])[];

const MANIFEST_PLACES: Places = [
  [/^\/slug/, 'C-MAN-1'],
  [/^\/publicKey/, 'C-KEY-1'],
  [/^\/actions/, 'C-MAN-2'],
  [/^\/(?:accepts|returns)/, 'C-MAN-3'],
  [/^\/categories\/\d+\/parts/, 'C-MAN-5'],
  [/^\/categories/, 'C-MAN-4'],
  [/^\/limits/, 'C-MAN-6'],
  [/^\/suppresses/, 'C-MAN-7'],
];

const ANSWER_PLACES: Places = [
  [/^\/outcome/, 'C-ANS-1'],
  [/^\/reason/, 'C-ANS-2'],
  [/^\/matches/, 'C-ANS-3'],
  [/^\/(?:retained|counts\/retained$)/, 'C-ANS-4'],
  [/^\/(?:counts|task)/, 'C-ANS-8'],
  [/^\/receipt/, 'C-REC-1'],
];

const RECEIPT_PLACES: Places = [
  [/^\/order/, 'C-REC-3'],
  [/^\/evidence/, 'C-REC-4'],
  [/^/, 'C-REC-2'],
];

/** Enters each fault under the clause of its place; what has none is a matter of shape. */
function enterFaults(ledger: Ledger, places: Places, faults: Fault[]): void {
  for (const { path, detail } of faults) {
    const clause = places.find(([place]) => place.test(path))?.[1] ?? 'C-HTTP-3';
    ledger.breach(clause, `${path || 'the document'} ${detail}`);
  }
}

export function enterManifestFaults(ledger: Ledger, faults: Fault[]): void {
  enterFaults(ledger, MANIFEST_PLACES, faults);
}

export function enterReceiptFaults(ledger: Ledger, faults: Fault[]): void {
  enterFaults(ledger, RECEIPT_PLACES, faults);
}

export interface JudgedAnswer {
  /** As far as it can be used. */
  answer: Answer;
  /** False when it broke a clause: what its receipt says of it is then no fault of its own. */
  sound: boolean;
}

/** Everything about an answer but the receipt in it; undefined when it is no document at all. */
export function judgeAnswer(ledger: Ledger, order: Order, body: Buffer): JudgedAnswer | undefined {
  const parsed = parseAnswer(body);
  if (!parsed.ok) {
    enterFaults(ledger, ANSWER_PLACES, parsed.faults);
    const answer = readObject(body) as Answer | undefined;
    return answer && { answer, sound: false };
  }
  const faults = answerFaults(order, parsed.value);
  enterFaults(ledger, ANSWER_PLACES, faults);
  if (faults.length === 0) ledger.keep('C-ANS-1', 'C-ANS-4', 'C-ANS-8');
  if (parsed.value.reason !== undefined) ledger.keep('C-ANS-2');
  return { answer: parsed.value, sound: faults.length === 0 };
}

export interface ReceiptContext {
  slug: string;
  key: PublicJwk;
  order: Order;
}

/** The receipt of an answer: form, key, claims, and what they are bound to. */
export async function judgeReceipt(
  ledger: Ledger,
  { answer, sound }: JudgedAnswer,
  context: ReceiptContext,
): Promise<void> {
  const receipt = await openReceipt(ledger, String(answer.receipt), context);
  if (!receipt || !sound) return;
  const { slug: issuer, order } = context;
  const faults = receiptFaults(receipt, { issuer, order, answer });
  enterFaults(ledger, RECEIPT_PLACES, faults);
  if (faults.length === 0) ledger.keep('C-REC-2', 'C-REC-3', 'C-REC-4');
}

/** Form, key and shape of a receipt; undefined when nothing in it can be believed. */
export async function openReceipt(
  ledger: Ledger,
  jws: string,
  { slug, key }: ReceiptContext,
): Promise<Receipt | undefined> {
  const payload = await verifiedPayload(jws, key);
  if (typeof payload === 'string') {
    ledger.breach('C-REC-1', payload);
    return undefined;
  }
  ledger.keep('C-REC-1');
  const parsed = parseReceipt(payload);
  if (parsed.ok) {
    enterFaults(ledger, RECEIPT_PLACES, timeFaults(parsed.value));
    return parsed.value;
  }
  const receipt = readObject(Buffer.from(payload)) as Receipt | undefined;
  // A slug of the wrong form is the manifest's fault, and counted there.
  const faults = parsed.faults.filter(({ path }) => path !== '/iss' || receipt?.iss !== slug);
  enterFaults(ledger, RECEIPT_PLACES, faults);
  return faults.length === 0 ? receipt : undefined;
}

function timeFaults({ started, finished }: Receipt): Fault[] {
  if (Date.parse(started) <= Date.parse(finished)) return [];
  return [{ path: '/finished', detail: 'lies before started' }];
}

async function verifiedPayload(jws: string, key: PublicJwk): Promise<Uint8Array | string> {
  try {
    const { alg, typ, kid, ...others } = decodeProtectedHeader(jws);
    if (alg !== 'EdDSA') return 'alg of the receipt is not EdDSA';
    if (typ !== RECEIPT_TYPE) return `typ of the receipt is not ${RECEIPT_TYPE}`;
    if (kid !== key.kid && kid !== trueKey(key).kid)
      return 'kid of the receipt is not the manifest’s';
    if (Object.keys(others).length > 0) return 'the header of the receipt has further members';
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.x };
    return (await compactVerify(jws, jwk, { algorithms: ['EdDSA'] })).payload;
  } catch {
    // Whatever jose stumbles over, the receipt proves nothing.
    return 'the receipt is no JWS that the key of the manifest verifies';
  }
}

/** A document as an object, whatever its shape. */
export function readObject(body: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
