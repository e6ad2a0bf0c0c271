import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import { BEFORE_ACTING, HabeasError, type ExerciseStatus } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import type { Question } from './clarification.entity.js';
import {
  assertNoDuplicate,
  assertPast,
  chooseExercise,
  lockExercises,
  type ExerciseChoice,
} from './exercise-choice.js';
import { ExerciseClocks } from './exercise-clocks.js';
import { ExerciseMoves } from './exercise-moves.js';
import type { Exercise, ExerciseParameters } from './exercise.entity.js';

/** A question that stays unanswered for so long ends the exercise; policy, no law has a number. */
export const ANSWER_WITHIN_DAYS = 90;

const UNIDENTIFIED: readonly ExerciseStatus[] = ['received', 'awaiting_identity'];

/**
 * What the person is asked: who she is, and what she means. Both are dated, since a law may stop
 * its clock from the question to the answer (GDPR Art. 12(6), Recital 63).
 */
@Injectable()
export class Questions {
  constructor(
    private readonly moves: ExerciseMoves,
    private readonly clocks: ExerciseClocks,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
  ) {}

  /** Records that proof of identity was asked for, on a reasonable doubt. Throws `question_open`. */
  async askIdentity(
    tx: Tx,
    { requestId, askedAt }: { requestId: string; askedAt: Date },
    principal: { id: string },
  ): Promise<void> {
    assertPast(askedAt, 'askedAt');
    const all = await lockExercises(tx, requestId);
    if (all.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    const unidentified = all.filter(({ status }) => UNIDENTIFIED.includes(status));
    if (unidentified.length === 0) {
      throw new HabeasError('transition_illegal', 'Nothing here waits for an identity any more.');
    }
    for (const exercise of unidentified) {
      await this.assertNotAsked(tx, exercise);
      const event = { type: 'identity_requested' as const, at: askedAt, by: principal.id };
      await this.clocks.record(tx, exercise, event);
      await setAsked(tx, exercise.id, askedAt);
    }
    await this.outbox.ring(tx, 'request.advance', requestId);
  }

  /** Asks what the person means; only as long as nothing but searching has begun. */
  async askClarification(
    tx: Tx,
    input: ExerciseChoice & { question: Question; askedAt: Date },
    principal: { id: string },
  ): Promise<{ id: string }> {
    const { question, askedAt } = input;
    assertPast(askedAt, 'askedAt');
    const early: readonly ExerciseStatus[] = BEFORE_ACTING;
    const exercise = await chooseExercise(tx, input, ({ status }) => early.includes(status));
    await assertNothingBegun(tx, exercise);
    await assertNoDuplicate(tx, exercise.requestId);
    const id = newId('clr');
    await tx.query(
      `INSERT INTO clarifications (id, exercise_id, question, asked_at, asked_by)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, exercise.id, question, askedAt, principal.id],
    );
    const { requestId } = exercise;
    const data = { exercise: exercise.id, clarification: id, question };
    const by = { actor: principal.id, at: new Date() };
    await this.evidence.append(tx, { requestId, type: 'clarification.asked', ...by, data });
    const event = { type: 'clarification_requested' as const, at: askedAt, by: principal.id };
    await this.clocks.record(tx, exercise, event);
    await this.move(tx, exercise, { to: 'awaiting_clarification', by: principal.id });
    await setAsked(tx, exercise.id, askedAt);
    return { id };
  }

  /**
   * Records what the person answered. It may change what is to be done, so a plan that was sealed
   * before is void, and with it whatever approved it.
   */
  async answerClarification(
    tx: Tx,
    input: ExerciseChoice & { parameters: ExerciseParameters; answeredAt: Date },
    principal: { id: string },
  ): Promise<void> {
    const { parameters, answeredAt: at } = input;
    assertPast(at, 'answeredAt');
    const exercise = await chooseExercise(
      tx,
      input,
      ({ status }) => status === 'awaiting_clarification',
    );
    const id = await this.close(tx, exercise, { parameters, at, by: principal.id });
    await tx.query(
      `UPDATE exercises SET parameters = parameters || $2, plan = NULL, seal = NULL,
         sealed_at = NULL, asked_at = NULL, answer_overdue = false
       WHERE id = $1`,
      [exercise.id, JSON.stringify(parameters)],
    );
    // What is asked now is no longer what others may have asked in the same words.
    await tx.query('UPDATE requests SET group_digest = NULL WHERE id = $1', [exercise.requestId]);
    const data = { exercise: exercise.id, clarification: id, answer: digestOf(parameters) };
    await this.evidence.append(tx, {
      requestId: exercise.requestId,
      type: 'clarification.answered',
      actor: principal.id,
      at: new Date(),
      data,
    });
    const event = { type: 'clarification_received' as const, at, by: principal.id };
    await this.clocks.record(tx, exercise, event);
    await this.move(tx, exercise, { to: 'received', by: principal.id });
    await this.outbox.ring(tx, 'request.advance', exercise.requestId);
  }

  private async assertNotAsked(tx: Tx, { id }: Exercise): Promise<void> {
    if (!(await this.clocks.isOpen(tx, id, ['identity_requested', 'identity_confirmed']))) return;
    throw new HabeasError('question_open', 'The person was asked already and has not answered.');
  }

  private move(
    tx: Tx,
    exercise: Exercise,
    { to, by }: { to: 'awaiting_clarification' | 'received'; by: string },
  ): Promise<void> {
    const reason = to === 'received' ? 'clarified' : 'clarification_asked';
    return this.moves.move(tx, exercise, { to, reason, by: 'operator', actor: by });
  }

  private async close(
    tx: Tx,
    exercise: Exercise,
    { parameters, at, by }: { parameters: ExerciseParameters; at: Date; by: string },
  ): Promise<string> {
    const [open] = await tx.query<{ id: string; question: Question; asked_at: Date }>(
      `UPDATE clarifications SET answered_at = $2, answered_by = $3, answer = $4
       WHERE exercise_id = $1 AND answered_at IS NULL RETURNING id, question, asked_at`,
      [exercise.id, at, by, JSON.stringify(parameters)],
    );
    if (!open) throw new Error(`exercise ${exercise.id} waits for an answer, but nobody asked`);
    if (at < open.asked_at) throw invalid('answeredAt lies before the question; correct it.');
    const { question } = open;
    const decides = question === 'close_account';
    if (decides && parameters.closeAccount === undefined) {
      throw invalid('The question was whether the account ends; give closeAccount.');
    }
    if (!decides && parameters.closeAccount !== undefined) {
      throw invalid(`The question was ${question}; closeAccount is no answer to it.`);
    }
    return open.id;
  }
}

const invalid = (detail: string) => new HabeasError('body_invalid', detail);

async function setAsked(tx: Tx, exerciseId: string, askedAt: Date): Promise<void> {
  await tx.query('UPDATE exercises SET asked_at = $2, answer_overdue = false WHERE id = $1', [
    exerciseId,
    askedAt,
  ]);
}

async function assertNothingBegun(tx: Tx, exercise: Exercise): Promise<void> {
  const rows = await tx.query(
    `SELECT 1 FROM tasks WHERE exercise_id = $1 AND action <> 'locate' LIMIT 1`,
    [exercise.id],
  );
  if (rows.length === 0) return;
  throw new HabeasError('transition_illegal', 'Systems have begun to act; it is too late to ask.');
}
