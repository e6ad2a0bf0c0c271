import { Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import { HabeasError, isFinal, judgeExtension } from '@habeas/domain';
import { assertPast, chooseExercise, type ExerciseChoice } from './exercise-choice.js';
import { ExerciseClocks } from './exercise-clocks.js';

/** The two that GDPR Art. 12(3) knows; effort alone is none. */
export const EXTENSION_REASONS = ['complexity', 'number_of_requests'] as const;
export type ExtensionReason = (typeof EXTENSION_REASONS)[number];

/** Extends what a law allows to extend: once, and only if the person was told in time. */
@Injectable()
export class Extensions {
  constructor(private readonly clocks: ExerciseClocks) {}

  /**
   * Records that the person was told. Where several laws apply, the clocks of those that allow no
   * extension stay. Throws `extension_not_in_law`, `extension_already_given`, `extension_too_late`.
   */
  async extend(
    tx: Tx,
    input: ExerciseChoice & { reason: ExtensionReason; notifiedAt: Date },
    principal: { id: string },
  ): Promise<void> {
    const exercise = await chooseExercise(tx, input, ({ status }) => !isFinal(status));
    const { reason, notifiedAt: at } = input;
    assertPast(at, 'notifiedAt');
    const clocks = await this.clocks.stored(tx, exercise.id);
    const verdicts = clocks.map((clock) => judgeExtension(clock, at.toISOString()));
    if (verdicts.every((verdict) => verdict === 'not_in_law')) {
      throw new HabeasError(
        'extension_not_in_law',
        `No extension is known under ${clocks.map(({ law }) => law).join(' or ')}; answer in time.`,
      );
    }
    await assertFirst(tx, exercise.id);
    if (!verdicts.includes('possible')) {
      throw new HabeasError(
        'extension_too_late',
        'The person was not told inside the first period; the due date stands.',
      );
    }
    await this.clocks.record(tx, exercise, {
      type: 'extension_notified',
      at,
      reason,
      by: principal.id,
    });
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
