import type { CellCondition, DecisionRule, LawPack, RightRule } from './law-pack.js';
import type { PacksInForce } from './law.js';
import type { CellDecision, ConnectorFacts, Ground, PlanCell, Retention } from './plan-types.js';
import { cellsOnSystems, type Register } from './register.js';
import { retentionFor, sharedRetention, type RetentionRule } from './retention.js';
import type { Action, Law, Right } from './right.js';

/** What the person asked beyond the right itself. */
export interface PlanParameters {
  /** "Delete my account": the contract ends, so what it needs is no longer necessary. */
  closeAccount?: boolean;
}

/** Records found, by connector and category. */
export type Located = Record<string, Record<string, number>>;

export interface PlanInput {
  right: Right;
  parameters: PlanParameters;
  laws: readonly Law[];
  packs: PacksInForce;
  register: Register;
  retention: readonly RetentionRule[];
  connectors: readonly ConnectorFacts[];
  /** Absent: nothing was searched yet; every system is assumed to hold what the register says. */
  located?: Located;
  /** Types of the identifiers given; what is done without locating reaches systems by these alone. */
  identifierTypes?: readonly string[];
}

/** A right under one law, with its rule. */
export interface RuledRight {
  law: Law;
  pack: LawPack;
  rule: RightRule;
}

/** A cell with what a statute keeps of it. */
export interface DecidedCell extends PlanCell {
  retain: Retention[];
}

interface Cell {
  system: string;
  category: string;
  activity: string;
  basis: string;
  directMarketing: boolean;
}

interface Verdict {
  decision: CellDecision;
  retain: Retention[];
  ground: Ground;
}

/** Data that a connector found although the register knows neither activity nor basis for it. */
export const UNREGISTERED = 'unregistered';

/** Decides about every cell of the register, and about whatever was found beside it. */
export function decideCells(input: PlanInput, rights: readonly RuledRight[]): DecidedCell[] {
  const registered: Cell[] = cellsOnSystems(input.register);
  const decided = [...registered, ...unregistered(input)].map((cell) =>
    decide(cell, input, rights),
  );
  return decided.map((cell) => heldByAnother(cell, decided));
}

/**
 * The same rows serve several activities. What one of them keeps cannot be erased for another, and
 * saying "erase" there would promise what does not happen.
 */
function heldByAnother(cell: DecidedCell, all: readonly DecidedCell[]): DecidedCell {
  if (cell.decision !== 'erase' && cell.decision !== 'retain') return cell;
  const keeper = all.find(
    ({ system, category, decision }) =>
      decision === 'keep' && system === cell.system && category === cell.category,
  );
  if (!keeper) return cell;
  const grounds = keeper.grounds.map((ground) => ({
    ...ground,
    because: `The activity "${keeper.activity}" keeps this data. ${ground.because}`,
  }));
  return { ...cell, decision: 'keep', grounds, retain: [] };
}

function unregistered({ register, connectors, located = {} }: PlanInput): Cell[] {
  return connectors.flatMap(({ slug }) => {
    const system = register.systems.find(({ id }) => id === slug);
    const known = new Set(system?.categories.map(({ id }) => id));
    return Object.entries(located[slug] ?? {})
      .filter(([category, count]) => count > 0 && !known.has(category))
      .map(([category]) => ({
        system: slug,
        category,
        activity: UNREGISTERED,
        basis: UNREGISTERED,
        directMarketing: false,
      }));
  });
}

function decide(cell: Cell, input: PlanInput, rights: readonly RuledRight[]): DecidedCell {
  const connector = input.connectors.find(({ slug }) => slug === cell.system);
  if (!connector?.categories.includes(cell.category)) {
    const because = `No connector covers ${cell.category} on ${cell.system}.`;
    return settled(cell, 'gap', { rights, because });
  }
  if (!holdsAnything(input.located, cell.system)) {
    const because = 'The system was searched and holds nothing about this person.';
    return settled(cell, 'nothing_held', { rights, because });
  }
  const decided = combined(
    cell,
    rights.map((right) => verdictUnder(right, cell, input)),
  );
  if (decided.decision === 'suppress') return suppressed(decided, connector, input);
  const action = actionFor(decided.decision);
  if (!action || connector.actions.includes(action)) return decided;
  const because = `The connector ${connector.slug} cannot ${action}.`;
  return settled(cell, 'gap', { rights, because });
}

