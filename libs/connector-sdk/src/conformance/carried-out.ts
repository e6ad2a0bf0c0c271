import { CALLBACK_TAG } from '../signature-profile.js';
import type { Answer, Order } from '../protocol.js';
import { signatureFault } from './answer-marks.js';
import type { ClauseId } from './clauses.js';
import { judgeAnswer, judgeReceipt, readObject } from './documents.js';
import type { Examination } from './examination.js';
import type { Report } from './inbox.js';
import { answerOf, type Answered } from './probe.js';

/** How an answer's clauses are called where it comes as a report. */
const IN_REPORTS: Partial<Record<ClauseId, ClauseId>> = {
  'C-HTTP-6': 'C-ANS-6',
  'C-SIG-4': 'C-SIG-3',
};
const CALL_COMPONENTS = ['@method', '@target-uri', 'content-type', 'content-digest'];

/**
 * Sends an order, waits for its report where it was accepted, and judges all that comes. Undefined
 * when there is no answer to go on with; that is entered, too.
 */
export async function carryOut(exam: Examination, order: Order): Promise<Answer | undefined> {
  const answered = await answerOf(exam.probe.patiently('/tasks', { json: order }));
  return answered ? followUp(exam, order, answered) : missing(exam, order);
}

/** What became of an order that was answered so. */
export async function followUp(
  exam: Examination,
  order: Order,
  answered: Answered,
): Promise<Answer | undefined> {
  const { ledger, manifest } = exam;
  const { action } = order;
  const async = manifest.actions[action]?.mode === 'async';
  const { status } = answered;
  if (status !== 200 && status !== 202) {
    ledger.breach('C-MAN-2', `${action} stands in the manifest and was answered ${told(answered)}`);
    return undefined;
  }
  if (async) ledger.expect('C-ANS-5', { holds: status === 202, seen: `${action}: ${status}` });
  else ledger.expect('C-MAN-2', { holds: status === 200, seen: `${action} is sync: ${status}` });
  if (status === 200) return judgeDone(exam, order, answered.body);
  if (!async) return undefined;
  judgeAccepted(exam, order, answered.body);
  return reported(exam, order);
}

/** An answer of 200, or the body of a report. */
export async function judgeDone(
  exam: Examination,
  order: Order,
  body: Buffer,
): Promise<Answer | undefined> {
  const judged = judgeAnswer(exam.ledger, order, body);
  if (!judged) return undefined;
  const { slug, publicKey: key } = exam.manifest;
  await judgeReceipt(exam.ledger, judged, { slug, key, order });
  // Nothing can be built on an answer that is not of the protocol; what is wrong has been entered.
  return judged.sound ? judged.answer : undefined;
}

export function callbackPath({ callback }: Order): string {
  return new URL(callback).pathname;
}

/** The signature of a report. */
export function judgeReport({ ledger, manifest }: Examination, order: Order, report: Report): void {
  const message = { method: 'POST', url: order.callback, ...report };
  const fault = signatureFault(message, {
    components: CALL_COMPONENTS,
    tag: CALLBACK_TAG,
    key: manifest.publicKey,
    now: Date.now() / 1000,
  });
  if (fault) {
    const [clause, seen] = fault;
    ledger.breach(IN_REPORTS[clause] ?? clause, `a report: ${seen}`);
    return;
  }
  const nonce = nonceOf(report) ?? '';
  const fits = /^[A-Za-z0-9_-]{22,86}$/.test(nonce);
  ledger.expect('C-SIG-8', { holds: fits, seen: 'a report with a malformed signature nonce' });
}

export function nonceOf({ headers }: Pick<Report, 'headers'>): string | undefined {
  return /;nonce="([^"]*)"/.exec(String(headers['signature-input']))?.[1];
}

/** Status and code, for a sentence. */
export function told({ status, body }: Pick<Answered, 'status' | 'body'>): string {
  const code = readObject(body)?.['code'];
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code)
    ? `${status} ${code}`
    : `${status}`;
}

async function reported(exam: Examination, order: Order): Promise<Answer | undefined> {
  const path = callbackPath(order);
  const { inbox, ledger, patienceMs } = exam;
  const came = await inbox.until(path, { count: 1, withinMs: patienceMs });
  const report = inbox.at(path)[0];
  const seconds = Math.round(patienceMs / 1000);
  const seen = `no report of an accepted ${order.action} within ${seconds} seconds`;
  ledger.expect('C-ANS-6', { holds: came, seen });
  if (!report) return undefined;
  judgeReport(exam, order, report);
  return judgeDone(exam, order, report.body);
}

function judgeAccepted({ ledger }: Examination, { task }: Order, body: Buffer): void {
  const { task: named, status, ...others } = readObject(body) ?? {};
  const holds = named === task && status === 'accepted' && Object.keys(others).length === 0;
  ledger.expect('C-ANS-5', {
    holds,
    seen: '202 with another body than {"task","status":"accepted"}',
  });
}

function missing({ ledger }: Examination, { action }: Order): undefined {
  ledger.breach('C-PRB-1', `no answer to an order to ${action}`);
  return undefined;
}
