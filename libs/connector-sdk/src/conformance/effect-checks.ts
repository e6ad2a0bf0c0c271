import type { Action, Answer, Identifier, Order } from '../protocol.js';
import { carryOut } from './carried-out.js';
import { stranger, type Examination } from './examination.js';
import { openExport, walk } from './export-walk.js';
import { locate, located } from './locate-checks.js';
import { checkRepeat } from './order-checks.js';

const has = ({ manifest }: Examination, action: Action) => manifest.actions[action] !== undefined;

/** A restriction of the person who stays, and its release. */
export async function checkRestriction(exam: Examination): Promise<void> {
  const { ledger, probe, subject } = exam;
  if (!has(exam, 'restrict') || !has(exam, 'release')) {
    ledger.leave('the manifest lacks restrict or release', 'C-ORD-14');
    return;
  }
  const order = probe.order('restrict', [subject]);
  const restricted = await carryOut(exam, order);
  const release = probe.order('release', [subject], { request: order.request });
  const released = await carryOut(exam, release);
  const { outcome, counts } = restricted ?? {};
  if (outcome !== undefined) {
    const real = outcome !== 'completed' || (counts?.restricted ?? 0) > 0;
    const holds = outcome !== 'nothing_found' && real;
    const seen = `restrict of somebody known: ${outcome}, ${counts?.restricted} records restricted`;
    ledger.expect('C-ORD-14', { holds, seen });
  }
  if (!released) return;
  const freed = released.outcome !== 'nothing_found';
  ledger.expect('C-ORD-14', {
    holds: freed,
    seen: 'release of somebody restricted: nothing_found',
  });
}

/** Somebody who was never erased is left, and `verify` says so. */
export async function checkVerification(exam: Examination): Promise<void> {
  const { ledger, probe, subject } = exam;
  if (!has(exam, 'verify')) {
    ledger.leave('the manifest has no verify', 'C-ORD-16');
    return;
  }
  const answer = await carryOut(exam, probe.order('verify', [subject]));
  if (!answer) return;
  const { outcome, counts } = answer;
  const seen = `verify of somebody who was never erased: ${outcome}, ${counts.found} found`;
  ledger.expect('C-ORD-16', { holds: outcome === 'partial' && counts.found > 0, seen });
}

/** Each disposable person is located, erased, asked for again; and everybody else stays. */
export async function checkErasure(exam: Examination): Promise<void> {
  const { ledger } = exam;
  if (!has(exam, 'erase')) {
    ledger.leave('the manifest has no erase', 'C-ORD-13');
    return;
  }
  let known = 0;
  for (const [index, person] of exam.disposables.entries()) {
    const before = await bystander(exam);
    if (await eraseOne(exam, person, `disposable ${index + 1}`)) known += 1;
    judgeBystander(exam, before, await bystander(exam));
  }
  if (known === 0)
    ledger.breach('C-ORD-13', 'no disposable is known to the system: none was erased');
  const nobody = await carryOut(exam, exam.probe.order('erase', [stranger(exam.manifest)]));
  if (!nobody) return;
  const { erased, anonymised } = nobody.counts ?? {};
  const seen = `the erasure of somebody whom no system knows: ${nobody.outcome}, ${erased} erased`;
  const holds = nobody.outcome === 'nothing_found' && erased === 0 && anonymised === 0;
  ledger.expect('C-ANS-1', { holds, seen });
}

/** False when the system does not know the person. */
async function eraseOne(exam: Examination, person: Identifier, name: string): Promise<boolean> {
  const { ledger, probe } = exam;
  const asked = probe.order('locate', [person]);
  const before = has(exam, 'locate') ? await carryOut(exam, asked) : undefined;
  if (before && (before.matches ?? []).length === 0) {
    ledger.leave(`${name} is not known to the system`, 'C-ORD-13');
    return false;
  }
  const order = probe.order('erase', [person]);
  const erased = await carryOut(exam, order);
  if (!erased) return true;
  await checkRepeat(exam, order);
  if (erased.outcome !== 'completed') {
    ledger.leave(`the erasure of ${name} ended ${erased.outcome}`, 'C-ORD-13');
    return true;
  }
  await judgeGone(exam, person, name);
  if (before) await checkLooksAgain(exam, asked, before);
  return true;
}

/** Nothing is left to verify, to locate or to export. */
async function judgeGone(exam: Examination, person: Identifier, name: string): Promise<void> {
  const { ledger, probe } = exam;
  const verified = has(exam, 'verify') && (await carryOut(exam, probe.order('verify', [person])));
  if (verified) {
    const found = verified.counts?.found ?? 0;
    ledger.expect('C-ORD-13', {
      holds: found === 0,
      seen: `verify still finds ${found} of ${name}`,
    });
  }
  if (has(exam, 'locate')) {
    const found = [...located(await locate(exam, [person])).values()].reduce((a, b) => a + b, 0);
    ledger.expect('C-ORD-13', {
      holds: found === 0,
      seen: `locate still finds ${found} of ${name}`,
    });
  }
  if (!has(exam, 'export')) return;
  const order = probe.order('export', [person]);
  const paging = await openExport(exam, order);
  const walked = paging && (await walk(exam, { order, paging }));
  if (!walked) return;
  const seen = `export still holds ${walked.records} records of ${name}`;
  ledger.expect('C-ORD-13', { holds: walked.records === 0, seen });
}

/** The order to locate from before the erasure, again: its answer was not kept. */
async function checkLooksAgain(exam: Examination, asked: Order, before: Answer): Promise<void> {
  const again = await carryOut(exam, asked);
  if (!again) return;
  const looked = again.receipt !== before.receipt && (again.matches ?? []).length === 0;
  const seen = 'an order to locate from before the erasure got its old answer';
  // What a lying erasure leaves behind is no sign of a kept answer.
  if (looked || !exam.ledger.isBroken('C-ORD-13'))
    exam.ledger.expect('C-ORD-7', { holds: looked, seen });
}

async function bystander(exam: Examination): Promise<Map<string, number> | undefined> {
  return has(exam, 'locate') ? located(await locate(exam, [exam.subject])) : undefined;
}

function judgeBystander(
  { ledger }: Examination,
  before: Map<string, number> | undefined,
  after: Map<string, number> | undefined,
): void {
  if (!before || !after) return;
  const less = [...before].find(([category, records]) => (after.get(category) ?? 0) < records);
  const seen = `the erasure of somebody else took records of ${less?.[0]} from --subject`;
  ledger.expect('C-ORD-1', { holds: less === undefined, seen });
}
