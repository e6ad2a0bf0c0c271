import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import {
  BEFORE_ACTING,
  HabeasError,
  type ExerciseStatus,
  type MessageChannel,
  type Question,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
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
import { Messages } from './messages/messages.js';
import { hasTasks } from './tasks-started.js';

/** A question that stays unanswered for so long ends the exercise; policy, no law has a number. */
export const ANSWER_WITHIN_DAYS = 90;

/** When and how the person was asked; absent while the question is still to be sent. */
export interface Asking {
  sentAt: Date;
  channel: MessageChannel;
}

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
    private readonly messages: Messages,
  ) {}

  /**
   * Asks for proof of identity, on a reasonable doubt: the question is due, and stops a clock from
   * when it is recorded as sent. Throws `question_open`.
   */
  async askIdentity(
    tx: Tx,
    { requestId, sent }: { requestId: string; sent?: Asking },
    principal: { id: string },
  ): Promise<void> {
    if (sent) assertPast(sent.sentAt, 'askedAt');
    const all = await lockExercises(tx, requestId);
    if (all.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    const unidentified = all.filter(({ status }) => UNIDENTIFIED.includes(status));
    if (unidentified.length === 0) {
      throw new HabeasError('transition_illegal', 'Nothing here waits for an identity any more.');
    }
    for (const exercise of unidentified) await this.assertNotAsked(tx, exercise);
    const message = { kind: 'identity_request' as const, requestId };
    if (!sent) {
      await this.messages.owe(tx, message);
      return;
    }
    for (const exercise of unidentified) {
      const event = { type: 'identity_requested' as const, at: sent.sentAt, by: principal.id };
      await this.clocks.record(tx, exercise, event);
      await setAsked(tx, exercise.id, sent.sentAt);
    }
    await this.messages.told(tx, message, { ...sent, by: principal.id });
  }

  /** Asks what the person means; only as long as nothing but searching has begun. */
  async askClarification(
    tx: Tx,
    input: ExerciseChoice & { question: Question; sent?: Asking },
    principal: { id: string },
  ): Promise<{ id: string }> {
    const { question, sent } = input;
    if (sent) assertPast(sent.sentAt, 'askedAt');
    const early: readonly ExerciseStatus[] = BEFORE_ACTING;
    const exercise = await chooseExercise(tx, input, ({ status }) => early.includes(status));
    await assertNothingBegun(tx, exercise);
    await assertNoDuplicate(tx, exercise.requestId);
    const id = newId('clr');
    await tx.query(
      `INSERT INTO clarifications (id, exercise_id, question, asked_at, asked_by)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, exercise.id, question, sent?.sentAt ?? null, principal.id],
    );
    const { requestId } = exercise;
    const data = { exercise: exercise.id, clarification: id, question };
    const by = { actor: principal.id, at: new Date() };
    await this.evidence.append(tx, { requestId, type: 'clarification.asked', ...by, data });
    await this.move(tx, exercise, { to: 'awaiting_clarification', by: principal.id });
    await this.put(tx, exercise, { id, question, by: principal.id, ...(sent ? { sent } : {}) });
    return { id };
  }

  /** Records that the question which is due went out; it stops a clock from then. */
  async recordAsked(
    tx: Tx,
    input: ExerciseChoice & { sent: Asking },
    principal: { id: string },
  ): Promise<void> {
    const waits = ({ status }: Exercise) => status === 'awaiting_clarification';
    const exercise = await chooseExercise(tx, input, waits);
    const [open] = await tx.query<{ id: string; question: Question }>(
      `UPDATE clarifications SET asked_at = $2
       WHERE exercise_id = $1 AND answered_at IS NULL AND asked_at IS NULL RETURNING id, question`,
      [exercise.id, input.sent.sentAt],
    );
    if (!open) throw new HabeasError('transition_illegal', 'No question here is still to be sent.');
    await this.put(tx, exercise, { ...open, by: principal.id, sent: input.sent });
  }

  private async put(
    tx: Tx,
    exercise: Exercise,
    { id: about, question: reason, by, sent }: Put,
  ): Promise<void> {
    const { id, requestId, right } = exercise;
    const kind = 'clarification_request' as const;
    const message = { kind, requestId, exercise: { id, right }, about, reason };
    if (!sent) {
      await tx.query('UPDATE exercises SET asked_at = NULL WHERE id = $1', [id]);
      await this.messages.owe(tx, message);
      return;
    }
    const event = { type: 'clarification_requested' as const, at: sent.sentAt, by };
    await this.clocks.record(tx, exercise, event);
    await setAsked(tx, id, sent.sentAt);
    await this.messages.told(tx, message, { ...sent, by });
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
    const { id, wasAsked } = await this.close(tx, exercise, {
      parameters,
      at,
      by: principal.id,
    });
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
    await this.received(tx, exercise, { at, by: principal.id, wasAsked });
    await this.move(tx, exercise, { to: 'received', by: principal.id });
    await this.outbox.ring(tx, 'request.advance', exercise.requestId);
  }

  /** She may answer what was never sent, in a call say: then no clock had stopped. */
  private async received(
    tx: Tx,
    exercise: Exercise,
    { at, by, wasAsked }: { at: Date; by: string; wasAsked: boolean },
  ): Promise<void> {
    const { id: exerciseId, requestId } = exercise;
    await this.messages.voidDue(tx, { requestId, exerciseId, kinds: ['clarification_request'] });
    if (!wasAsked) return;
    await this.clocks.record(tx, exercise, { type: 'clarification_received', at, by });
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
  ): Promise<{ id: string; wasAsked: boolean }> {
    const [open] = await tx.query<{ id: string; question: Question; asked_at: Date | null }>(
      `UPDATE clarifications SET answered_at = $2, answered_by = $3, answer = $4
       WHERE exercise_id = $1 AND answered_at IS NULL RETURNING id, question, asked_at`,
      [exercise.id, at, by, JSON.stringify(parameters)],
    );
    if (!open) throw new Error(`exercise ${exercise.id} waits for an answer, but nobody asked`);
    if (open.asked_at && at < open.asked_at)
      throw invalid('answeredAt lies before the question; correct it.');
    const { question } = open;
    const decides = question === 'close_account';
    if (decides && parameters.closeAccount === undefined) {
      throw invalid('The question was whether the account ends; give closeAccount.');
    }
    if (!decides && parameters.closeAccount !== undefined) {
      throw invalid(`The question was ${question}; closeAccount is no answer to it.`);
    }
    return { id: open.id, wasAsked: open.asked_at !== null };
  }
}

interface Put {
  id: string;
  question: Question;
  by: string;
  sent?: Asking;
}

const invalid = (detail: string) => new HabeasError('body_invalid', detail);

async function setAsked(tx: Tx, exerciseId: string, askedAt: Date): Promise<void> {
  await tx.query('UPDATE exercises SET asked_at = $2, answer_overdue = false WHERE id = $1', [
    exerciseId,
    askedAt,
  ]);
}

async function assertNothingBegun(tx: Tx, exercise: Exercise): Promise<void> {
  if (!(await hasTasks(tx, exercise.id))) return;
  throw new HabeasError('transition_illegal', 'Systems have begun to act; it is too late to ask.');
}
