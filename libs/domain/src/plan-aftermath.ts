/** What follows the tasks: the weighing of interests, and who is told. */
import type { PlanInput } from './plan-facts.js';
import { groupsWhere, scopeOf } from './plan-groups.js';
import { planTasks } from './plan-tasks.js';
import type { CellDecision, Ground, Outlook, Plan, PlannedTask } from './plan-types.js';
import type { Balance, DecidedCell, RuledRight } from './plan-verdict.js';
import { recipientsOf } from './register.js';
import type { Action } from './right.js';

/** Both ends of the weighing, and what each cell becomes; empty when nothing is to be weighed. */
export function afterBalance(
  cells: readonly DecidedCell[],
  input: PlanInput,
): { balance?: Plan['balance']; later: Map<DecidedCell, { upheld: Outlook; refused: Outlook }> } {
  const weighed = cells.filter(isWeighed);
  const later = new Map(
    weighed.map((cell) => [
      cell,
      {
        upheld: { decision: upheldFor(cell, cells), grounds: cell.balance.upheld },
        refused: { decision: 'keep' as const, grounds: cell.balance.refused },
      },
    ]),
  );
  if (weighed.length === 0) return { later };
  const ends = { upheld: upheldTasks(cells, input), refused: releases(weighed) };
  return { later, balance: ends };
}

const isWeighed = (cell: DecidedCell): cell is DecidedCell & { balance: Balance } =>
  cell.decision === 'restrict' && cell.balance !== undefined;

/** Rows that another activity needs stay, and are never used for this one again. */
function upheldFor(cell: DecidedCell, all: readonly DecidedCell[]): CellDecision {
  const rows = all.filter(
    ({ system, category }) => system === cell.system && category === cell.category,
  );
  return rows.every(isWeighed) ? 'erase' : 'restrict';
}

/** The restriction is in force already, so the erasure begins where it left off. */
function upheldTasks(cells: readonly DecidedCell[], input: PlanInput): PlannedTask[] {
  const gone = cells
    .filter((cell) => isWeighed(cell) && upheldFor(cell, cells) === 'erase')
    .map((cell) => ({ ...cell, decision: 'erase' as const }));
  const able = ({ system }: DecidedCell) =>
    input.connectors.some(({ slug, actions }) => slug === system && actions.includes('erase'));
  return planTasks(gone.filter(able), input)
    .tasks.filter(({ action }) => action !== 'restrict')
    .map((task) => ({ ...task, after: task.after.filter((key) => !key.startsWith('restrict:')) }));
}

function releases(weighed: readonly DecidedCell[]): PlannedTask[] {
  return [...groupsWhere(weighed, () => true)].map(([connector, groups]) => ({
    key: `release:${connector}`,
    connector,
    action: 'release',
    scope: scopeOf(groups),
    after: [],
  }));
}

const TOLD_OF: readonly Action[] = ['rectify', 'restrict', 'erase'];

/** Recipients of what was changed, and tasks for those of them whose systems can be told. */
export function telling(
  tasks: readonly PlannedTask[],
  { register, connectors }: PlanInput,
  rights: readonly RuledRight[],
): { told?: Plan['told']; tasks: PlannedTask[] } {
  const grounds: Ground[] = rights.flatMap(({ law, rule: { recipientsTold: told } }) =>
    told ? [{ law, article: told.citation, because: told.because }] : [],
  );
  const changing = tasks.filter(({ action }) => TOLD_OF.includes(action));
  if (grounds.length === 0 || changing.length === 0) return { tasks: [] };
  const categories = [
    ...new Set(changing.flatMap(({ scope }) => scope.map(({ category }) => category))),
  ].toSorted();
  const acting = new Set(tasks.map(({ connector }) => connector));
  const after = changing.map(({ key }) => key);
  const notices = connectors
    .filter(({ slug, actions }) => actions.includes('notify') && !acting.has(slug))
    .map(({ slug, categories: held }) => ({
      slug,
      scope: categories
        .filter((one) => held.includes(one))
        .map((category) => ({ category, retain: [] })),
    }))
    .filter(({ scope }) => scope.length > 0)
    .map(({ slug, scope }) => ({
      ...{ key: `notify:${slug}`, connector: slug, action: 'notify' as const, scope, after },
    }));
  return { told: { grounds, recipients: recipientsOf(register, categories) }, tasks: notices };
}
