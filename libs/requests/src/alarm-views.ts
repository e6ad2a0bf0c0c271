import type { Queryable } from '@habeas/database';
import { isFinal, type ExerciseStatus, type Law, type Right } from '@habeas/domain';
import type { AlarmKind } from './alarms-schedule.js';

/** What people are shown of an alarm, with what they need to decide what comes first. */
export interface AlarmView {
  id: string;
  kind: AlarmKind;
  request: string;
  exercise: string;
  right: Right;
  law: Law;
  status: ExerciseStatus;
  /** The instant that it warns of. */
  limitAt: string;
  raisedAt: string;
  legalDue: string | null;
  safeDue: string;
  /** From then on the slowest systems may not be done by the safe date. */
  latestSafeStart: string;
  /** That instant has come, and no system has begun. */
  mustStartNow: boolean;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
}

export interface AlarmRow {
  id: string;
  kind: AlarmKind;
  request: string;
  exercise: string;
  right: Right;
  law: Law;
  status: ExerciseStatus;
  limitAt: Date;
  raisedAt: Date;
  legalDue: Date | null;
  safeDue: Date;
  latestStart: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
}

/** A clock that has alarms has a latest start: both are written together. */
export const ALARM_VIEW = `
  SELECT a.id, a.kind, e.request_id AS request, e.id AS exercise, e."right", a.law, e.status,
    a.limit_at AS "limitAt", a.raised_at AS "raisedAt", k.legal_due AS "legalDue",
    k.safe_due AS "safeDue", k.latest_start AS "latestStart",
    a.acknowledged_at AS "acknowledgedAt", a.acknowledged_by AS "acknowledgedBy"
  FROM alarms a JOIN exercises e ON e.id = a.exercise_id
    JOIN clocks k ON k.exercise_id = a.exercise_id AND k.law = a.law`;

/** Once the systems work, it is too late to warn of a late start. */
export const BEGUN: readonly ExerciseStatus[] = ['acting', 'verifying', 'delivering'];

export function alarmView({ latestStart, ...row }: AlarmRow, now: Date): AlarmView {
  const { status } = row;
  return {
    ...row,
    limitAt: row.limitAt.toISOString(),
    raisedAt: row.raisedAt.toISOString(),
    legalDue: row.legalDue?.toISOString() ?? null,
    safeDue: row.safeDue.toISOString(),
    latestSafeStart: latestStart.toISOString(),
    mustStartNow: latestStart <= now && !isFinal(status) && !BEGUN.includes(status),
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
  };
}

/** Every alarm that was raised for a request, the newest date last. */
export async function alarmsOfRequest(db: Queryable, requestId: string): Promise<AlarmView[]> {
  const rows = await db.query<AlarmRow>(
    `${ALARM_VIEW} WHERE e.request_id = $1 AND a.raised_at IS NOT NULL
     ORDER BY a.limit_at, a.id`,
    [requestId],
  );
  return rows.map((row) => alarmView(row, new Date()));
}
