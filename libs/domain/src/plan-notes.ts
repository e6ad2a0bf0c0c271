/** What a reader must know that stands in no cell: in plain words, without personal data. */
import type { DecidedCell } from './plan-verdict.js';
import type { CellDecision, Plan, PlannedTask } from './plan-types.js';

type Noted = Pick<Plan, 'tasks' | 'told' | 'balance'>;

export function notesOn(cells: readonly DecidedCell[], { tasks, told, balance }: Noted): string[] {
  const fromRules = [...new Set(cells.flatMap(({ notes }) => notes))];
  return [
    ...fromRules,
    ...tasks.flatMap(sharedRows),
    ...tasks.flatMap(stopped),
    ...tasks.flatMap(retained),
    ...(balance ? [BALANCE] : []),
    ...(told ? [toldNote(told)] : []),
    ...unknown(cells, 'not_searched', 'The search was left out on'),
    ...unknown(cells, 'gap', 'Not everything can be carried out on'),
  ];
}

const BALANCE =
  'A person weighs the interests; until then everything objected to stays restricted.';

function sharedRows({ action, connector, activities }: PlannedTask): string[] {
  if (!activities) return [];
  const listed = activities.join(', ');
  return [`${action}:${connector} is for ${listed} alone; the same data go on serving other uses.`];
}

function stopped({ connector, stopsCollecting }: PlannedTask): string[] {
  if (!stopsCollecting) return [];
  const listed = stopsCollecting.join(', ');
  return [`${connector} collects ${listed} by itself: erasing stops that too, or it would refill.`];
}

function retained({ action, connector, scope }: PlannedTask): string[] {
  const kept = scope.filter(({ retain }) => retain.length > 0).map(({ category }) => category);
  if (action !== 'erase' || kept.length === 0) return [];
  return [`What a statute keeps of ${kept.join(', ')} on ${connector} is restricted to that duty.`];
}

function toldNote({ recipients }: NonNullable<Plan['told']>): string {
  const assumed = recipients.some((recipient) => recipient.assumed);
  const doubt = assumed ? ' The register does not say which categories each got: all assumed.' : '';
  return `Recipients are told: ${recipients.map(({ id }) => id).join(', ')}.${doubt}`;
}

function unknown(cells: readonly DecidedCell[], wanted: CellDecision, words: string): string[] {
  const found = cells.filter(({ decision }) => decision === wanted);
  const systems = [...new Set(found.map(({ system }) => system))];
  return systems.length > 0 ? [`${words} ${systems.join(', ')}.`] : [];
}
