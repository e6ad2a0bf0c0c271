/**
 * What of a person's data is portable (GDPR Art. 20, PDPA s. 31), read from the sealed plan: which
 * uses let a category go, and why the rest stays.
 */
import type { DataCategory, Plan, PlanCell, Register } from '@habeas/domain';

/** `basis`: used on another basis than consent or contract. `derived`: inferred. */
export type LeftOutBecause = 'basis' | 'derived' | 'secrets';

export interface LeftOut {
  category: string;
  systems: string[];
  because: LeftOutBecause;
  articles: string[];
}

export interface Ported {
  /** Uses that qualify, by system and category. */
  uses: { system: string; category: string; activities: string[] }[];
  leftOut: LeftOut[];
}

/** Pure; what is not held anywhere is neither in nor left out. */
export function portedBy({ cells }: Pick<Plan, 'cells'>, { categories }: Register): Ported {
  const groups = groupsOf(cells);
  const uses = groups.flatMap(([first, ...rest]) => {
    const activities = [first, ...rest].filter(isExported).map(({ activity }) => activity);
    const { system, category } = first;
    return activities.length > 0 ? [{ system, category, activities }] : [];
  });
  const left = groups.flatMap((group) => {
    const [{ category: id }] = group;
    return leftOutOf(
      group,
      categories.find((category) => category.id === id),
    );
  });
  return { uses, leftOut: merged(left) };
}

type Group = [PlanCell, ...PlanCell[]];

const isExported = ({ decision }: PlanCell) => decision === 'export';
const articlesOf = (cells: readonly PlanCell[]) => [
  ...new Set(cells.flatMap(({ grounds }) => grounds.map(({ article }) => article))),
];

function groupsOf(cells: readonly PlanCell[]): Group[] {
  const groups = new Map<string, Group>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.system, cell.category]);
    const group = groups.get(key);
    if (group) group.push(cell);
    else groups.set(key, [cell]);
  }
  return [...groups.values()];
}

/** A field goes in if any of its uses lets it, so a part stays out only if all of them say so. */
function leftOutOf(group: Group, kind: DataCategory | undefined): LeftOut[] {
  const [{ system, category }] = group;
  const out = (because: LeftOutBecause, cells: readonly PlanCell[]): LeftOut => {
    return { category, systems: [system], because, articles: articlesOf(cells) };
  };
  const exported = group.filter(isExported);
  const kept = group.filter(({ decision }) => decision === 'keep');
  if (exported.length === 0) {
    if (kept.length === 0) return [];
    const qualifying = kept.filter(({ basis }) => basis === 'consent' || basis === 'contract');
    return qualifying.length > 0 ? [out('derived', qualifying)] : [out('basis', kept)];
  }
  const [first, ...others] = exported.map(({ withheld = [] }) => withheld);
  const parts = (first ?? []).filter((part) => others.every((list) => list.includes(part)));
  const secrets = parts.some((part) => kind?.secrets?.includes(part));
  const derived = parts.some((part) => kind?.derived?.includes(part));
  return [
    ...(secrets ? [out('secrets', exported)] : []),
    ...(derived ? [out('derived', exported)] : []),
  ];
}

function merged(left: readonly LeftOut[]): LeftOut[] {
  const byReason = new Map<string, LeftOut>();
  for (const one of left) {
    const key = JSON.stringify([one.category, one.because]);
    const known = byReason.get(key);
    const systems = [...new Set([...(known?.systems ?? []), ...one.systems])];
    const articles = [...new Set([...(known?.articles ?? []), ...one.articles])];
    byReason.set(key, { ...one, systems, articles });
  }
  return [...byReason.values()];
}
