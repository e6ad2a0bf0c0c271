import type { Outlook, Plan, PlanCell, PlannedTask, ScopeItem } from './plan-types.js';

type Articles = { law: string; article: string }[];

interface SealedTask extends Pick<PlannedTask, 'activities' | 'purpose' | 'withheld' | 'changes'> {
  key: string;
  connector: string;
  action: string;
  after: string[];
  scope: ScopeItem[];
}

/** What an approval stands for, as a plain object whose digest is the seal. */
export interface SealContent {
  number?: number;
  right: string;
  laws: string[];
  identifiers: string[];
  cells: {
    system: string;
    category: string;
    activity: string;
    basis: string;
    decision: string;
    grounds: Articles;
    withheld?: string[];
    later?: Record<'upheld' | 'refused', { decision: string; grounds: Articles }>;
  }[];
  tasks: SealedTask[];
  balance?: { upheld: SealedTask[]; refused: SealedTask[] };
  decidedUnder: Plan['decidedUnder'];
}

/**
 * What the seal covers: its number among the plans of its exercise, identifiers (by keyed digest), systems, categories, actions, grounds, and
 * the digests of packs, register and manifests. Never row counts: data keeps flowing. Lists that
 * have no order of their own are sorted, so that the same plan gives the same seal.
 */
export function sealContent(plan: Plan, identifierDigests: readonly string[]): SealContent {
  return {
    ...(plan.number === undefined ? {} : { number: plan.number }),
    right: plan.right,
    laws: plan.laws.toSorted(),
    identifiers: [...new Set(identifierDigests)].toSorted(),
    cells: plan.cells.map(sealedCell).toSorted(byCell),
    tasks: sealedTasks(plan.tasks),
    ...(plan.balance
      ? {
          balance: {
            upheld: sealedTasks(plan.balance.upheld),
            refused: sealedTasks(plan.balance.refused),
          },
        }
      : {}),
    decidedUnder: plan.decidedUnder,
  };
}

type SealedCell = SealContent['cells'][number];

function sealedCell({ system, category, activity, basis, ...decided }: PlanCell): SealedCell {
  const { decision, grounds, withheld, later } = decided;
  return {
    ...{ system, category, activity, basis, decision },
    grounds: articlesOf(grounds),
    ...(withheld ? { withheld: withheld.toSorted() } : {}),
    ...(later ? { later: { upheld: outlook(later.upheld), refused: outlook(later.refused) } } : {}),
  };
}

const articlesOf = (grounds: PlanCell['grounds']): Articles =>
  grounds
    .map(({ law, article }) => ({ law, article }))
    .toSorted((a, b) => compare(a.law + a.article, b.law + b.article));

const outlook = ({ decision, grounds }: Outlook) => ({ decision, grounds: articlesOf(grounds) });

const sealedTasks = (tasks: readonly PlannedTask[]) =>
  tasks.map(sealedTask).toSorted((a, b) => compare(a.key, b.key));

function sealedTask(task: PlannedTask): SealedTask {
  const { key, connector, action, after, scope, activities, purpose, withheld, changes } = task;
  return {
    ...{ key, connector, action, after: after.toSorted() },
    scope: scope.toSorted((a, b) => compare(a.category, b.category)),
    ...(activities ? { activities: activities.toSorted() } : {}),
    ...(purpose ? { purpose } : {}),
    ...(withheld ? { withheld } : {}),
    ...(changes ? { changes } : {}),
  };
}

const cellKey = (cell: SealedCell) => [cell.system, cell.category, cell.activity].join('\n');
const byCell = (a: SealedCell, b: SealedCell) => compare(cellKey(a), cellKey(b));

/** By code unit, the same on every machine whatever its locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
