/** Clocks as rows, and what the evidence says of them. */
import type { Queryable, Tx } from '@habeas/database';
import type { Clock, Law } from '@habeas/domain';
import type { EvidenceDraft } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';

/** A clock as it is stored. */
export interface StoredClock {
  law: Law;
  legalDue: Date | null;
  safeDue: Date | null;
  milestones: Record<string, string>;
  explanation: string[];
  packDigest: string;
  calendarDigest: string | null;
}

/** Who or what made an entry, and of which exercise. */
export interface ClockChange {
  exerciseId: string;
  by: string;
  at: Date;
}

export function storedClocks(db: Queryable, exerciseId: string): Promise<StoredClock[]> {
  return db.query<StoredClock>(
    `SELECT law, legal_due AS "legalDue", safe_due AS "safeDue", milestones, explanation,
       pack_digest AS "packDigest", calendar_digest AS "calendarDigest"
     FROM clocks WHERE exercise_id = $1 ORDER BY law`,
    [exerciseId],
  );
}

/** Writes a clock in the place of the one under the same law, if there is one. */
export async function writeClock(tx: Tx, exerciseId: string, clock: Clock): Promise<void> {
  await tx.query(
    `INSERT INTO clocks (exercise_id, law, pack_digest, started_at, legal_due, safe_due,
       milestones, explanation, calendar_id, calendar_version, calendar_digest)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (exercise_id, law) DO UPDATE SET pack_digest = $3, legal_due = $5, safe_due = $6,
       milestones = $7, explanation = $8, calendar_id = $9, calendar_version = $10,
       calendar_digest = $11`,
    [
      exerciseId,
      clock.law,
      clock.packDigest,
      clock.startedAt,
      clock.legalDue,
      clock.safeDue,
      JSON.stringify(clock.milestones),
      JSON.stringify(clock.explanation),
      clock.calendarId ?? null,
      clock.calendarVersion ?? null,
      clock.calendarDigest ?? null,
    ],
  );
}

export function computed(clock: Clock, { exerciseId, by, at }: ClockChange): EvidenceDraft {
  return {
    type: 'clock.computed',
    actor: by,
    at,
    data: {
      exercise: exerciseId,
      law: clock.law,
      pack: clock.packDigest,
      startedAt: new Date(clock.startedAt).toISOString(),
      ...instants({ legalDue: clock.legalDue, safeDue: clock.safeDue }),
      explanation: digestOf(clock.explanation),
    },
  };
}

/** Both values of every date, with what they were computed from. */
export function recomputed(
  before: StoredClock,
  clock: Clock,
  {
    exerciseId,
    by,
    at,
    event,
    policy,
  }: ClockChange & { event: string; policy?: { policy: string; policyBefore?: string } },
): EvidenceDraft {
  return {
    type: 'clock.recomputed',
    actor: by,
    at,
    data: {
      exercise: exerciseId,
      law: clock.law,
      pack: clock.packDigest,
      packBefore: before.packDigest,
      ...(clock.calendarDigest ? { calendar: clock.calendarDigest } : {}),
      ...(before.calendarDigest ? { calendarBefore: before.calendarDigest } : {}),
      ...policy,
      event,
      ...instants({ legalDueBefore: before.legalDue, safeDueBefore: before.safeDue }),
      ...instants({ legalDue: clock.legalDue, safeDue: clock.safeDue }),
      explanation: digestOf(clock.explanation),
    },
  };
}

/** The dates that a law had set, which no longer applies. */
export function removed(before: StoredClock, { exerciseId, by, at }: ClockChange): EvidenceDraft {
  return {
    type: 'clock.removed',
    actor: by,
    at,
    data: {
      exercise: exerciseId,
      law: before.law,
      pack: before.packDigest,
      ...instants({ legalDueBefore: before.legalDue, safeDueBefore: before.safeDue }),
    },
  };
}

/** True when any date differs; other words for the same dates move nothing. */
export function datesDiffer(
  before: Pick<StoredClock, 'legalDue' | 'safeDue' | 'milestones'>,
  after: Pick<Clock, 'legalDue' | 'safeDue' | 'milestones'>,
): boolean {
  const names = new Set([...Object.keys(before.milestones), ...Object.keys(after.milestones)]);
  return (
    ms(before.legalDue) !== ms(after.legalDue) ||
    ms(before.safeDue) !== ms(after.safeDue) ||
    [...names].some((name) => ms(before.milestones[name]) !== ms(after.milestones[name]))
  );
}

/** Stored instants carry no more than seconds of difference in how they are written. */
function ms(at: Date | string | null | undefined): number | null {
  return at ? new Date(at).getTime() : null;
}

function instants<K extends string>(
  dates: Record<K, Date | string | null>,
): Partial<Record<K, string>> {
  const entries = Object.entries<Date | string | null>(dates);
  const given = entries.flatMap(([name, at]) => (at ? [[name, new Date(at).toISOString()]] : []));
  return Object.fromEntries(given) as Partial<Record<K, string>>;
}
