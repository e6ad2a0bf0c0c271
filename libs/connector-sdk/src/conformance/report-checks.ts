import { isDeepStrictEqual } from 'node:util';
import { PROTOCOL_ACTIONS, type Action, type Order } from '../protocol.js';
import { callbackPath, carryOut, judgeReport, nonceOf } from './carried-out.js';
import { readObject } from './documents.js';
import { stranger, type Examination } from './examination.js';
import { expectSameAnswer } from './order-checks.js';

const RETRY_AFTER_SECONDS = 1;
/** Clocks and timers of two processes do not agree to the millisecond. */
const EARLY_MS = 100;
const REDIRECTED = '/redirected';

/**
 * Reports that are not taken at first, and one that is refused. Gives what has to be looked at once
 * more at the very end: whether the refused one came again after all.
 */
export async function checkReports(exam: Examination): Promise<() => void> {
  const { ledger, manifest, probe } = exam;
  const action = PROTOCOL_ACTIONS.find((each) => manifest.actions[each]?.mode === 'async');
  if (!action) {
    ledger.leave('no action of the manifest is async', 'C-ANS-5', 'C-ANS-6');
    return () => undefined;
  }
  await checkPersistence(exam, action);
  const refused = probe.order(action, [stranger(manifest)]);
  exam.inbox.script(callbackPath(refused), [{ status: 404 }]);
  await carryOut(exam, refused);
  const [report] = exam.inbox.at(callbackPath(refused));
  if (report) await expectSameAnswer(exam, refused, { first: readObject(report.body) });
  return () => {
    const count = exam.inbox.at(callbackPath(refused)).length;
    const seen = `a report that was refused (404) came ${count} times`;
    if (count > 0) ledger.expect('C-ANS-6', { holds: count === 1, seen });
  };
}

/** Busy at first, then elsewhere, then there. */
async function checkPersistence(exam: Examination, action: Action): Promise<void> {
  const { inbox, ledger, probe, manifest } = exam;
  const order = probe.order(action, [stranger(manifest)]);
  const path = callbackPath(order);
  inbox.script(path, [
    { status: 503, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } },
    { status: 307, headers: { location: `${probe.callback}${REDIRECTED}` } },
  ]);
  if (!(await carryOut(exam, order))) return;
  for (const [count, after] of [[2, '503'] as const, [3, 'a redirect'] as const]) {
    const came = await inbox.until(path, { count, withinMs: exam.patienceMs });
    ledger.expect('C-ANS-6', { holds: came, seen: `the report was not repeated after ${after}` });
    if (!came) break;
  }
  judgeRepeats(exam, order);
  const followed = inbox.at(REDIRECTED).length > 0;
  ledger.expect('C-HTTP-4', { holds: !followed, seen: 'a report followed a redirect' });
  const [report] = inbox.at(path);
  if (report) await expectSameAnswer(exam, order, { first: readObject(report.body) });
}

function judgeRepeats(exam: Examination, order: Order): void {
  const { inbox, ledger } = exam;
  const reports = inbox.at(callbackPath(order));
  const [first, second] = reports;
  if (!first || !second) return;
  for (const report of reports.slice(1)) judgeReport(exam, order, report);
  const nonces = new Set(reports.map(nonceOf));
  const fresh = nonces.size === reports.length;
  ledger.expect('C-SIG-8', {
    holds: fresh,
    seen: 'a repeated report bore the nonce of the one before',
  });
  const waited = second.at - first.at >= RETRY_AFTER_SECONDS * 1000 - EARLY_MS;
  ledger.expect('C-ANS-6', {
    holds: waited,
    seen: 'a report came again before retry-after was over',
  });
  const bodies = reports.map(({ body }) => readObject(body));
  const same = bodies.every((body) => isDeepStrictEqual(body, bodies[0]));
  ledger.expect('C-ORD-3', { holds: same, seen: 'a repeated report holds another answer' });
}
