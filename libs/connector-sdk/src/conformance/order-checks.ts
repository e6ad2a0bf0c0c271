import { isDeepStrictEqual } from 'node:util';
import { randomBytes } from 'node:crypto';
import { PROTOCOL_ACTIONS, type Action, type Answer, type Order } from '../protocol.js';
import { carryOut, told } from './carried-out.js';
import { readObject } from './documents.js';
import { stranger, type Examination } from './examination.js';
import { answerOf, type Call } from './probe.js';
import { mustRefuse } from './refusals.js';
import type { ClauseId } from './clauses.js';

const BODY_TOO_LONG = 1_100_000;

/** What no connector takes, however well it is signed. */
export async function checkRefusals(exam: Examination): Promise<void> {
  const good = exam.probe.order('locate', [stranger(exam.manifest)]);
  const badOrder = async (clause: ClauseId, what: string, call: Call) =>
    mustRefuse(exam.probe, { clause, path: '/tasks', call, codes: ['order_invalid'], what });
  await badOrder('C-HTTP-3', 'an order with an unknown member', {
    json: { ...good, colour: 'red' },
  });
  await badOrder('C-HTTP-3', 'an order with a number for a text', {
    json: { ...good, request: 7 },
  });
  const long = [{ type: 'email', value: 'x'.repeat(255) }];
  await badOrder('C-HTTP-3', 'an identifier of 255 characters', {
    json: { ...good, identifiers: long },
  });
  await badOrder('C-HTTP-3', 'a body that is not JSON', { bytes: Buffer.from('{"protocol":') });
  await badOrder('C-HTTP-2', 'an order as text/plain', { json: good, contentType: 'text/plain' });
  await badOrder('C-HTTP-2', 'a body of more than 1 MiB', {
    bytes: Buffer.from(JSON.stringify({ ...good, laws: ['x'.repeat(BODY_TOO_LONG)] })),
  });
  const scope = [{ category: `no-${randomBytes(4).toString('hex')}`, retain: [] }];
  await badOrder('C-MAN-4', 'an order for a category that is not in the manifest', {
    json: { ...good, scope },
  });
  await checkUnknownAction(exam);
}

async function checkUnknownAction({ probe, manifest, ledger }: Examination): Promise<void> {
  const missing = PROTOCOL_ACTIONS.find((action) => !Object.hasOwn(manifest.actions, action));
  if (!missing) {
    ledger.leave('the manifest has all actions', 'C-MAN-2');
    return;
  }
  await mustRefuse(probe, {
    clause: 'C-MAN-2',
    path: '/tasks',
    call: { json: probe.order(missing, [stranger(manifest)]) },
    codes: missing === 'rectify' ? ['action_unknown', 'order_invalid'] : ['action_unknown'],
    what: `an order to ${missing}, which the manifest does not have`,
  });
}

/** Actions that may be repeated at will, the mildest first. */
const REPEATABLE: Action[] = ['verify', 'restrict', 'release', 'erase', 'suppress'];

/** One order several times: one effect, one answer. */
export async function checkRepeats(exam: Examination): Promise<void> {
  const { manifest, ledger, probe } = exam;
  const action = REPEATABLE.find((each) => manifest.actions[each]?.mode === 'sync');
  if (!action) {
    ledger.leave('the manifest has no sync action whose answer is kept', 'C-ORD-4');
    return;
  }
  // Somebody unknown is erased without loss; all else leaves no trace that stays.
  const asked = action === 'erase' || action === 'suppress' ? stranger(manifest) : exam.subject;
  const order = probe.order(action, [asked]);
  await carryOut(exam, order);
  await checkRepeat(exam, order);
  // What no repeat gets, none of three at once can.
  if (!ledger.isBroken('C-ORD-3'))
    await checkAtOnce(exam, probe.order(action, [stranger(manifest)]));
  if (action === 'restrict') {
    await carryOut(exam, probe.order('release', [asked], { request: order.request }));
  }
}

/** A finished order again: the first answer; and what may and may not differ in it. */
export async function checkRepeat(exam: Examination, order: Order): Promise<void> {
  const { ledger, probe } = exam;
  const first = await answerOf(probe.patiently('/tasks', { json: order }));
  if (first?.status !== 200) {
    const seen = `a finished order to ${order.action}, repeated, was answered ${first ? told(first) : 'not at all'}`;
    ledger.breach('C-ORD-3', seen);
    return;
  }
  const answer = readObject(first.body);
  await expectSameAnswer(exam, order, { first: answer });
  if (ledger.isBroken('C-ORD-3')) return;
  const later = { deadline: '2099-01-01T00:00:00Z', callback: `${probe.callback}/elsewhere` };
  await expectSameAnswer(exam, { ...order, ...later }, { first: answer, clause: 'C-ORD-5' });
  const differing: [string, Partial<Order>][] = [
    ['with another nonce', { nonce: randomBytes(32).toString('base64url') }],
    ['for somebody else', { identifiers: [stranger(exam.manifest)] }],
    ['for another request', { request: 'req_other' }],
  ];
  for (const [how, more] of differing) {
    await mustRefuse(probe, {
      clause: 'C-ORD-5',
      path: '/tasks',
      call: { json: { ...order, ...more } },
      codes: ['nonce_changed'],
      what: `a task id again ${how}`,
    });
  }
}

/** Repeats `order`, whose answer was `first`. */
export async function expectSameAnswer(
  { ledger, probe }: Examination,
  order: Order,
  { first, clause = 'C-ORD-3' }: { first: object | undefined; clause?: ClauseId },
): Promise<void> {
  const again = await answerOf(probe.patiently('/tasks', { json: order }));
  const same = again?.status === 200 && isDeepStrictEqual(readObject(again.body), first);
  const what = again?.status === 200 ? 'another answer' : again ? told(again) : 'no answer';
  ledger.expect(clause, { holds: same, seen: `a repeat of ${order.action} got ${what}` });
}

/** The same order three times at once. */
async function checkAtOnce(exam: Examination, order: Order): Promise<void> {
  const { probe, ledger } = exam;
  const calls = [1, 2, 3].map(() => answerOf(probe.call('/tasks', { json: order })));
  const answered = (await Promise.all(calls)).flatMap((each) => each ?? []);
  const strange = answered.find(({ status }) => ![200, 202, 503].includes(status));
  const done = answered.filter(({ status }) => status === 200);
  const receipts = new Set(
    done.map(({ body }) => (readObject(body) as Answer | undefined)?.receipt),
  );
  const kept = answered.length === 3 && !strange && receipts.size <= 1;
  const how = strange ? `was answered ${told(strange)}` : `gave ${receipts.size} receipts`;
  const seen =
    answered.length < 3
      ? 'no answer to one of three at once'
      : `one order three times at once ${how}`;
  ledger.expect('C-ORD-4', { holds: kept, seen });
}