/** True when the system holds anything at all: rows may move between categories at any time. */
export function holdsAnything(located: Located | undefined, system: string): boolean {
  return !located || Object.values(located[system] ?? {}).some((count) => count > 0);
}

/**
 * Marketing is stopped where it is done. A system that does none keeps what it holds for other
 * purposes; one that does, but cannot be told by the identifiers given, is a gap.
 */
function suppressed(
  cell: DecidedCell,
  connector: ConnectorFacts,
  { connectors, identifierTypes }: PlanInput,
): DecidedCell {
  const suppresses = ({ actions }: ConnectorFacts) => actions.includes('suppress');
  const because = (text: string) => cell.grounds.map((ground) => ({ ...ground, because: text }));
  if (!connectors.some(suppresses)) {
    return { ...cell, decision: 'gap', grounds: because('No connector can stop marketing.') };
  }
  if (!suppresses(connector)) {
    const text = `No marketing goes out from ${connector.slug}; it is stopped where it is done.`;
    return { ...cell, decision: 'keep', grounds: because(text) };
  }
  const told = !identifierTypes || identifierTypes.some((type) => connector.accepts.includes(type));
  if (told) return cell;
  const text = `${connector.slug} cannot be told by the identifiers given.`;
  return { ...cell, decision: 'gap', grounds: because(text) };
}

function actionFor(decision: CellDecision): Action | undefined {
  if (decision === 'export' || decision === 'restrict') return decision;
  return decision === 'erase' || decision === 'retain' ? 'erase' : undefined;
}

function settled(
  cell: Cell,
  decision: CellDecision,
  { rights, because }: { rights: readonly RuledRight[]; because: string },
): DecidedCell {
  const grounds = rights.map(({ law, rule }) => ({ law, article: rule.article, because }));
  return { ...recorded(cell), decision, grounds, retain: [] };
}

/** What a plan says of a cell beside its decision. */
function recorded({ system, category, activity, basis }: Cell) {
  return { system, category, activity, basis };
}

function verdictUnder({ law, rule }: RuledRight, cell: Cell, input: PlanInput): Verdict {
  const { category, system } = cell;
  const kept = retentionFor(input.retention, { law, category, system });
  const account = input.parameters.closeAccount ? 'account_closes' : 'account_stays';
  const purpose = cell.directMarketing ? 'direct_marketing' : 'other_purpose';
  const holds: CellCondition[] = [account, purpose, kept.found];
  const fits = ({ basis, when }: DecisionRule) =>
    (basis === 'any' || basis === cell.basis) && (!when || holds.includes(when));
  const found = rule.decisions?.find(fits);
  if (!found) {
    const because = `No rule for the basis ${cell.basis}: a person must decide.`;
    return { decision: 'human', retain: [], ground: { law, article: rule.article, because } };
  }
  const statute = found.when === kept.found && 'because' in kept ? ` ${kept.because}` : '';
  const retain =
    found.decision === 'retain' && kept.found === 'statute_names_fields' ? kept.retain : [];
  const ground = { law, article: found.citation, because: `${found.because}${statute}` };
  return { decision: found.decision, retain, ground };
}

/**
 * Which verdict prevails when laws differ. What cannot be undone waits for a person; content is
 * owed if any law owes it; keeping must stand under each law, so erasing outranks it.
 */
const PREVAILS: CellDecision[] = [
  'human',
  'export',
  'erase',
  'retain',
  'restrict',
  'suppress',
  'keep',
];

function combined(cell: Cell, verdicts: Verdict[]): DecidedCell {
  const has = (decision: CellDecision) => verdicts.some((verdict) => verdict.decision === decision);
  const decision = PREVAILS.find(has) ?? 'human';
  const agreeing = verdicts.filter((verdict) => verdict.decision === decision);
  const retain = decision === 'retain' ? sharedRetention(agreeing.map((one) => one.retain)) : [];
  const grounds = agreeing.map(({ ground }) => ground);
  // Each law keeps something, but nothing that all of them keep: no retention stands under each.
  const final = decision === 'retain' && retain.length === 0 ? 'erase' : decision;
  return { ...recorded(cell), decision: final, grounds, retain };
}
