import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ExerciseParameters } from './exercise.entity.js';

/** What a person may be asked: what she means, never why she asks. */
export const QUESTIONS = ['which_data', 'which_period', 'close_account'] as const;
export type Question = (typeof QUESTIONS)[number];

/** A question to the person, and what her answer set; her words stay outside. */
@Entity('clarifications')
export class Clarification {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text')
  question!: Question;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt!: Date;

  @Column('text', { name: 'asked_by' })
  askedBy!: string;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt!: Date | null;

  @Column('text', { name: 'answered_by', nullable: true })
  answeredBy!: string | null;

  @Column('jsonb', { nullable: true })
  answer!: ExerciseParameters | null;
}
