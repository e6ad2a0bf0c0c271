import {
  answerFaults,
  receiptFaults,
  verifyReceipt,
  type Answer,
  type Order,
  type PublicJwk,
} from '@habeas/connector-sdk';
import { CallFailure } from './failure.js';

/** The system that answers, with the key pinned at its registration. */
export interface Answerer {
  slug: string;
  publicKey: PublicJwk;
}

/**
 * Whether an answer holds together with its order and its receipt. Throws `CallFailure` of class
 * `contract`; the answer is then as if it had never come.
 */
export async function checkAnswer(order: Order, answer: Answer, answerer: Answerer): Promise<void> {
  if (answerFaults(order, answer).length > 0) {
    throw new CallFailure('contract', 'answer_contradicts');
  }
  const verdict = await verifyReceipt(answer.receipt, answerer.publicKey);
  if (!verdict.ok) throw new CallFailure('contract', 'receipt_invalid');
  const expected = { issuer: answerer.slug, order, answer };
  if (receiptFaults(verdict.receipt, expected).length > 0) {
    throw new CallFailure('contract', 'receipt_contradicts');
  }
}
