import { Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import { HabeasError, type Reason } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Outbox } from '@habeas/messaging';
import { chooseExercise, type ExerciseChoice } from './exercise-choice.js';
import { ExerciseMoves } from './exercise-moves.js';
import type { Exercise } from './exercise.entity.js';

/** Where another plan may be the way on. */
const REPLANNED: readonly Reason[] = [
  'plan_drifted',
  'coverage_gap',
  'plan_needs_decision',
  'approval_rejected',
];

// Their keys belong to the plan to come; what has begun keeps its own, and is not done twice.
const SET_ASIDE = `
  UPDATE tasks t SET status = 'cancelled', finished_at = now(), key = t.key || '~' || (
    SELECT count(*) + 1 FROM tasks o WHERE o.exercise_id = t.exercise_id
      AND starts_with(o.key, t.key || '~'))
  WHERE t.exercise_id = $1 AND t.action <> 'locate' AND t.attempts = 0
    AND t.status IN ('waiting', 'ready', 'queued', 'cancelled') AND t.key NOT LIKE '%~%'`;

/** Puts a plan up anew: searched again, decided under what is in force now, sealed and approved. */
@Injectable()
export class Replanning {
  constructor(
    private readonly moves: ExerciseMoves,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The former plan is void, and with it whatever approved it. Throws `transition_illegal` unless
   * the plan is what it stopped for, and once anything irreversible has begun.
   */
  async replan(tx: Tx, input: ExerciseChoice, principal: { id: string }): Promise<void> {
    const stopped = ({ status, reason }: Exercise) =>
      status === 'awaiting_decision' && REPLANNED.includes(reason);
    const exercise = await chooseExercise(tx, input, stopped);
    await assertReversible(tx, exercise);
    const { id, requestId, seal } = exercise;
    await tx.query(SET_ASIDE, [id]);
    await tx.query(
      'UPDATE exercises SET plan = NULL, seal = NULL, sealed_at = NULL WHERE id = $1',
      [id],
    );
    const data = { exercise: id, ...(seal ? { seal } : {}) };
    const by = { actor: principal.id, at: new Date() };
    await this.evidence.append(tx, { requestId, type: 'plan.voided', ...by, data });
    await this.moves.move(tx, exercise, {
      to: 'locating',
      reason: 'planned_anew',
      by: 'operator',
      actor: principal.id,
    });
    await this.outbox.ring(tx, 'request.advance', requestId);
  }
}

async function assertReversible(tx: Tx, { id }: Exercise): Promise<void> {
  const begun = await tx.query(
    `SELECT 1 FROM tasks WHERE exercise_id = $1 AND action IN ('export', 'rectify', 'erase')
       AND attempts > 0 LIMIT 1`,
    [id],
  );
  if (begun.length === 0) return;
  throw new HabeasError(
    'transition_illegal',
    'Systems have done what cannot be undone; bring this plan to its end.',
  );
}
