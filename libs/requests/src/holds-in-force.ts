import type { Queryable } from '@habeas/database';

// A hold names an identifier (by keyed digest), categories, or both; both narrow each other.
const HELD = `
  SELECT DISTINCT e.id, h.id AS hold
  FROM exercises e
  JOIN holds h ON h.released_at IS NULL
  WHERE e.request_id = $1 AND e."right" = 'erasure' AND e.closed_at IS NULL
    AND (h.digest IS NULL OR EXISTS (
      SELECT 1 FROM identifiers i
      WHERE i.request_id = e.request_id AND i.type = h.type AND i.digest = h.digest))
    AND (h.categories = '{}' OR EXISTS (
      SELECT 1 FROM jsonb_array_elements(e.plan->'cells') AS cell
      WHERE cell->>'decision' = 'erase' AND cell->>'category' = ANY (h.categories)))`;

/** The erasures of a request that a legal hold forbids, now. */
export async function heldExercises(db: Queryable, requestId: string): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(HELD, [requestId]);
  return new Set(rows.map(({ id }) => id));
}
