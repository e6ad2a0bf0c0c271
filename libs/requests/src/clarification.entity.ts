import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Question } from '@habeas/domain';
import type { ExerciseParameters } from './exercise.entity.js';

/** A question to the person, and what her answer set; her words stay outside. */
@Entity('clarifications')
export class Clarification {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text')
  question!: Question;

  /** Null while the question is still to be sent. */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt!: Date | null;

  @Column('text', { name: 'asked_by' })
  askedBy!: string;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt!: Date | null;

  @Column('text', { name: 'answered_by', nullable: true })
  answeredBy!: string | null;

  @Column('jsonb', { nullable: true })
  answer!: ExerciseParameters | null;
}
