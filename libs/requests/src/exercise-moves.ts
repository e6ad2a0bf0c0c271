import { Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import {
  assertMove,
  isFinal,
  type MessageKind,
  type AnsweredOutcome,
  type ExerciseStatus,
  type Mover,
  type Reason,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Outbox } from '@habeas/messaging';
import { ExerciseClocks } from './exercise-clocks.js';
import type { Exercise } from './exercise.entity.js';
import { Messages } from './messages/messages.js';
import { oweNotices } from './recipients/owe-notices.js';
import { Rejections } from './rejections.js';
import { requestsToWake } from './related-requests.js';

// One right asks for more proof than another: the question stands while any of them still waits.
const UNIDENTIFIED = `
  SELECT 1 FROM exercises
  WHERE request_id = $1 AND status IN ('received', 'awaiting_identity') LIMIT 1`;

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
    private readonly messages: Messages,
    private readonly rejections: Rejections,
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
    if (reason === 'identity_verified') await this.identified(tx, exercise);
    if (reason === 'identity_not_verified') await this.messages.askWho(tx, exercise.requestId);
    await this.tell(tx, exercise, from);
    if (to === 'delivering') await this.rejections.record(tx, exercise, { at, by: actor });
    if (to === 'delivering' || isFinal(to)) await oweNotices(tx, exercise, this.evidence);
    if (!isFinal(to)) return;
    await this.cancelTasks(tx, exercise.id);
    for (const id of await requestsToWake(tx, exercise.requestId)) {
      await this.outbox.ring(tx, 'request.advance', id);
    }
  }

  private async identified(tx: Tx, exercise: Exercise): Promise<void> {
    await this.clocks.identityConfirmed(tx, exercise);
    const { requestId } = exercise;
    if ((await tx.query(UNIDENTIFIED, [requestId])).length > 0) return;
    await this.messages.voidDue(tx, { requestId, kinds: ['identity_request'] });
  }

  /** What was to be said before is overtaken by the outcome; the outcome is owed to the person. */
  private async tell(tx: Tx, exercise: Exercise, from: ExerciseStatus): Promise<void> {
    const { id, requestId, right, status, reason } = exercise;
    const decided = status === 'delivering' || isFinal(status);
    if (decided || from === 'delivering') {
      await this.messages.voidDue(tx, { requestId, exerciseId: id });
    }
    const kind = owedOn(exercise);
    if (kind) await this.messages.owe(tx, { kind, requestId, exercise: { id, right }, reason });
    if (isFinal(status)) await this.messages.voidOvertaken(tx, requestId);
  }

  /**
   * Whatever has not begun will not begin, save what lifts a restriction; what runs is left to end
   * and to be recorded.
   */
  async cancelTasks(tx: Tx, exerciseId: string): Promise<void> {
    await tx.query(
      `UPDATE tasks SET status = 'cancelled', finished_at = now()
       WHERE exercise_id = $1 AND status IN ('waiting', 'ready', 'queued')
         AND action <> 'release'`,
      [exerciseId],
    );
  }
}

/** By what the person learns of the outcome. A withdrawal is confirmed for the whole request. */
export function owedOn({ status, outcome }: Exercise): MessageKind | undefined {
  if (status === 'expired') return 'expired_notice';
  if (status !== 'delivering' || !outcome) return undefined;
  return ANSWERS[outcome];
}

const ANSWERS: Record<AnsweredOutcome, MessageKind> = {
  fulfilled: 'answer',
  partly_fulfilled: 'partial_notice',
  refused: 'refusal_notice',
};
