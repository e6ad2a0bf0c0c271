import { Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import {
  assertMove,
  isFinal,
  type AnsweredOutcome,
  type ExerciseStatus,
  type Mover,
  type Reason,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Outbox } from '@habeas/messaging';
import { ExerciseClocks } from './exercise-clocks.js';
import type { Exercise } from './exercise.entity.js';
import { requestsToWake } from './related-requests.js';

export interface MoveTo {
  to: ExerciseStatus;
  reason: Reason;
  outcome?: AnsweredOutcome;
  by: Mover;
  actor: string;
}

/** The one place that changes an exercise's status, with its evidence. */
@Injectable()
export class ExerciseMoves {
  constructor(
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
    private readonly clocks: ExerciseClocks,
  ) {}

  /** Throws `transition_illegal`. The caller holds the exercise's row lock. */
  async move(tx: Tx, exercise: Exercise, move: MoveTo): Promise<void> {
    const { to, reason, by, actor } = move;
    const from = exercise.status;
    assertMove(from, to, by);
    exercise.status = to;
    exercise.reason = reason;
    exercise.outcome = move.outcome ?? exercise.outcome;
    const at = new Date();
    await tx.query(
      `UPDATE exercises SET status = $2, reason = $3, outcome = $4, changed_at = $5,
         closed_at = CASE WHEN $6 THEN $5 ELSE closed_at END,
         stopped_in = CASE WHEN $2 = 'awaiting_decision' THEN $7 END
       WHERE id = $1`,
      [exercise.id, to, reason, exercise.outcome, at, isFinal(to), from],
    );
    await this.evidence.append(tx, {
      requestId: exercise.requestId,
      type: 'exercise.changed',
      actor,
      at,
      data: { exercise: exercise.id, from, to, reason },
    });
    if (reason === 'identity_verified') await this.clocks.identityConfirmed(tx, exercise);
    if (!isFinal(to)) return;
    await this.cancelTasks(tx, exercise.id);
    for (const id of await requestsToWake(tx, exercise.requestId)) {
      await this.outbox.ring(tx, 'request.advance', id);
    }
  }

  /** Whatever has not begun will not begin; what runs is left to end and to be recorded. */
  async cancelTasks(tx: Tx, exerciseId: string): Promise<void> {
    await tx.query(
      `UPDATE tasks SET status = 'cancelled', finished_at = now()
       WHERE exercise_id = $1 AND status IN ('waiting', 'ready', 'queued')`,
      [exerciseId],
    );
  }
}
