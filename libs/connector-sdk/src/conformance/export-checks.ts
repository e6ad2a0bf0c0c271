import type { Order, Paging } from '../protocol.js';
import { stranger, type Examination } from './examination.js';
import { judgeToken, openExport, page, walk } from './export-walk.js';
import { mustRefuse } from './refusals.js';

/** Pages that are asked for twice, as after a restart. */
const TWICE = 3;
const ALL: [
  'C-EXP-1',
  'C-EXP-2',
  'C-EXP-3',
  'C-EXP-4',
  'C-EXP-5',
  'C-EXP-6',
  'C-EXP-7',
  'C-EXP-8',
] = ['C-EXP-1', 'C-EXP-2', 'C-EXP-3', 'C-EXP-4', 'C-EXP-5', 'C-EXP-6', 'C-EXP-7', 'C-EXP-8'];

/** An export to its end, with pages asked for twice; begun again; and with what does not belong. */
export async function checkExport(exam: Examination): Promise<void> {
  const { ledger, manifest, probe, subject } = exam;
  if (!manifest.actions.export) {
    ledger.leave('the manifest has no export', ...ALL, 'C-ORD-8');
    return;
  }
  const order = probe.order('export', [subject]);
  const paging = await openExport(exam, order);
  if (!paging) return;
  judgeToken(exam, paging.continuation);
  await checkForeign(exam, order, paging);
  const walked = await walk(exam, { order, paging }, { twice: TWICE });
  if (!walked) return;
  ledger.keep('C-EXP-3');
  await checkBegunAgain(exam, order);
  await checkScope(exam);
  await checkNobody(exam);
}

/** Page calls that are not of this export. */
async function checkForeign(exam: Examination, order: Order, paging: Paging): Promise<void> {
  const { continuation } = paging;
  const other = { ...order, identifiers: [stranger(exam.manifest)] };
  const refuse = async (task: string, json: object, what: string) =>
    mustRefuse(exam.probe, {
      clause: 'C-EXP-1',
      path: `/tasks/${task}/pages`,
      call: { json },
      codes: ['continuation_invalid', 'nonce_changed', 'order_invalid', 'task_unknown'],
      what,
    });
  await refuse(
    order.task,
    { order: other, continuation },
    'a page call with somebody else’s order',
  );
  await refuse('tsk_unheard-of', { order, continuation }, 'a page call under another task');
  await mustRefuse(exam.probe, {
    clause: 'C-EXP-2',
    path: `/tasks/${order.task}/pages`,
    call: { json: { order, continuation: changed(continuation) } },
    codes: ['continuation_invalid'],
    what: 'a continuation of which one character was changed',
  });
}

async function checkBegunAgain(exam: Examination, order: Order): Promise<void> {
  const { ledger } = exam;
  const { deadline: _deadline, ...same } = order;
  const again = { ...same, deadline: '2099-01-01T00:00:00Z' };
  const paging = await openExport(exam, again, 'C-EXP-6');
  const answered = paging && (await page(exam, again, paging.continuation));
  const seen = 'the order of an export that was finished did not start it again';
  ledger.expect('C-EXP-6', { holds: answered?.status === 200, seen });
}

/** One category alone, where there are several. */
async function checkScope(exam: Examination): Promise<void> {
  const [first, second] = exam.manifest.categories;
  if (!first || !second) return;
  const scope = [{ category: first.id, retain: [] }];
  const order = exam.probe.order('export', [exam.subject], { scope });
  const paging = await openExport(exam, order);
  if (paging) await walk(exam, { order, paging });
}

async function checkNobody(exam: Examination): Promise<void> {
  const order = exam.probe.order('export', [stranger(exam.manifest)]);
  const paging = await openExport(exam, order);
  const walked = paging && (await walk(exam, { order, paging }));
  if (!walked) return;
  const seen = `the export of somebody whom no system knows has ${walked.records} records`;
  exam.ledger.expect('C-ORD-1', { holds: walked.records === 0, seen });
}

function changed(token: string): string {
  const middle = Math.floor(token.length / 2);
  const instead = token[middle] === 'A' ? 'B' : 'A';
  return token.slice(0, middle) + instead + token.slice(middle + 1);
}
