import type { Queryable } from '@habeas/database';
import {
  authorityMissing,
  authorityNeeded,
  packsInForce,
  type AuthorityKind,
  type Law,
  type NeededAuthority,
  type RepresentationFacts,
} from '@habeas/domain';
import type { Policy } from '@habeas/policy';

/** What is known of who asks for whom. */
export interface Represented extends RepresentationFacts {
  laws: Law[];
  receivedAt: Date;
  shown: AuthorityKind[];
}

/** What must be shown under the laws that apply, in the versions of the day of receipt. */
export function neededAuthority(
  { packs, controller }: Policy,
  request: Represented,
): NeededAuthority[] {
  const inForce = packsInForce(packs, controller.venues, request.receivedAt.toISOString());
  const applying = request.laws.flatMap((law) => inForce[law] ?? []);
  return authorityNeeded(request, applying);
}

/** What must still be shown before anybody acts. */
export function missingAuthority(policy: Policy, request: Represented): NeededAuthority[] {
  return authorityMissing(neededAuthority(policy, request), request.shown);
}

/** What was shown for a request, each kind once. */
export async function shownAuthority(db: Queryable, requestId: string): Promise<AuthorityKind[]> {
  const rows = await db.query<{ kind: AuthorityKind }>(
    'SELECT DISTINCT kind FROM authorities WHERE request_id = $1 ORDER BY kind',
    [requestId],
  );
  return rows.map(({ kind }) => kind);
}
