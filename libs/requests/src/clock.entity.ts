import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Law } from '@habeas/domain';

/** The time limit of one exercise under one law, with the explanation that it can be redone from. */
@Entity('clocks')
export class ExerciseClock {
  @PrimaryColumn('text', { name: 'exercise_id' })
  exerciseId!: string;

  @PrimaryColumn('text')
  law!: Law;

  @Column('text', { name: 'pack_digest' })
  packDigest!: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: Date;

  @Column('timestamptz', { name: 'legal_due', nullable: true })
  legalDue!: Date | null;

  @Column('timestamptz', { name: 'safe_due', nullable: true })
  safeDue!: Date | null;

  @Column('jsonb')
  milestones!: Record<string, string>;

  @Column('jsonb')
  explanation!: string[];
}
