import type { Queryable } from '@habeas/database';
import type { Action } from '@habeas/domain';

/**
 * Whether a task of these actions was ever sent to its system, however that ended. An attempt that
 * went wrong counts: whether its order arrived is not known.
 */
export async function hasStarted(
  db: Queryable,
  exerciseId: string,
  actions: readonly Action[],
): Promise<boolean> {
  const rows = await db.query(
    `SELECT 1 FROM tasks WHERE exercise_id = $1 AND action = ANY ($2) AND attempts > 0 LIMIT 1`,
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
