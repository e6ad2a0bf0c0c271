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

  /** The calendar of public holidays it was computed with; null before calendars were kept. */
  @Column('text', { name: 'calendar_id', nullable: true })
  calendarId!: string | null;

  @Column('text', { name: 'calendar_version', nullable: true })
  calendarVersion!: string | null;

  @Column('text', { name: 'calendar_digest', nullable: true })
  calendarDigest!: string | null;

  /** From then on the slowest systems may not be done by the safe date. */
  @Column('timestamptz', { name: 'latest_start', nullable: true })
  latestStart!: Date | null;
}
