import { newId, type Queryable, type Tx } from '@habeas/database';
import {
  STANDING_CAUSES,
  type MeasureKind,
  type MeasureStatus,
  type RestrictionCause,
  type SuppressionPurpose,
} from '@habeas/domain';
import type { EvidenceLog } from '@habeas/evidence';

export interface Imposed {
  requestId: string;
  exerciseId: string;
  kind: MeasureKind;
  /** What a suppression is for. */
  purpose?: SuppressionPurpose | undefined;
  /** Why a restriction is imposed. */
  cause?: RestrictionCause | undefined;
}

// Marketing and collection stop on anybody's word; nobody is kept from coming back who has not proved to be it.
const LIST = `
  INSERT INTO suppressions (type, digest, purpose, measure_id, since)
  SELECT type, digest, $2, $3, $4 FROM identifiers
  WHERE request_id = $1 AND ($2 IN ('marketing', 'collection') OR level <> 'unverified')
  ON CONFLICT DO NOTHING`;

/** Puts a measure in force, once per exercise; a suppression puts the identifiers on the list. */
export async function imposeMeasure(
  tx: Tx,
  imposed: Imposed,
  evidence: EvidenceLog,
): Promise<void> {
  const { requestId, exerciseId, kind, purpose, cause } = imposed;
  const at = new Date();
  const measure = newId('msr');
  const rows = await tx.query(
    `INSERT INTO measures (id, request_id, exercise_id, kind, purpose, cause, imposed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (exercise_id, kind) DO NOTHING RETURNING id`,
    [measure, requestId, exerciseId, kind, purpose ?? null, cause ?? null, at],
  );
  if (rows.length === 0) return;
  if (purpose) await tx.query(LIST, [requestId, purpose, measure, at]);
  const why = { ...(purpose ? { purpose } : {}), ...(cause ? { cause } : {}) };
  const data = { measure, exercise: exerciseId, kind, ...why };
  await evidence.append(tx, { requestId, type: 'measure.imposed', actor: 'system', at, data });
}

/** What becomes of an exercise's restriction without a person's word. */
export type RestrictionStep = 'lift_measure' | 'retain_measure' | 'uphold_measure' | 'end_measure';

const CHANGES = {
  lift_measure: { set: 'release_asked_at = now()', type: 'measure.release_asked' },
  retain_measure: { set: `cause = 'retained_by_law'`, type: 'measure.retained' },
  uphold_measure: { set: `cause = 'objection_upheld'`, type: 'measure.upheld' },
  end_measure: { set: 'released_at = now()', type: 'measure.released' },
} as const;

export async function changeRestriction(
  tx: Tx,
  { step, exercise }: { step: RestrictionStep; exercise: { id: string; requestId: string } },
  evidence: EvidenceLog,
): Promise<void> {
  const { set, type } = CHANGES[step];
  const rows = await tx.query<{ id: string }>(
    `UPDATE measures SET ${set}
     WHERE exercise_id = $1 AND kind = 'restriction' AND released_at IS NULL RETURNING id`,
    [exercise.id],
  );
  for (const { id } of rows) {
    const { requestId } = exercise;
    const data = { measure: id, exercise: exercise.id };
    await evidence.append(tx, { requestId, type, actor: 'system', at: new Date(), data });
    await voidReleaseNotice(tx, { requestId, measure: id }, evidence);
  }
}

/** It ended, or stands for good, without the person's being told of an end that somebody chose. */
async function voidReleaseNotice(
  tx: Tx,
  { requestId, measure }: { requestId: string; measure: string },
  evidence: EvidenceLog,
): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE messages SET status = 'void'
     WHERE request_id = $1 AND about = $2 AND kind = 'release_notice' AND status = 'due'
     RETURNING id`,
    [requestId, measure],
  );
  const said = { requestId, type: 'message.voided', actor: 'system', at: new Date() } as const;
  for (const { id } of rows) await evidence.append(tx, { ...said, data: { message: id } });
}

const STANDING = STANDING_CAUSES.map((cause) => `'${cause}'`).join(', ');

/** How a measure's row tells its status. */
export const MEASURE_STATUS = `CASE WHEN released_at IS NOT NULL THEN 'released'
  WHEN cause IN (${STANDING}) THEN 'in_force'
  WHEN release_asked_at IS NOT NULL THEN 'releasing' ELSE 'in_force' END`;

/**
 * The restrictions of a request that its exercises must still see ended, by exercise. One that
 * stands for good stands beyond the request.
 */
export async function restrictionsOf(
  db: Queryable,
  requestId: string,
): Promise<Map<string, MeasureStatus>> {
  const rows = await db.query<{ exerciseId: string; status: MeasureStatus }>(
    `SELECT exercise_id AS "exerciseId", ${MEASURE_STATUS} AS status FROM measures
     WHERE request_id = $1 AND kind = 'restriction' AND cause NOT IN (${STANDING})`,
    [requestId],
  );
  return new Map(rows.map(({ exerciseId, status }) => [exerciseId, status]));
}
