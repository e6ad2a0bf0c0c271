import type { Queryable } from '@habeas/database';
import type { MeasureStatus } from '@habeas/domain';
import type { Measure } from './measure.entity.js';
import { MEASURE_STATUS } from './measures-in-force.js';

export interface MeasureView {
  id: string;
  request: string;
  exercise: string;
  kind: Measure['kind'];
  /** What a suppression keeps its person out of. */
  purpose: Measure['purpose'];
  /** Why a restriction is in force. */
  cause: Measure['cause'];
  status: MeasureStatus;
  imposedAt: string;
  /** When the person was told that a restriction will be lifted. */
  notice: { sentAt: string; channel: string; by: string } | null;
  /** Who ended it (`system`: no person's word was needed), and when all of it had ended. */
  release: { askedAt: string; by: string; releasedAt: string | null } | null;
}

/** A measure's row with its status. */
export type MeasureRow = Measure & { status: MeasureStatus };

export const MEASURE_COLUMNS = `id, request_id AS "requestId", exercise_id AS "exerciseId", kind,
  purpose, cause, imposed_at AS "imposedAt", notice_sent_at AS "noticeSentAt",
  notice_channel AS "noticeChannel", notice_by AS "noticeBy",
  release_asked_at AS "releaseAskedAt", release_by AS "releaseBy", released_at AS "releasedAt",
  ${MEASURE_STATUS} AS status`;

/** The measures of one request, in the order in which they came into force. */
export async function measuresOf(db: Queryable, requestId: string): Promise<MeasureView[]> {
  const rows = await db.query<MeasureRow>(
    `SELECT ${MEASURE_COLUMNS} FROM measures WHERE request_id = $1 ORDER BY id`,
    [requestId],
  );
  return rows.map(measureView);
}

export function measureView(row: MeasureRow): MeasureView {
  const { id, requestId, exerciseId, kind, purpose, cause, status } = row;
  return {
    id,
    request: requestId,
    exercise: exerciseId,
    kind,
    purpose,
    cause,
    status,
    imposedAt: row.imposedAt.toISOString(),
    notice: noticeOf(row),
    release: releaseOf(row),
  };
}

function noticeOf({ noticeSentAt, noticeChannel, noticeBy }: MeasureRow): MeasureView['notice'] {
  if (!noticeSentAt || !noticeChannel || !noticeBy) return null;
  return { sentAt: noticeSentAt.toISOString(), channel: noticeChannel, by: noticeBy };
}

function releaseOf({ releaseAskedAt, releaseBy, releasedAt }: MeasureRow): MeasureView['release'] {
  const askedAt = (releaseAskedAt ?? releasedAt)?.toISOString();
  if (!askedAt) return null;
  return { askedAt, by: releaseBy ?? 'system', releasedAt: releasedAt?.toISOString() ?? null };
}
