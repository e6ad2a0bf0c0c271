import type { Queryable } from '@habeas/database';
import type { Action } from '@habeas/domain';

/**
 * Whether a task of these actions was sent to its system and may have taken effect. An attempt that
 * went wrong counts: whether its order arrived is not known. One whose receipt says that nothing
 * was done does not.
 */
export async function mayHaveActed(
  db: Queryable,
  exerciseId: string,
  actions: readonly Action[],
): Promise<boolean> {
  const rows = await db.query(
    `SELECT 1 FROM tasks t WHERE exercise_id = $1 AND action = ANY ($2) AND attempts > 0
       AND NOT (outcome IN ('nothing_found', 'not_supported', 'needs_human')
         AND EXISTS (SELECT 1 FROM receipts r WHERE r.task_id = t.id)
         AND NOT EXISTS (SELECT 1 FROM jsonb_each_text(t.result->'counts') AS done
           WHERE done.key IN ('erased', 'anonymised', 'rectified') AND done.value <> '0'))
     LIMIT 1`,
    [exerciseId, [...actions]],
  );
  return rows.length > 0;
}

/** Whether any task but a search was made: from then on the plan is being carried out. */
export async function hasTasks(db: Queryable, exerciseId: string): Promise<boolean> {
  const rows = await db.query(
    `SELECT 1 FROM tasks WHERE exercise_id = $1 AND action <> 'locate' LIMIT 1`,
    [exerciseId],
  );
  return rows.length > 0;
}
