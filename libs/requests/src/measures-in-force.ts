import { newId, type Queryable, type Tx } from '@habeas/database';
import type { MeasureKind, MeasureStatus, SuppressionPurpose } from '@habeas/domain';
import type { EvidenceLog } from '@habeas/evidence';

export interface Imposed {
  requestId: string;
  exerciseId: string;
  kind: MeasureKind;
  /** What a suppression is for. */
  purpose?: SuppressionPurpose;
}

// Marketing stops on anybody's word; nobody is kept from coming back who has not proved to be it.
const LIST = `
  INSERT INTO suppressions (type, digest, purpose, measure_id, since)
  SELECT type, digest, $2, $3, $4 FROM identifiers
  WHERE request_id = $1 AND ($2 = 'marketing' OR level <> 'unverified')
  ON CONFLICT DO NOTHING`;

/** Puts a measure in force, once per exercise; a suppression puts the identifiers on the list. */
export async function imposeMeasure(
  tx: Tx,
  imposed: Imposed,
  evidence: EvidenceLog,
): Promise<void> {
  const { requestId, exerciseId, kind, purpose } = imposed;
  const at = new Date();
  const measure = newId('msr');
  const rows = await tx.query(
    `INSERT INTO measures (id, request_id, exercise_id, kind, purpose, imposed_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (exercise_id, kind) DO NOTHING RETURNING id`,
    [measure, requestId, exerciseId, kind, purpose ?? null, at],
  );
  if (rows.length === 0) return;
  if (purpose) await tx.query(LIST, [requestId, purpose, measure, at]);
  const data = { measure, exercise: exerciseId, kind, ...(purpose ? { purpose } : {}) };
  await evidence.append(tx, { requestId, type: 'measure.imposed', actor: 'system', at, data });
}

/** The systems have all lifted the restriction. */
export async function endRestriction(
  tx: Tx,
  exercise: { id: string; requestId: string },
  evidence: EvidenceLog,
): Promise<void> {
  const at = new Date();
  const rows = await tx.query<{ id: string }>(
    `UPDATE measures SET released_at = $2
     WHERE exercise_id = $1 AND kind = 'restriction' AND released_at IS NULL RETURNING id`,
    [exercise.id, at],
  );
  for (const { id } of rows) {
    await evidence.append(tx, {
      requestId: exercise.requestId,
      type: 'measure.released',
      actor: 'system',
      at,
      data: { measure: id, exercise: exercise.id },
    });
  }
}

/** How a measure's row tells its status. */
export const MEASURE_STATUS = `CASE WHEN released_at IS NOT NULL THEN 'released'
  WHEN release_asked_at IS NOT NULL THEN 'releasing' ELSE 'in_force' END`;

/** The restrictions of a request, by exercise. */
export async function restrictionsOf(
  db: Queryable,
  requestId: string,
): Promise<Map<string, MeasureStatus>> {
  const rows = await db.query<{ exerciseId: string; status: MeasureStatus }>(
    `SELECT exercise_id AS "exerciseId", ${MEASURE_STATUS} AS status FROM measures
     WHERE request_id = $1 AND kind = 'restriction'`,
    [requestId],
  );
  return new Map(rows.map(({ exerciseId, status }) => [exerciseId, status]));
}
