/** What each law's rules say of one cell, and what prevails when several laws say something. */
import type { LawPack, RightRule } from './law-pack.js';
import { conditionsOf, type Cell, type PlanInput } from './plan-facts.js';
import type { DecisionRule, RuledDecision, WithheldPart } from './plan-rules.js';
import type { CellDecision, Ground, PlanCell, Retention, StopPurpose } from './plan-types.js';
import { holdingFacts, type HoldingFacts } from './register.js';
import { retentionFor, sharedRetention } from './retention.js';
import type { Law } from './right.js';

/** A right under one law, with its rule. */
export interface RuledRight {
  law: Law;
  pack: LawPack;
  rule: RightRule;
}

/** Grounds for each way in which the weighing of interests may end. */
export interface Balance {
  upheld: Ground[];
  refused: Ground[];
}

/** A cell with what a statute keeps of it, and what its rules add. */
export interface DecidedCell extends PlanCell {
  retain: Retention[];
  balance?: Balance;
  notes: string[];
  /** `suppress`: marketing stops where it is done, collection where it is collected. */
  stops?: StopPurpose;
}

interface Verdict {
  decision: RuledDecision;
  retain: Retention[];
  ground: Ground;
  rule?: DecisionRule;
}

/** The decision about a cell under all laws that know the right. */
export function judge(cell: Cell, input: PlanInput, rights: readonly RuledRight[]): DecidedCell {
  return combined(cell, {
    verdicts: rights.map((right) => verdictUnder(right, cell, input)),
    facts: holdingFacts(input.register, cell),
  });
}

/** What a plan says of a cell beside its decision. */
export function recorded({ system, category, activity, basis }: Cell) {
  return { system, category, activity, basis };
}

function verdictUnder({ law, rule }: RuledRight, cell: Cell, input: PlanInput): Verdict {
  const { category, system } = cell;
  const kept = retentionFor(input.retention, { law, category, system });
  const holds = conditionsOf(cell, input, kept);
  const fits = ({ basis, when }: DecisionRule) =>
    (basis === 'any' || basis === cell.basis) && (!when || holds.includes(when));
  const found = rule.decisions?.find(fits);
  if (!found) {
    const because = `No rule decides about this use on the basis ${cell.basis}; a person must.`;
    return { decision: 'human', retain: [], ground: { law, article: rule.article, because } };
  }
  const statute = found.when === kept.found && 'because' in kept ? ` ${kept.because}` : '';
  const retain =
    found.decision === 'retain' && kept.found === 'statute_names_fields' ? kept.retain : [];
  const ground = { law, article: found.citation, because: `${found.because}${statute}` };
  return { decision: found.decision, retain, ground, rule: found };
}

/**
 * Which verdict prevails when laws differ. What cannot be undone waits for a person; content is
 * owed if any law owes it; keeping must stand under each law, so erasing outranks it.
 */
const PREVAILS: CellDecision[] = [
  'human',
  'export',
  'rectify',
  'erase',
  'retain',
  'restrict',
  'suppress',
  'keep',
];

function combined(
  cell: Cell,
  { verdicts, facts }: { verdicts: Verdict[]; facts: HoldingFacts | undefined },
): DecidedCell {
  const has = (decision: CellDecision) => verdicts.some((verdict) => verdict.decision === decision);
  const decision = PREVAILS.find(has) ?? 'human';
  const agreeing = verdicts.filter((verdict) => verdict.decision === decision);
  const retain = decision === 'retain' ? sharedRetention(agreeing.map((one) => one.retain)) : [];
  // Each law keeps something, but nothing that all of them keep: no retention stands under each.
  const final = decision === 'retain' && retain.length === 0 ? 'erase' : decision;
  const marketing = agreeing.some(({ rule }) => rule?.when === 'direct_marketing');
  return {
    ...recorded(cell),
    decision: final,
    grounds: agreeing.map(({ ground }) => ground),
    retain,
    notes: agreeing.flatMap(({ rule }) => rule?.note ?? []),
    ...withheldBy(agreeing, facts),
    ...balanceOf(agreeing),
    ...(final === 'suppress' ? { stops: marketing ? ('marketing' as const) : 'collection' } : {}),
  };
}

/** The widest content is owed: a part stays out only if every law that owes the copy leaves it out. */
function withheldBy(agreeing: Verdict[], facts: HoldingFacts | undefined): { withheld?: string[] } {
  if (!facts) return {};
  const leaves = (part: WithheldPart) =>
    agreeing.length > 0 && agreeing.every(({ rule }) => rule?.withholds?.includes(part));
  const withheld = (['secrets', 'derived'] as const).filter(leaves).flatMap((part) => facts[part]);
  return withheld.length > 0 ? { withheld } : {};
}

/** Present only if every law that restricts does so until the interests are weighed. */
function balanceOf(agreeing: Verdict[]): { balance?: Balance } {
  const balances = agreeing.flatMap(({ ground: { law }, rule }) =>
    rule?.balance ? [{ law, ...rule.balance }] : [],
  );
  if (balances.length === 0 || balances.length < agreeing.length) return {};
  const grounds = (end: 'upheld' | 'refused') =>
    balances.map(({ law, [end]: { citation, because } }) => ({ law, article: citation, because }));
  return { balance: { upheld: grounds('upheld'), refused: grounds('refused') } };
}
