import type { Policy } from './policy.js';

/** A file of the policy that is not the same in two versions. */
export interface DocumentChange {
  name: string;
  change: 'added' | 'changed' | 'removed';
}

type Digests = Pick<Policy, 'digests'>;

/** Which files differ, by name. */
export function changedDocuments(before: Digests, after: Digests): DocumentChange[] {
  const names = new Set([...Object.keys(before.digests), ...Object.keys(after.digests)]);
  return [...names].toSorted().flatMap((name): DocumentChange[] => {
    const [was, is] = [before.digests[name], after.digests[name]];
    if (was === is) return [];
    if (was === undefined) return [{ name, change: 'added' }];
    return [{ name, change: is === undefined ? 'removed' : 'changed' }];
  });
}
