import { Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import { HabeasError, IRREVERSIBLE, type Reason } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Outbox } from '@habeas/messaging';
import { chooseExercise, type ExerciseChoice } from './exercise-choice.js';
import { ExerciseMoves } from './exercise-moves.js';
import type { Exercise } from './exercise.entity.js';
import { TASK_IN_PLACE } from './request-state.js';
import { mayHaveActed } from './tasks-started.js';

/** Where another plan may be the way on. */
const REPLANNED: readonly Reason[] = [
  'plan_drifted',
  'coverage_gap',
  'plan_needs_decision',
  'approval_rejected',
];

const NOT_BEGUN = `'waiting', 'ready', 'queued'`;
// Their keys belong to the plan to come. What has begun to act keeps its own, and is not done twice;
// what was found is searched anew, and keeps its outcome as a record.
const SET_ASIDE = `
  UPDATE tasks t SET
    status = CASE WHEN t.status IN (${NOT_BEGUN}) THEN 'cancelled' ELSE t.status END,
    finished_at = coalesce(t.finished_at, now()),
    key = t.key || '~' || (
      SELECT count(*) + 1 FROM tasks o WHERE o.exercise_id = t.exercise_id
        AND starts_with(o.key, t.key || '~'))
  WHERE t.exercise_id = $1 AND ${TASK_IN_PLACE} AND (t.action = 'locate'
    OR (t.attempts = 0 AND t.status IN (${NOT_BEGUN}, 'cancelled')))`;

const TOO_LATE = [
  'transition_illegal',
  'Systems have done what cannot be undone; bring this plan to its end.',
] as const;

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
    if (await mayHaveActed(tx, exercise.id, IRREVERSIBLE)) throw new HabeasError(...TOO_LATE);
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
