import { Inject, Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import {
  HabeasError,
  packsInForce,
  type Clock,
  type ClockEventType,
  type Law,
  type Right,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { POLICY, type Policy } from '@habeas/policy';
import { scheduleAlarms } from './alarms-schedule.js';
import {
  datesDiffer,
  recomputed,
  storedClocks,
  writeClock,
  type StoredClock,
} from './clock-rows.js';
import { clockUnder } from './clocks-under.js';
import type { Exercise } from './exercise.entity.js';
import { moveDueDates } from './messages/due.js';

export type { StoredClock } from './clock-rows.js';

export interface DatedEvent {
  type: ClockEventType;
  at: Date;
  reason?: string;
  /** The principal, or the part of the software, that records it. */
  by: string;
}

/** What an entry names as its event when no event moved the dates but another policy. */
const POLICY_ACTIVATED = 'policy_activated';

const PROVEN_AT = `
  SELECT greatest(
    (SELECT max(at) FROM clock_events WHERE exercise_id = $2 AND type = 'identity_requested'),
    (SELECT max(verified_at) FROM identifiers WHERE request_id = $1),
    (SELECT max(shown_at) FROM authorities WHERE request_id = $1)) AS at`;

type EventRow = { type: ClockEventType; at: Date };

interface Reckoned {
  law: Law;
  right: Right;
  receivedAt: Date;
  events: { type: ClockEventType; at: string }[];
}

/** Why clocks are computed anew. */
interface Cause {
  event: string;
  by: string;
  receivedAt: Date;
  policyBefore?: string;
}

/**
 * Dated events of an exercise, and its clocks computed anew from all of them. No date moves without
 * an event, and the evidence has the dates before and after.
 */
@Injectable()
export class ExerciseClocks {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly evidence: EvidenceLog,
  ) {}

  /** Throws `body_invalid` for an event before the receipt. The caller holds the exercise. */
  async record(tx: Tx, exercise: Exercise, event: DatedEvent): Promise<void> {
    const { requestId } = exercise;
    const receivedAt = await receiptOf(tx, requestId);
    if (event.at < receivedAt) {
      throw new HabeasError('body_invalid', 'This lies before the receipt; give when it was.');
    }
    const { type, at, reason, by } = event;
    await tx.query(
      `INSERT INTO clock_events (id, exercise_id, type, at, reason, recorded_by)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [newId('evt'), exercise.id, type, at, reason ?? null, by],
    );
    const data = {
      exercise: exercise.id,
      event: type,
      at: at.toISOString(),
      ...(reason ? { reason } : {}),
    };
    const now = new Date();
    await this.evidence.append(tx, { requestId, type: 'clock.event', actor: by, at: now, data });
    await this.recompute(tx, exercise, { event: type, by, receivedAt });
  }

  /** By when the answer would be owed if this happened too; null while suspended. */
  async foreseen(tx: Tx, exercise: Exercise, event: EventRow): Promise<Date | null> {
    const receivedAt = await receiptOf(tx, exercise.requestId);
    const events = [...(await eventsOf(tx, exercise.id)), event].map(isoEvent);
    const stored = await storedClocks(tx, exercise.id);
    const reckoned = stored.flatMap(({ law }) => {
      const clock = this.reckon({ law, right: exercise.right, receivedAt, events });
      return clock ? [clock.legalDue] : [];
    });
    const [first] = reckoned.toSorted((a, b) => (a ?? '').localeCompare(b ?? ''));
    return first ? new Date(first) : null;
  }

  /** True while a question of this kind is unanswered. */
  async isOpen(
    tx: Tx,
    exerciseId: string,
    [asked, answered]: [ClockEventType, ClockEventType],
  ): Promise<boolean> {
    const events = await eventsOf(tx, exerciseId);
    const last = events.findLast(({ type }) => type === asked || type === answered);
    return last?.type === asked;
  }

  /**
   * The proof that was asked for has come, whichever part of it came last; nothing happens if none
   * was asked for. A question that came after it is answered as soon as it is asked.
   */
  async identityConfirmed(tx: Tx, exercise: Exercise): Promise<void> {
    const kinds: [ClockEventType, ClockEventType] = ['identity_requested', 'identity_confirmed'];
    if (!(await this.isOpen(tx, exercise.id, kinds))) return;
    const [proof] = await tx.query<{ at: Date | null }>(PROVEN_AT, [
      exercise.requestId,
      exercise.id,
    ]);
    const at = proof?.at ?? new Date();
    await this.record(tx, exercise, { type: 'identity_confirmed', at, by: 'system' });
  }

  stored(tx: Tx, exerciseId: string): Promise<StoredClock[]> {
    return storedClocks(tx, exerciseId);
  }

  /**
   * Brings the clocks under the policy in force. Where a date moves, the evidence has both values
   * and what they came from; where none does, nothing but the stamp changes.
   */
  async followPolicy(
    tx: Tx,
    exercise: Pick<Exercise, 'id' | 'requestId' | 'right'>,
    policyBefore: string,
  ): Promise<void> {
    const receivedAt = await receiptOf(tx, exercise.requestId);
    const before = policyBefore ? { policyBefore } : {};
    const cause = { event: POLICY_ACTIVATED, by: 'system', receivedAt, ...before };
    await this.recompute(tx, exercise, cause);
  }

  private async recompute(
    tx: Tx,
    exercise: Pick<Exercise, 'id' | 'requestId' | 'right'>,
    { event, by, receivedAt, policyBefore }: Cause,
  ): Promise<void> {
    const { id, requestId, right } = exercise;
    const events = (await eventsOf(tx, id)).map(isoEvent);
    const stored = await storedClocks(tx, id);
    // No await from here to `digest`: in between another version might come into force.
    const { digest, controller } = this.policy;
    const moved = stored.flatMap((before) => {
      const clock = this.reckon({ law: before.law, right, receivedAt, events });
      return clock && differ(before, clock, event) ? [{ before, clock }] : [];
    });
    const policy = { policy: digest, ...(policyBefore ? { policyBefore } : {}) };
    const change = { exerciseId: id, by, at: new Date(), event };
    const more = event === POLICY_ACTIVATED ? { policy } : {};
    for (const { before, clock } of moved) {
      await writeClock(tx, id, clock);
      const draft = recomputed(before, clock, { ...change, ...more });
      await this.evidence.append(tx, { requestId, ...draft });
    }
    await stamp(tx, id, digest);
    await scheduleAlarms(tx, id, controller.alarms);
    await moveDueDates(tx, exercise);
  }

  /** Undefined when no version of the law governs the day of receipt, or it lacks the right, by now. */
  private reckon({ law, right, receivedAt, events }: Reckoned): Clock | undefined {
    const { packs, controller } = this.policy;
    const at = receivedAt.toISOString();
    const pack = packsInForce(packs, controller.venues, at)[law];
    if (!pack?.rights[right]) return undefined;
    return clockUnder(this.policy, { pack, right, receivedAt: at, events });
  }
}

/** An event shows in the words; another version moves a date or nothing. */
function differ(before: StoredClock, clock: Clock, event: string): boolean {
  if (event === POLICY_ACTIVATED) return datesDiffer(before, clock);
  return digestOf(clock.explanation) !== digestOf(before.explanation);
}

const isoEvent = ({ type, at }: EventRow) => ({ type, at: at.toISOString() });

/** Says under which version of the policy the clocks stand; the sweep looks for other ones. */
async function stamp(tx: Tx, exerciseId: string, digest: string): Promise<void> {
  await tx.query('UPDATE exercises SET policy_digest = $2 WHERE id = $1', [exerciseId, digest]);
}

async function receiptOf(tx: Tx, requestId: string): Promise<Date> {
  const [row] = await tx.query<{ at: Date }>(
    'SELECT received_at AS at FROM requests WHERE id = $1',
    [requestId],
  );
  if (!row) throw new HabeasError('not_found', 'There is no such request.');
  return row.at;
}

function eventsOf(tx: Tx, exerciseId: string): Promise<EventRow[]> {
  return tx.query<EventRow>(
    'SELECT type, at FROM clock_events WHERE exercise_id = $1 ORDER BY at, id',
    [exerciseId],
  );
}
