import { compactVerify, CompactSign, decodeProtectedHeader, errors } from 'jose';
import type { SigningKey } from './keys.js';
import type { Fault, PublicJwk, Receipt } from './protocol.js';
import { parseReceipt } from './schema.js';

export const RECEIPT_TYPE = 'habeas-receipt+jwt';
const RECEIPT_ALGORITHM = 'EdDSA';

export type ReceiptVerdict =
  | { ok: true; receipt: Receipt }
  | { ok: false; reason: 'malformed' | 'unknown_key' | 'bad_signature' }
  | { ok: false; reason: 'claims_invalid'; faults: Fault[] };

/** JWS compact over the claims; the header is `alg`, `typ` and `kid`, nothing else. */
export async function signReceipt(claims: Receipt, key: SigningKey): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: RECEIPT_ALGORITHM, typ: RECEIPT_TYPE, kid: key.jwk.kid })
    .sign(key.privateKey);
}

/**
 * Checks form, key and signature of a receipt. Whether it belongs to a task, `receiptFaults` says.
 * The algorithm is ours to choose, never the header's.
 */
export async function verifyReceipt(jws: string, key: PublicJwk): Promise<ReceiptVerdict> {
  const kid = readHeader(jws);
  if (kid === undefined) return { ok: false, reason: 'malformed' };
  if (kid !== key.kid) return { ok: false, reason: 'unknown_key' };
  const payload = await verifiedPayload(jws, key);
  if (!payload) return { ok: false, reason: 'bad_signature' };
  const parsed = parseReceipt(payload);
  if (!parsed.ok) return { ok: false, reason: 'claims_invalid', faults: parsed.faults };
  return { ok: true, receipt: parsed.value };
}

function readHeader(jws: string): string | undefined {
  try {
    const { alg, typ, kid, ...others } = decodeProtectedHeader(jws);
    const ours = alg === RECEIPT_ALGORITHM && typ === RECEIPT_TYPE;
    return ours && Object.keys(others).length === 0 ? kid : undefined;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function verifiedPayload(jws: string, key: PublicJwk): Promise<Uint8Array | undefined> {
  try {
    const verified = await compactVerify(jws, { ...key }, { algorithms: [RECEIPT_ALGORITHM] });
    return verified.payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
