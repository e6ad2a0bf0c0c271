/** Cells that are the same rows: one category on one system, whatever it is used for. */
import type { DecidedCell } from './plan-verdict.js';
import type { CellDecision, Retention, ScopeItem } from './plan-types.js';

export type Group = [DecidedCell, ...DecidedCell[]];

/** Per system, what a task there is about. */
export type Groups = Map<string, Group[]>;

/** The groups whose cells, taken together, pass the test, by system. */
export function groupsWhere(
  cells: readonly DecidedCell[],
  passes: (cells: readonly DecidedCell[]) => boolean,
): Groups {
  const found: Groups = new Map();
  for (const group of groupsOf(cells)) {
    const [{ system }] = group;
    if (passes(group)) found.set(system, [...(found.get(system) ?? []), group]);
  }
  return found;
}

function groupsOf(cells: readonly DecidedCell[]): Group[] {
  const groups = new Map<string, Group>();
  for (const cell of cells) {
    const key = `${cell.system} ${cell.category}`;
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  }
  return [...groups.values()];
}

export const anyDecided = (wanted: CellDecision) => (cells: readonly DecidedCell[]) =>
  cells.some(({ decision }) => decision === wanted);

/** A category may go from a system only if no activity there may keep it or awaits a person. */
export const isErased = (cells: readonly DecidedCell[]) =>
  cells.every(({ decision }) => decision === 'erase' || decision === 'retain');

export function scopeOf(groups: readonly Group[]): ScopeItem[] {
  return groups.map((group) => ({ category: group[0].category, retain: retained(group) }));
}

/** Per category, the use that ends; the same rows may go on serving others. */
export function restrictedScope(groups: readonly Group[]): ScopeItem[] {
  return groups.map((group) => {
    const activities = activitiesOf([group], 'restrict');
    const item = { category: group[0].category, retain: retained(group) };
    return activities ? { ...item, activities } : item;
  });
}

function retained(cells: readonly DecidedCell[]): Retention[] {
  const byRule = new Map(cells.flatMap(({ retain }) => retain.map((rule) => [rule.rule, rule])));
  return [...byRule.values()];
}

/** The activities that a task is for, where the rows serve others too; undefined: all of them. */
export function activitiesOf(groups: readonly Group[], wanted: CellDecision): string[] | undefined {
  const cells = groups.flat();
  if (cells.every(({ decision }) => decision === wanted)) return undefined;
  const meant = cells.filter(({ decision }) => decision === wanted);
  return [...new Set(meant.map(({ activity }) => activity))];
}

/** A field goes in if any of its cells does, so a part stays out only if all of these say so. */
export function withheldIn(groups: readonly Group[]): { category: string; parts: string[] }[] {
  return groups.flatMap((group) => {
    const exported = group.filter(({ decision }) => decision === 'export');
    const [first, ...others] = exported.map(({ withheld = [] }) => withheld);
    const parts = (first ?? []).filter((part) => others.every((list) => list.includes(part)));
    return parts.length > 0 ? [{ category: group[0].category, parts }] : [];
  });
}
