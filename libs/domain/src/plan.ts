import { rightRules } from './law.js';
import { HabeasError } from './errors.js';
import { decideCells, type DecidedCell, type PlanInput, type RuledRight } from './plan-cells.js';
import { planTasks } from './plan-tasks.js';
import type { Plan, PlanCell } from './plan-types.js';

/**
 * Decides, for every cell of the register on every system, what happens to it and on which ground
 * under each law, and derives the tasks. Pure. Throws `right_not_supported` when no law given has
 * the right, or its pack does not plan it.
 */
export function compilePlan(input: PlanInput): Plan {
  const rights = planned(input);
  const cells = decideCells(input, rights);
  const { tasks, notes } = planTasks(cells, input.connectors);
  return {
    right: input.right,
    laws: [...input.laws],
    cells: cells.map(withoutRetention),
    tasks,
    notes,
    decidedUnder: {
      packs: Object.fromEntries(rights.map(({ law, pack }) => [law, pack.digest])),
      register: input.register.digest,
      manifests: Object.fromEntries(
        input.connectors.map(({ slug, manifestDigest }) => [slug, manifestDigest]),
      ),
    },
  };
}

function planned({ packs, laws, right }: PlanInput): RuledRight[] {
  const rights = rightRules(packs, laws, right).filter(({ rule }) => rule.decisions);
  if (rights.length > 0) return rights;
  throw new HabeasError('right_not_supported', `No pack plans the right ${right} yet.`);
}

function withoutRetention({ retain: _retain, ...cell }: DecidedCell): PlanCell {
  return cell;
}
