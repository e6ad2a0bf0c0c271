import { Injectable, Logger } from '@nestjs/common';
import { Database, type Tx } from '@habeas/database';
import { HabeasError, type ExerciseStatus } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import type { AlarmKind } from './alarms-schedule.js';
import { ALARM_VIEW, BEGUN, alarmView, type AlarmRow, type AlarmView } from './alarm-views.js';

/** Alarms raised in one round at the most; the next round goes on. */
const BATCH_MAX = 200;
/** Alarms per page, when not told otherwise, and at the most. */
export const ALARMS_PAGE_SIZE = 50;
export const ALARMS_PAGE_SIZE_MAX = 200;

/** `open`: nobody has said yet that it is seen to. `over`: the exercise has ended or is answered. */
export const ALARM_STATES = ['open', 'acknowledged', 'over'] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

export interface AlarmFilter {
  state?: AlarmState;
  /** `next` of the page before. */
  cursor?: string;
  limit?: number;
}

interface DueRow {
  id: string;
  requestId: string;
}

interface HeldRow {
  exerciseId: string;
  law: AlarmRow['law'];
  kind: AlarmKind;
  limitAt: Date;
  status: ExerciseStatus;
  over: boolean;
}

const DUE = `
  SELECT a.id, e.request_id AS "requestId" FROM alarms a JOIN exercises e ON e.id = a.exercise_id
  WHERE a.raised_at IS NULL AND a.raise_at <= $1 ORDER BY a.raise_at LIMIT $2`;

// Looked at again under the request's lock: meanwhile the clock may have moved, or the answer gone.
const HOLD = `
  SELECT a.exercise_id AS "exerciseId", a.law, a.kind, a.limit_at AS "limitAt", e.status,
    e.closed_at IS NOT NULL OR e.sent_at IS NOT NULL AS over
  FROM alarms a JOIN exercises e ON e.id = a.exercise_id
  WHERE a.id = $1 AND a.raised_at IS NULL AND a.raise_at <= $2 FOR UPDATE OF a`;

const STATES: Record<AlarmState, string> = {
  open: 'e.closed_at IS NULL AND e.sent_at IS NULL AND a.acknowledged_at IS NULL',
  acknowledged: 'e.closed_at IS NULL AND e.sent_at IS NULL AND a.acknowledged_at IS NOT NULL',
  over: '(e.closed_at IS NOT NULL OR e.sent_at IS NOT NULL)',
};

/** Warnings before, at and after a date: raised once each, and seen to by people. */
@Injectable()
export class Alarms {
  private readonly logger = new Logger(Alarms.name);

  constructor(
    private readonly database: Database,
    private readonly evidence: EvidenceLog,
  ) {}

  /** Raises whatever is due; gives how many it raised. A request that is busy waits for the next. */
  async raise(now = new Date()): Promise<number> {
    const due = await this.database.query<DueRow>(DUE, [now, BATCH_MAX]);
    let raised = 0;
    for (const alarm of due) {
      if (await this.tryRaise(alarm, now)) raised += 1;
    }
    return raised;
  }

  /** One alarm that cannot be raised silences no other. */
  private async tryRaise(alarm: DueRow, now: Date): Promise<boolean> {
    try {
      return await this.database.transaction((tx) => this.raiseOne(tx, alarm, now));
    } catch (error) {
      this.logger.warn(`${alarm.id} was not raised: ${(error as Error).message}`);
      return false;
    }
  }

  /** What must start first stands first. */
  async list(filter: AlarmFilter): Promise<{ items: AlarmView[]; next?: string }> {
    const limit = Math.min(filter.limit ?? ALARMS_PAGE_SIZE, ALARMS_PAGE_SIZE_MAX);
    const state = filter.state ? `AND ${STATES[filter.state]}` : '';
    const [at, id] = filter.cursor?.split(',') ?? [null, null];
    const rows = await this.database.query<AlarmRow>(
      `${ALARM_VIEW} WHERE a.raised_at IS NOT NULL ${state}
         AND ($1::timestamptz IS NULL OR k.latest_start >= $1)
         AND ($1::timestamptz IS NULL OR (k.latest_start, a.id) > ($1, $2))
       ORDER BY k.latest_start, a.id LIMIT $3`,
      [at, id, limit + 1],
    );
    const items = rows.slice(0, limit).map((row) => alarmView(row, new Date()));
    const last = items.at(-1);
    if (rows.length <= limit || !last) return { items };
    return { items, next: `${last.latestSafeStart},${last.id}` };
  }

  /** A person has seen it and takes care; the first one who says so stands. Throws `not_found`. */
  async acknowledge(tx: Tx, id: string, principal: { id: string }): Promise<void> {
    const rows = await tx.query(
      `UPDATE alarms SET acknowledged_at = coalesce(acknowledged_at, now()),
         acknowledged_by = coalesce(acknowledged_by, $2)
       WHERE id = $1 AND raised_at IS NOT NULL RETURNING id`,
      [id, principal.id],
    );
    if (rows.length > 0) return;
    throw new HabeasError('not_found', 'There is no alarm by that id; its date may have moved.');
  }

  private async raiseOne(tx: Tx, { id, requestId }: DueRow, now: Date): Promise<boolean> {
    // The request before the alarm, as everybody who moves a clock does.
    const free = await tx.query(
      'SELECT 1 FROM requests WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED',
      [requestId],
    );
    if (free.length === 0) return false;
    const [held] = await tx.query<HeldRow>(HOLD, [id, now]);
    if (!held) return false;
    if (held.over || (held.kind === 'latest_start' && BEGUN.includes(held.status))) {
      await tx.query('DELETE FROM alarms WHERE id = $1', [id]);
      return false;
    }
    await tx.query('UPDATE alarms SET raised_at = $2 WHERE id = $1', [id, now]);
    const { exerciseId: exercise, law, kind, limitAt } = held;
    const data = { exercise, law, kind, limit: limitAt.toISOString() };
    const entry = { type: 'clock.alarm' as const, actor: 'system', at: now, data };
    await this.evidence.append(tx, { requestId, ...entry });
    return true;
  }
}
