import type { Answer, Fault } from './protocol.js';
import { verifyRequest, type RequestToVerify } from './request-signature.js';
import { parseAnswer } from './schema.js';
import { CALLBACK_TAG, type SignatureFailure } from './signature-profile.js';

export type CallbackToVerify = Omit<RequestToVerify, 'method' | 'tag'>;

export type CallbackVerdict =
  | { ok: true; answer: Answer; keyid: string }
  | { ok: false; reason: SignatureFailure }
  | { ok: false; reason: 'answer_invalid'; keyid: string; faults: Fault[] };

/**
 * Checks signature and shape of a connector's `POST` to an order's `callback`. The caller still
 * compares with the task: `answerFaults`, `verifyReceipt`, `receiptFaults`.
 */
export async function verifyCallback(call: CallbackToVerify): Promise<CallbackVerdict> {
  const verdict = await verifyRequest({ ...call, method: 'POST', tag: CALLBACK_TAG });
  if (!verdict.ok) return verdict;
  const { keyid } = verdict;
  const parsed = parseAnswer(call.body);
  if (!parsed.ok) return { ok: false, reason: 'answer_invalid', keyid, faults: parsed.faults };
  return { ok: true, keyid, answer: parsed.value };
}
