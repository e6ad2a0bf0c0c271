import type { Answer, Identifier, Match } from '../protocol.js';
import { carryOut } from './carried-out.js';
import { stranger, type Examination } from './examination.js';
import { answerOf } from './probe.js';

const TYPES_TRIED_MAX = 10;
const AT_ONCE_MAX = 8;

/** The person who stays, by every identifier that is known; nobody; and several at once. */
export async function checkLocate(exam: Examination): Promise<void> {
  const { ledger, manifest, subject } = exam;
  if (!manifest.actions.locate) {
    ledger.leave('the manifest has no locate', 'C-MAN-3', 'C-ANS-3', 'C-ORD-7', 'C-ORD-15');
    return;
  }
  const found = await locate(exam, [subject]);
  const matches = found?.matches ?? [];
  if (found) {
    const seen = `nobody is found by the ${subject.type} of --subject`;
    ledger.expect('C-MAN-3', { holds: matches.length > 0, seen });
  }
  for (const match of matches) judgeMatch(exam, match);
  if (found && matches.length > 0) await checkEverywhere(exam, found);
  await checkOtherTypes(exam, matches);
  await checkPosition(exam);
  await checkNobody(exam);
  await checkAtOnce(exam);
}

export async function locate(exam: Examination, identifiers: Identifier[]) {
  return carryOut(exam, exam.probe.order('locate', identifiers));
}

/** Records per category, over all matches. */
export function located(answer: Answer | undefined): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { categories } of answer?.matches ?? []) {
    for (const [category, records] of Object.entries(categories)) {
      sums.set(category, (sums.get(category) ?? 0) + records);
    }
  }
  return sums;
}

function judgeMatch({ ledger, manifest }: Examination, { identifiers, categories }: Match): void {
  const back = new Set(manifest.returns);
  const type = identifiers.find((each) => !back.has(each.type))?.type;
  const seen = `locate gave back a ${type}, which is not under returns`;
  ledger.expect('C-MAN-3', { holds: type === undefined, seen });
  const held = new Set(manifest.categories.map(({ id }) => id));
  const strange = Object.keys(categories).find((category) => !held.has(category));
  const outside = `a match counts records of ${strange}, which was not ordered`;
  ledger.expect('C-ORD-1', { holds: strange === undefined, seen: outside });
}

/** An empty scope is all categories. */
async function checkEverywhere(exam: Examination, found: Answer): Promise<void> {
  const order = exam.probe.order('locate', [exam.subject], { scope: [] });
  const everywhere = located(await carryOut(exam, order));
  const lacking = [...located(found)].find(
    ([category, records]) => records > 0 && (everywhere.get(category) ?? 0) === 0,
  );
  const seen = `locate without a scope did not look for ${lacking?.[0]}`;
  exam.ledger.expect('C-ORD-15', { holds: lacking === undefined, seen });
}

/** What locate gave back and is searched by leads to the same person. */
async function checkOtherTypes(exam: Examination, matches: Match[]): Promise<void> {
  const { ledger, manifest } = exam;
  const [match] = matches;
  if (!match || matches.length > 1) return;
  const others = match.identifiers.filter(({ type }) => manifest.accepts.includes(type));
  const perType = new Map(others.map((each) => [each.type, each]));
  for (const [type, identifier] of [...perType].slice(0, TYPES_TRIED_MAX)) {
    const found = await locate(exam, [identifier]);
    if (!found) continue;
    const again = found.matches ?? [];
    const holds = again.length > 0;
    ledger.expect('C-MAN-3', {
      holds,
      seen: `nobody is found by the ${type} that locate gave back`,
    });
    if (!holds) continue;
    const same = again.some(({ subject }) => subject === match.subject);
    const seen = `the same person is another subject when she is found by ${type}`;
    ledger.expect('C-ANS-3', { holds: same, seen });
  }
}

/** `by` points to the identifier that led there. */
async function checkPosition(exam: Examination): Promise<void> {
  const found = await locate(exam, [stranger(exam.manifest), exam.subject]);
  for (const { by } of found?.matches ?? []) {
    const holds = by.includes(1) && !by.includes(0);
    const seen = 'by names an identifier of nobody, or leaves out the one that led there';
    exam.ledger.expect('C-ANS-3', { holds, seen });
  }
}

async function checkNobody(exam: Examination): Promise<void> {
  const found = await locate(exam, [stranger(exam.manifest)]);
  if (!found) return;
  const holds = found.outcome === 'nothing_found' && (found.matches ?? []).length === 0;
  const seen = `somebody whom no system knows was located: ${found.outcome}, ${found.matches?.length ?? 0} matches`;
  exam.ledger.expect('C-ANS-1', { holds, seen });
}

/** As many tasks at once as the manifest allows. */
async function checkAtOnce({ probe, manifest, ledger, subject }: Examination): Promise<void> {
  const count = Math.min(manifest.limits.concurrency, AT_ONCE_MAX);
  const calls = Array.from({ length: count }, () =>
    answerOf(probe.call('/tasks', { json: probe.order('locate', [subject]) })),
  );
  const answered = await Promise.all(calls);
  const good = answered.filter((each) => each?.status === 200).length;
  const seen = `of ${count} tasks at once, which the manifest allows, ${count - good} got no answer`;
  ledger.expect('C-MAN-6', { holds: good === count, seen });
}
