import { Inject, Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import {
  computeClock,
  HabeasError,
  packsInForce,
  type Clock,
  type ClockEventType,
  type Law,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { POLICY, type Policy } from '@habeas/policy';
import type { Exercise } from './exercise.entity.js';

export interface DatedEvent {
  type: ClockEventType;
  at: Date;
  reason?: string;
  /** The principal, or the part of the software, that records it. */
  by: string;
}

/** A clock as it is stored. */
export interface StoredClock {
  law: Law;
  legalDue: Date | null;
  safeDue: Date | null;
  milestones: Record<string, string>;
  explanation: string[];
}

type EventRow = { type: ClockEventType; at: Date };

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
    await this.recompute(tx, exercise, { event, receivedAt });
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

  /** The proof that was asked for has come; nothing happens if none was. */
  async identityConfirmed(tx: Tx, exercise: Exercise): Promise<void> {
    const kinds: [ClockEventType, ClockEventType] = ['identity_requested', 'identity_confirmed'];
    if (!(await this.isOpen(tx, exercise.id, kinds))) return;
    const [proof] = await tx.query<{ at: Date | null }>(
      'SELECT max(verified_at) AS at FROM identifiers WHERE request_id = $1',
      [exercise.requestId],
    );
    const at = proof?.at ?? new Date();
    await this.record(tx, exercise, { type: 'identity_confirmed', at, by: 'system' });
  }

  stored(tx: Tx, exerciseId: string): Promise<StoredClock[]> {
    return tx.query<StoredClock>(
      `SELECT law, legal_due AS "legalDue", safe_due AS "safeDue", milestones, explanation
       FROM clocks WHERE exercise_id = $1 ORDER BY law`,
      [exerciseId],
    );
  }

  private async recompute(
    tx: Tx,
    exercise: Exercise,
    { event, receivedAt }: { event: DatedEvent; receivedAt: Date },
  ): Promise<void> {
    const { packs, controller } = this.policy;
    const inForce = packsInForce(packs, controller.venues, receivedAt.toISOString());
    const events = (await eventsOf(tx, exercise.id)).map(({ type, at }) => ({
      type,
      at: at.toISOString(),
    }));
    for (const before of await this.stored(tx, exercise.id)) {
      const pack = inForce[before.law];
      if (!pack) continue;
      const { zone } = controller.venues[before.law];
      const input = { pack, duty: exercise.right, receivedAt: receivedAt.toISOString(), zone };
      const clock = computeClock({ ...input, events });
      if (digestOf(clock.explanation) === digestOf(before.explanation)) continue;
      await this.replace(tx, exercise, { before, clock, event });
    }
  }

  private async replace(
    tx: Tx,
    exercise: Exercise,
    { before, clock, event }: { before: StoredClock; clock: Clock; event: DatedEvent },
  ): Promise<void> {
    await tx.query(
      `UPDATE clocks SET pack_digest = $3, legal_due = $4, safe_due = $5, milestones = $6,
         explanation = $7
       WHERE exercise_id = $1 AND law = $2`,
      [
        exercise.id,
        clock.law,
        clock.packDigest,
        clock.legalDue,
        clock.safeDue,
        JSON.stringify(clock.milestones),
        JSON.stringify(clock.explanation),
      ],
    );
    await this.evidence.append(tx, {
      requestId: exercise.requestId,
      type: 'clock.recomputed',
      actor: event.by,
      at: new Date(),
      data: {
        exercise: exercise.id,
        law: clock.law,
        pack: clock.packDigest,
        event: event.type,
        ...instants({ legalDueBefore: before.legalDue, safeDueBefore: before.safeDue }),
        ...instants({ legalDue: clock.legalDue, safeDue: clock.safeDue }),
        explanation: digestOf(clock.explanation),
      },
    });
  }
}

function instants<K extends string>(
  dates: Record<K, Date | string | null>,
): Partial<Record<K, string>> {
  const entries = Object.entries<Date | string | null>(dates);
  const given = entries.flatMap(([name, at]) => (at ? [[name, new Date(at).toISOString()]] : []));
  return Object.fromEntries(given) as Partial<Record<K, string>>;
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
