import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import {
  HabeasError,
  isFinal,
  judgeExtension,
  type ExtensionReason,
  type MessageChannel,
} from '@habeas/domain';
import { POLICY, type Policy } from '@habeas/policy';
import { assertPast, chooseExercise, type ExerciseChoice } from './exercise-choice.js';
import { ExerciseClocks } from './exercise-clocks.js';
import type { Exercise } from './exercise.entity.js';
import { dayOf } from './messages/compose-message.js';
import { Messages, type Owed, type Telling } from './messages/messages.js';

/** Why it takes longer; how and when the person was told, if she was. */
export interface ExtensionInput extends ExerciseChoice {
  reason: ExtensionReason;
  sentAt?: Date;
  channel?: MessageChannel;
}

/** Extends what a law allows to extend: once, and only if the person was told in time. */
@Injectable()
export class Extensions {
  constructor(
    private readonly clocks: ExerciseClocks,
    private readonly messages: Messages,
    @Inject(POLICY) private readonly policy: Policy,
  ) {}

  /**
   * Without `sentAt`, writes the notice, which is then due: no date moves before it is recorded as
   * sent. Where several laws apply, the clocks of those that allow no extension stay. Throws
   * `extension_not_in_law`, `extension_already_given`, `extension_too_late`.
   */
  async extend(tx: Tx, input: ExtensionInput, principal: { id: string }): Promise<void> {
    const exercise = await chooseExercise(tx, input, ({ status }) => !isFinal(status));
    const { reason, sentAt, channel = 'email' } = input;
    const at = sentAt ?? new Date();
    assertPast(at, 'notifiedAt');
    await this.assertPossible(tx, exercise, at);
    await assertSameReason(tx, exercise.id, reason);
    const notice = await this.noticeOf(tx, exercise, { reason, at });
    if (!sentAt) {
      await this.messages.owe(tx, notice);
      return;
    }
    await this.told(tx, { exercise, notice }, { channel, sentAt, by: principal.id });
  }

  /**
   * Records that the notice which was due went out. One that went out too late is recorded too: it
   * moves no legal date, and the clock says why.
   */
  async recordSent(
    tx: Tx,
    input: ExerciseChoice & { reason: ExtensionReason } & Omit<Telling, 'by'>,
    principal: { id: string },
  ): Promise<void> {
    const { reason, sentAt, channel } = input;
    const exercise = await chooseExercise(tx, input, ({ status }) => !isFinal(status));
    const notice = await this.noticeOf(tx, exercise, { reason, at: sentAt });
    await this.told(tx, { exercise, notice }, { channel, sentAt, by: principal.id });
  }

  private async told(
    tx: Tx,
    { exercise, notice }: { exercise: Exercise; notice: Owed & { reason: ExtensionReason } },
    telling: Telling,
  ): Promise<void> {
    const { sentAt: at, by } = telling;
    const event = { type: 'extension_notified', at, reason: notice.reason, by } as const;
    await this.clocks.record(tx, exercise, event);
    await this.messages.told(tx, notice, telling);
  }

  private async assertPossible(tx: Tx, exercise: Exercise, at: Date): Promise<void> {
    const clocks = await this.clocks.stored(tx, exercise.id);
    const verdicts = clocks.map((clock) => judgeExtension(clock, at.toISOString()));
    if (verdicts.every((verdict) => verdict === 'not_in_law')) {
      throw new HabeasError(
        'extension_not_in_law',
        `No extension is known under ${clocks.map(({ law }) => law).join(' or ')}; answer in time.`,
      );
    }
    await assertFirst(tx, exercise.id);
    if (verdicts.includes('possible')) return;
    throw new HabeasError(
      'extension_too_late',
      'The person was not told inside the first period; the due date stands.',
    );
  }

  /** The notice names the day on which the answer is owed at the latest, under every law. */
  private async noticeOf(
    tx: Tx,
    exercise: Exercise,
    { reason, at }: { reason: ExtensionReason; at: Date },
  ): Promise<Owed & { reason: ExtensionReason }> {
    const { id, requestId, right } = exercise;
    const due = await this.clocks.foreseen(tx, exercise, { type: 'extension_notified', at });
    const laws = (await this.clocks.stored(tx, id)).map(({ law }) => law);
    return {
      kind: 'extension_notice',
      requestId,
      exercise: { id, right },
      reason,
      values: { dueOn: due ? dayOf(due, { laws }, this.policy) : '' },
    };
  }
}

async function assertFirst(tx: Tx, exerciseId: string): Promise<void> {
  const rows = await tx.query(
    `SELECT 1 FROM clock_events WHERE exercise_id = $1 AND type = 'extension_notified'`,
    [exerciseId],
  );
  if (rows.length === 0) return;
  throw new HabeasError('extension_already_given', 'An extension is given once; answer in time.');
}

/** A notice is written once; another reason under the same text would be untrue. */
async function assertSameReason(tx: Tx, exerciseId: string, reason: string): Promise<void> {
  const [due] = await tx.query<{ id: string; reason: string }>(
    `SELECT id, reason FROM messages WHERE exercise_id = $1 AND kind = 'extension_notice'
       AND status = 'due' AND reason <> $2`,
    [exerciseId, reason],
  );
  if (!due) return;
  throw new HabeasError(
    'transition_illegal',
    `A notice that gives ${due.reason} as the reason is due already: record ${due.id} as sent.`,
  );
}
