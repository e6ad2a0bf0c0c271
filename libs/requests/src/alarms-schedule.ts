/** When each clock is to warn of what: pure reckoning, and the rows that it becomes. */
import { newId, type Tx } from '@habeas/database';
import type { AlarmLead, Plan } from '@habeas/domain';

/**
 * `latest_start`: from then on even the slowest systems can no longer be sure to be done in time.
 * `due_soon`: the lead of the policy before `due`, which is the safe date. `missed`: the law's own
 * date has passed. The two notices: the lead before the last day to tell the person.
 * `acknowledgement`: the receipt is to be confirmed; its limit may be the shortest of all.
 */
export const ALARM_KINDS = [
  'latest_start',
  'acknowledgement',
  'extension_notice',
  'refusal_notice',
  'due_soon',
  'due',
  'missed',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface ScheduledAlarm {
  kind: AlarmKind;
  raiseAt: Date;
  limitAt: Date;
}

/** What alarms are reckoned from: one clock, and what is known of the work. */
export interface AlarmBasis {
  startedAt: Date;
  legalDue: Date | null;
  safeDue: Date;
  milestones: Record<string, string>;
  /** The person was told of an extension already. */
  extended: boolean;
  /** The receipt was confirmed to the person already. */
  acknowledged: boolean;
  worstCaseHours: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The latest instant at which the slowest chain of tasks can begin and still end by the safe date. */
export function latestSafeStart({ safeDue, worstCaseHours }: AlarmBasis): Date {
  return new Date(safeDue.getTime() - worstCaseHours * HOUR_MS);
}

/** All alarms of one clock. What is owed at once has no number that could be missed. */
export function alarmsOf(basis: AlarmBasis, { dueSoonDays }: AlarmLead): ScheduledAlarm[] {
  const { startedAt, legalDue, safeDue, milestones, extended, acknowledged } = basis;
  const start = latestSafeStart(basis);
  const atOnce = safeDue <= startedAt;
  const notBefore = (at: number) => new Date(Math.max(at, startedAt.getTime()));
  const led = (kind: AlarmKind, limit: Date): ScheduledAlarm => {
    const raiseAt = notBefore(limit.getTime() - dueSoonDays * DAY_MS);
    return { kind, raiseAt, limitAt: limit };
  };
  const at = (kind: AlarmKind, limit: Date): ScheduledAlarm => {
    return { kind, raiseAt: notBefore(limit.getTime()), limitAt: limit };
  };
  const notice = (kind: AlarmKind, limit: string | undefined) =>
    limit ? [led(kind, new Date(limit))] : [];
  const confirm = milestones['acknowledgementSafe'];
  return [
    at('latest_start', start),
    ...(confirm && !acknowledged
      ? [halfway(led('acknowledgement', new Date(confirm)), startedAt)]
      : []),
    ...(extended ? [] : notice('extension_notice', milestones['extensionNoticeSafe'])),
    ...notice('refusal_notice', milestones['refusalNoticeSafe']),
    ...(atOnce ? [] : [led('due_soon', safeDue)]),
    at('due', safeDue),
    ...(atOnce || !legalDue ? [] : [missed(legalDue)]),
  ];
}

/** A limit shorter than two leads warns in its middle: at the receipt there is nothing to warn of. */
function halfway({ kind, raiseAt, limitAt }: ScheduledAlarm, startedAt: Date): ScheduledAlarm {
  const middle = (startedAt.getTime() + limitAt.getTime()) / 2;
  return { kind, raiseAt: new Date(Math.max(raiseAt.getTime(), middle)), limitAt };
}

/** The last second of the law's day may still be used. */
function missed(legalDue: Date): ScheduledAlarm {
  return { kind: 'missed', raiseAt: new Date(legalDue.getTime() + 1_000), limitAt: legalDue };
}

/**
 * Hours that the work may take at the worst: the slowest chain of planned tasks that wait for one
 * another; before there is a plan, the slowest system.
 */
export function worstCaseHours(
  tasks: Plan['tasks'] | undefined,
  hours: ReadonlyMap<string, number>,
): number {
  if (!tasks || tasks.length === 0) return Math.max(0, ...hours.values());
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  const ends = new Map<string, number>();
  const endOf = (key: string): number => {
    const known = ends.get(key);
    if (known !== undefined) return known;
    const task = byKey.get(key);
    if (!task) return 0;
    // Set before the look back, so that a circle, which a plan never has, would end here.
    ends.set(key, 0);
    const before = Math.max(0, ...task.after.map(endOf));
    const end = before + (hours.get(task.connector) ?? 0);
    ends.set(key, end);
    return end;
  };
  return Math.max(...tasks.map(({ key }) => endOf(key)));
}

interface BasisRow extends Omit<AlarmBasis, 'worstCaseHours'> {
  law: string;
  tasks: Plan['tasks'] | null;
}

const BASIS = `
  SELECT k.law, k.started_at AS "startedAt", k.legal_due AS "legalDue", k.safe_due AS "safeDue",
    k.milestones, e.plan->'tasks' AS tasks,
    EXISTS (SELECT 1 FROM clock_events v
      WHERE v.exercise_id = e.id AND v.type = 'extension_notified') AS extended,
    EXISTS (SELECT 1 FROM messages m WHERE m.request_id = e.request_id
      AND m.kind = 'acknowledgement' AND m.status = 'sent') AS acknowledged
  FROM clocks k JOIN exercises e ON e.id = k.exercise_id
  WHERE e.id = $1 AND k.safe_due IS NOT NULL`;

// Whatever limit has not moved keeps what became of its alarm; a moved one is armed again.
const ARM = `
  WITH wanted AS (
    SELECT * FROM jsonb_to_recordset($2) AS one (
      id text, law text, kind text, raise_at timestamptz, limit_at timestamptz)),
  unwanted AS (
    DELETE FROM alarms a WHERE a.exercise_id = $1 AND NOT EXISTS (
      SELECT 1 FROM wanted w WHERE w.law = a.law AND w.kind = a.kind)),
  started AS (
    UPDATE clocks k SET latest_start = w.limit_at
    FROM wanted w WHERE k.exercise_id = $1 AND k.law = w.law AND w.kind = 'latest_start')
  INSERT INTO alarms (id, exercise_id, law, kind, raise_at, limit_at)
  SELECT id, $1, law, kind, raise_at, limit_at FROM wanted
  ON CONFLICT (exercise_id, law, kind) DO UPDATE
  SET raise_at = excluded.raise_at, limit_at = excluded.limit_at,
    raised_at = CASE WHEN alarms.limit_at = excluded.limit_at THEN alarms.raised_at END,
    acknowledged_at =
      CASE WHEN alarms.limit_at = excluded.limit_at THEN alarms.acknowledged_at END,
    acknowledged_by =
      CASE WHEN alarms.limit_at = excluded.limit_at THEN alarms.acknowledged_by END`;

/** Arms the alarms of an exercise anew from its clocks, events and plan; the caller holds it. */
export async function scheduleAlarms(tx: Tx, exerciseId: string, lead: AlarmLead): Promise<void> {
  const hours = await hoursOfSystems(tx);
  const clocks = await tx.query<BasisRow>(BASIS, [exerciseId]);
  const wanted = clocks.flatMap(({ law, tasks, ...row }) => {
    const basis = { ...row, worstCaseHours: worstCaseHours(tasks ?? undefined, hours) };
    return alarmsOf(basis, lead).map(({ kind, raiseAt, limitAt }) => {
      return { id: newId('alm'), law, kind, raise_at: raiseAt, limit_at: limitAt };
    });
  });
  await tx.query(ARM, [exerciseId, JSON.stringify(wanted)]);
}

/** Its receipt was confirmed to the person: there is nothing to warn of any more. */
export async function receiptConfirmed(tx: Tx, requestId: string): Promise<void> {
  await tx.query(
    `DELETE FROM alarms WHERE kind = 'acknowledgement'
       AND exercise_id IN (SELECT id FROM exercises WHERE request_id = $1)`,
    [requestId],
  );
}

async function hoursOfSystems(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.query<{ slug: string; hours: number }>(
    `SELECT slug, (manifest->'limits'->>'worstCaseHours')::int AS hours
     FROM connectors WHERE status <> 'retired'`,
  );
  return new Map(rows.map(({ slug, hours }) => [slug, hours]));
}
