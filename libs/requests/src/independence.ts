import type { Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';

/** Throws `approver_not_independent` for who opened the request or verified its identity. */
export async function assertIndependent(
  tx: Tx,
  { requestId }: { requestId: string },
  principal: { id: string },
): Promise<void> {
  const rows = await tx.query(
    `SELECT 1 FROM requests WHERE id = $1 AND opened_by = $2
     UNION ALL SELECT 1 FROM identifiers WHERE request_id = $1 AND verified_by = $2 LIMIT 1`,
    [requestId, principal.id],
  );
  if (rows.length === 0) return;
  throw new HabeasError(
    'approver_not_independent',
    'Who opened the request or verified the identity cannot approve or decide it; ask another person.',
  );
}
