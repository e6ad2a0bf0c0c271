import { HabeasError } from './errors.js';
import { rightRules } from './law.js';
import { afterBalance, telling } from './plan-aftermath.js';
import { decideCells } from './plan-cells.js';
import type { PlanInput } from './plan-facts.js';
import { notesOn } from './plan-notes.js';
import { planTasks } from './plan-tasks.js';
import type { Plan, PlanCell } from './plan-types.js';
import type { DecidedCell, RuledRight } from './plan-verdict.js';
import type { Right } from './right.js';

/** Rights whose plan is carried out to an answer; a plan of the others explains what is owed. */
export const CARRIED_OUT: readonly Right[] = [
  'access',
  'portability',
  'rectification',
  'erasure',
  'restriction',
  'objection',
  'marketing_objection',
  'consent_withdrawal',
  'automated_decision_review',
];

/**
 * Decides, for every cell of the register on every system, what happens to it and on which ground
 * under each law, and derives the tasks. Pure. Throws `right_not_supported` when no law given has
 * the right, or its pack does not plan it.
 */
export function compilePlan(input: PlanInput): Plan {
  const rights = planned(input);
  const cells = decideCells(input, rights);
  const { tasks: acting, notes: order } = planTasks(cells, input);
  const { told, tasks: notices } = telling(acting, input, rights);
  const { later, balance } = afterBalance(cells, input);
  const tasks = [...acting, ...notices];
  const beside = { ...(balance ? { balance } : {}), ...(told ? { told } : {}) };
  return {
    right: input.right,
    laws: [...input.laws],
    cells: cells.map((cell) => planCell(cell, later.get(cell))),
    tasks,
    notes: [...notesOn(cells, { tasks, ...beside }), ...order, ...silent(input, rights)],
    ...beside,
    decidedUnder: decidedUnder(input, rights),
  };
}

function decidedUnder(
  { register, connectors, retentionDigests: digests }: PlanInput,
  rights: readonly RuledRight[],
): Plan['decidedUnder'] {
  return {
    packs: Object.fromEntries(rights.map(({ law, pack }) => [law, pack.digest])),
    ...(digests
      ? { retention: Object.fromEntries(rights.map(({ law }) => [law, digests[law] ?? ''])) }
      : {}),
    register: register.digest,
    manifests: Object.fromEntries(
      connectors.map(({ slug, manifestDigest }) => [slug, manifestDigest]),
    ),
  };
}

function planned({ packs, laws, right }: PlanInput): RuledRight[] {
  const rights = rightRules(packs, laws, right).filter(({ rule }) => rule.decisions);
  if (rights.length > 0) return rights;
  const named = laws.join(', ');
  throw new HabeasError('right_not_supported', `No pack of ${named} plans the right ${right} yet.`);
}

/** Laws that had no part in the plan although they govern the request. */
function silent({ laws, packs, right }: PlanInput, rights: readonly RuledRight[]): string[] {
  return laws
    .filter((law) => !rights.some((one) => one.law === law))
    .map((law) =>
      packs[law]?.rights[right]
        ? `${law} has this right but no rules to plan it by; a person must apply it.`
        : `${law} does not have this right.`,
    );
}

function planCell(cell: DecidedCell, later: PlanCell['later']): PlanCell {
  const { system, category, activity, basis, decision, grounds, withheld } = cell;
  return {
    ...{ system, category, activity, basis, decision, grounds },
    ...(withheld ? { withheld } : {}),
    ...(later ? { later } : {}),
  };
}
