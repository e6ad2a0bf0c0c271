import type { Queryable } from '@habeas/database';
import { ERASING_RIGHTS } from '@habeas/domain';

// A hold names an identifier (by keyed digest), categories, or both; both narrow each other. An
// objection erases only what its plan foresees for when it is upheld, and only once it is; to
// restrict is never forbidden.
const HELD = `
  SELECT DISTINCT e.id, h.id AS hold
  FROM exercises e
  JOIN holds h ON h.released_at IS NULL
  WHERE e.request_id = $1 AND e."right" = ANY ($2) AND e.closed_at IS NULL
    AND (h.digest IS NULL OR EXISTS (
      SELECT 1 FROM identifiers i
      WHERE i.request_id = e.request_id AND i.type = h.type AND i.digest = h.digest))
    AND ((h.categories = '{}' AND e."right" = 'erasure') OR EXISTS (
      SELECT 1 FROM jsonb_array_elements(e.plan->'cells') AS cell
      WHERE (h.categories = '{}' OR cell->>'category' = ANY (h.categories))
        AND (cell->>'decision' = 'erase' OR (cell->'later'->'upheld'->>'decision' = 'erase'
          AND EXISTS (SELECT 1 FROM judgements j WHERE j.exercise_id = e.id AND j.seal = e.seal
            AND j.kind = 'balance' AND j.outcome = 'upheld')))))`;

/** The exercises of a request that would erase what a legal hold forbids to erase, now. */
export async function heldExercises(db: Queryable, requestId: string): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(HELD, [requestId, [...ERASING_RIGHTS]]);
  return new Set(rows.map(({ id }) => id));
}
