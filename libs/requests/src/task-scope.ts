import type { PlannedTask, ScopeItem } from '@habeas/domain';

/** What a task is about, with what stays out of each category and which of its places change. */
export function taskScope({ scope, withheld = [], changes = [] }: PlannedTask): ScopeItem[] {
  return scope.map((item) => {
    const parts = withheld.find(({ category }) => category === item.category)?.parts;
    const paths = changes.find(({ category }) => category === item.category)?.paths;
    return { ...item, ...(parts ? { withhold: parts } : {}), ...(paths ? { paths } : {}) };
  });
}
