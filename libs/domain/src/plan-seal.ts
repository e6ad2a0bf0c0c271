import type { Plan, PlanCell, PlannedTask, ScopeItem } from './plan-types.js';

/** What an approval stands for, as a plain object whose digest is the seal. */
export interface SealContent {
  right: string;
  laws: string[];
  identifiers: string[];
  cells: {
    system: string;
    category: string;
    activity: string;
    basis: string;
    decision: string;
    grounds: { law: string; article: string }[];
  }[];
  tasks: {
    key: string;
    connector: string;
    action: string;
    after: string[];
    scope: ScopeItem[];
  }[];
  decidedUnder: Plan['decidedUnder'];
}

/**
 * What the seal covers: identifiers (by keyed digest), systems, categories, actions, grounds, and
 * the digests of packs, register and manifests. Never row counts: data keeps flowing. Lists that
 * have no order of their own are sorted, so that the same plan gives the same seal.
 */
export function sealContent(plan: Plan, identifierDigests: readonly string[]): SealContent {
  return {
    right: plan.right,
    laws: plan.laws.toSorted(),
    identifiers: [...new Set(identifierDigests)].toSorted(),
    cells: plan.cells.map(sealedCell).toSorted(byCell),
    tasks: plan.tasks.map(sealedTask).toSorted((a, b) => compare(a.key, b.key)),
    decidedUnder: plan.decidedUnder,
  };
}

type SealedCell = SealContent['cells'][number];

function sealedCell({
  system,
  category,
  activity,
  basis,
  decision,
  grounds,
}: PlanCell): SealedCell {
  const articles = grounds
    .map(({ law, article }) => ({ law, article }))
    .toSorted((a, b) => compare(a.law + a.article, b.law + b.article));
  return { system, category, activity, basis, decision, grounds: articles };
}

function sealedTask({ key, connector, action, after, scope }: PlannedTask) {
  const ordered = scope.toSorted((a, b) => compare(a.category, b.category));
  return { key, connector, action, after: after.toSorted(), scope: ordered };
}

const cellKey = (cell: SealedCell) => [cell.system, cell.category, cell.activity].join('\n');
const byCell = (a: SealedCell, b: SealedCell) => compare(cellKey(a), cellKey(b));

/** By code unit, the same on every machine whatever its locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
