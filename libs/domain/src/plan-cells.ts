/** Decides about every cell: what the law says, and whether a system can be told. */
import { placesNamed } from './plan-changes.js';
import type { Cell, Located, PlanInput } from './plan-facts.js';
import type { CellDecision, ConnectorFacts } from './plan-types.js';
import { judge, recorded, type DecidedCell, type RuledRight } from './plan-verdict.js';
import { canStop } from './plan-stops.js';
import { cellsOnSystems } from './register.js';
import type { Action } from './right.js';

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
  const absent = absence(cell, input);
  if (absent) return settled(cell, absent.decision, { rights, because: absent.because });
  const decided = judge(cell, input, rights);
  if (decided.decision === 'suppress') return suppressed(decided, connector, input);
  const because = hindrance(decided, connector, input);
  if (!because) return decided;
  return { ...settled(cell, 'gap', { rights, because }), notes: decided.notes };
}

function absence(
  { system }: Cell,
  { located, notSearched = [] }: PlanInput,
): { decision: CellDecision; because: string } | undefined {
  if (holdsAnything(located, system)) return undefined;
  if (notSearched.includes(system)) {
    const because = `The search of ${system} was left out by a person; nobody knows what it holds.`;
    return { decision: 'not_searched', because };
  }
  const because = 'Nothing about this person was found on the system.';
  return { decision: 'nothing_held', because };
}

/** True when the system holds anything at all: rows may move between categories at any time. */
export function holdsAnything(located: Located | undefined, system: string): boolean {
  return !located || Object.values(located[system] ?? {}).some((count) => count > 0);
}

/** Why the connector cannot do what was decided; undefined when it can. */
function hindrance(
  cell: DecidedCell,
  { slug, actions, parts }: ConnectorFacts,
  { register, parameters }: PlanInput,
): string | undefined {
  const action = actionFor(cell.decision);
  if (action && !actions.includes(action)) return `The connector ${slug} cannot ${action}.`;
  const unknown = cell.withheld?.find((part) => parts && !parts[cell.category]?.includes(part));
  if (unknown) return `The manifest of ${slug} does not say which of its fields are ${unknown}.`;
  if (cell.decision !== 'rectify') return undefined;
  const { paths, lacking } = placesNamed(register, parameters.changes ?? [], cell);
  if (lacking) return `No system can change every place named of ${cell.category}.`;
  return paths.length > 0 ? undefined : `${slug} can change no place named of ${cell.category}.`;
}

function actionFor(decision: CellDecision): Action | undefined {
  if (decision === 'export' || decision === 'restrict' || decision === 'rectify') return decision;
  return decision === 'erase' || decision === 'retain' ? 'erase' : undefined;
}

/**
 * Marketing is stopped where it is done, so a system that does none needs no telling. Collection
 * stops where it is collected: a system that cannot be told to, by the identifiers given, is a gap.
 */
function suppressed(
  cell: DecidedCell,
  connector: ConnectorFacts,
  { connectors, identifierTypes }: PlanInput,
): DecidedCell {
  const gap = (because: string): DecidedCell => {
    const grounds = cell.grounds.map((ground) => ({ ...ground, because }));
    return { ...cell, decision: 'gap', grounds };
  };
  const { slug, accepts } = connector;
  const purpose = cell.stops ?? 'collection';
  if (!canStop(connector, purpose)) {
    if (purpose === 'collection') return gap(`${slug} cannot be told to stop collecting this.`);
    const elsewhere = connectors.some((one) => canStop(one, 'marketing'));
    if (!elsewhere) return gap('No connector can stop marketing.');
    const text = `No marketing goes out from ${slug}; it is stopped where it is done.`;
    const grounds = cell.grounds.map((one) => ({ ...one, because: `${one.because} ${text}` }));
    return { ...cell, grounds };
  }
  const told = !identifierTypes || identifierTypes.some((type) => accepts.includes(type));
  return told ? cell : gap(`${slug} cannot be told by the identifiers given.`);
}

function settled(
  cell: Cell,
  decision: CellDecision,
  { rights, because }: { rights: readonly RuledRight[]; because: string },
): DecidedCell {
  const grounds = rights.map(({ law, rule }) => ({ law, article: rule.article, because }));
  return { ...recorded(cell), decision, grounds, retain: [], notes: [] };
}
