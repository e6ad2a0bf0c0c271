import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { nonceDigest, receiptDigest } from './leaf.js';
import type {
  ConnectorKey,
  Finding,
  OpenedChain,
  OpenedReceipt,
  ReceiptCheck,
  ReceiptVerdict,
} from './opened-chain.js';
import { parsePayload, type EvidencePayload } from './payload.js';

const RECEIPT_TYPE = 'habeas-receipt+jwt';

/** Outcomes that claim an effect on, or knowledge of, a system: only its connector can vouch. */
const VOUCHED = ['completed', 'partial', 'nothing_found', 'retained'];

type Note = (check: ReceiptCheck, detail: string) => void;
type Claims = Record<string, unknown>;

/** What the chain says of one task. */
interface TaskTrace {
  dispatches: EvidencePayload[];
  completion?: EvidencePayload;
}

/**
 * Checks the connectors' receipts against the chain: every completed task has one, signed by the
 * connector under the key that its dispatch named, for this task, nonce and audience, with the
 * outcome, counts and digest that the chain records. Never throws on bad evidence. Says nothing
 * about the chain itself: see verifyChain.
 */
export async function verifyReceipts(opened: OpenedChain): Promise<ReceiptVerdict> {
  const traces = traceTasks(opened);
  const keys = await keysByThumbprint(opened.connectorKeys);
  const findings: Finding[] = missing(opened, traces);
  for (const receipt of opened.receipts) {
    const { task } = receipt;
    const note: Note = (check, detail) => findings.push({ check, task, detail });
    await checkReceipt({ receipt, trace: traces.get(task), keys, opened }, note);
  }
  return { receipts: opened.receipts.length, findings };
}

function traceTasks(opened: OpenedChain): Map<string, TaskTrace> {
  const traces = new Map<string, TaskTrace>();
  for (const payload of readable(opened)) {
    const task = payload.data['task'];
    if (typeof task !== 'string') continue;
    const trace = traces.get(task) ?? { dispatches: [] };
    if (payload.type === 'task.dispatched') trace.dispatches.push(payload);
    if (payload.type === 'task.completed') trace.completion = payload;
    traces.set(task, trace);
  }
  return traces;
}

/** The payloads that parse; verifyChain reports the others. */
function readable(opened: OpenedChain): EvidencePayload[] {
  return opened.entries.flatMap(({ payload }) => {
    try {
      return [parsePayload(payload)];
    } catch (error) {
      if (error instanceof TypeError) return [];
      throw error;
    }
  });
}

/** A malformed key has no thumbprint, so that nothing is found to be signed under it. */
async function keysByThumbprint(keys: ConnectorKey[]): Promise<Map<string, ConnectorKey>> {
  const byThumbprint = new Map<string, ConnectorKey>();
  for (const key of keys) {
    const { kty, crv, x } = key.jwk;
    if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string') continue;
    byThumbprint.set(await calculateJwkThumbprint({ kty, crv, x }), key);
  }
  return byThumbprint;
}

function missing(opened: OpenedChain, traces: Map<string, TaskTrace>): Finding[] {
  const held = new Set(opened.receipts.map(({ task }) => task));
  return [...traces].flatMap(([task, { completion }]): Finding[] => {
    if (!completion || held.has(task)) return [];
    const { receipt, outcome } = completion.data;
    if (receipt === undefined && !VOUCHED.includes(String(outcome))) return [];
    const detail = `Entry ${completion.n} records the task as ${String(outcome)} without a receipt.`;
    return [{ check: 'receipt.missing', n: completion.n, task, detail }];
  });
}

interface ReceiptCase {
  receipt: OpenedReceipt;
  trace: TaskTrace | undefined;
  keys: Map<string, ConnectorKey>;
  opened: OpenedChain;
}

async function checkReceipt(one: ReceiptCase, note: Note): Promise<void> {
  const { receipt, trace } = one;
  const completion = trace?.completion;
  if (!completion) {
    note(
      'receipt.unannounced',
      'The chain has no completion of the task that this receipt is for.',
    );
    return;
  }
  if (completion.data['receipt'] !== receiptDigest(receipt.jws)) {
    note('receipt.digest', `Entry ${completion.n} records the digest of another receipt.`);
  }
  const dispatch = trace.dispatches.findLast(({ n }) => n < completion.n);
  if (!dispatch) {
    note(
      'receipt.undispatched',
      `No dispatch stands before the completion in entry ${completion.n}.`,
    );
    return;
  }
  const signed = await openReceipt(one, dispatch, note);
  if (!signed) return;
  checkBinding(signed, { ...one, dispatch, completion }, note);
}

/** The claims, if the signature is good under the key that the dispatch names. */
async function openReceipt(
  { receipt, keys }: ReceiptCase,
  dispatch: EvidencePayload,
  note: Note,
): Promise<Signed | undefined> {
  const key = keys.get(String(dispatch.data['key']));
  const named = key && key.slug === dispatch.data['connector'] ? key : undefined;
  if (!named || keyIdOf(receipt.jws) !== dispatch.data['key']) {
    note('receipt.key', `Not signed under the key that entry ${dispatch.n} names.`);
    return undefined;
  }
  const claims = await verifiedClaims(receipt.jws, named);
  if (!claims) note('receipt.signature', 'The signature does not fit receipt and key.');
  return claims && { claims, slug: named.slug };
}

interface Signed {
  claims: Claims;
  slug: string;
}

interface Bound extends ReceiptCase {
  dispatch: EvidencePayload;
  completion: EvidencePayload;
}

function checkBinding({ claims, slug }: Signed, bound: Bound, note: Note): void {
  const { receipt, opened, dispatch, completion } = bound;
  if (claims['task'] !== receipt.task) note('receipt.task', 'It was given for another task.');
  if (nonceDigest(String(claims['nonce'])) !== dispatch.data['nonce']) {
    note('receipt.nonce', `Its nonce is not the one of entry ${dispatch.n}.`);
  }
  if (claims['aud'] !== opened.audience) note('receipt.audience', 'It was given to somebody else.');
  if (claims['iss'] !== slug) note('receipt.issuer', 'It names another connector as its issuer.');
  if (claims['outcome'] !== completion.data['outcome']) {
    note('receipt.outcome', `Its outcome is not the one of entry ${completion.n}.`);
  }
  if (!sameCounts(claims['counts'], completion.data['counts'])) {
    note('receipt.counts', `Its counts are not those of entry ${completion.n}.`);
  }
}

/** Equal numbers, a count that one side leaves out being nought. */
function sameCounts(left: unknown, right: unknown): boolean {
  const told = (counts: unknown) =>
    Object.entries(counts ?? {})
      .filter(([, count]) => count !== 0)
      .sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(told(left)) === JSON.stringify(told(right));
}

/** Undefined if it is no JWS or names no key. */
function keyIdOf(jws: string): string | undefined {
  try {
    return decodeProtectedHeader(jws).kid;
  } catch {
    return undefined;
  }
}

/** Undefined on any failure: whatever stopped the check, the receipt is not shown to be genuine. */
async function verifiedClaims(jws: string, key: ConnectorKey): Promise<Claims | undefined> {
  try {
    const publicKey = await importJWK(key.jwk, 'EdDSA');
    const options = { algorithms: ['EdDSA'] };
    const { payload, protectedHeader } = await compactVerify(jws, publicKey, options);
    if (protectedHeader.typ !== RECEIPT_TYPE) return undefined;
    return readClaims(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
}

function readClaims(text: string): Claims | undefined {
  const claims: unknown = JSON.parse(text);
  return typeof claims === 'object' && claims !== null ? (claims as Claims) : undefined;
}
