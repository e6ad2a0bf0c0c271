import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Law } from '@habeas/domain';
import type { AlarmKind } from './alarms-schedule.js';

/** A warning about one date of one clock; scheduled with the clock, raised once. */
@Entity('alarms')
@Unique(['exerciseId', 'law', 'kind'])
export class Alarm {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text')
  law!: Law;

  @Column('text')
  kind!: AlarmKind;

  @Column('timestamptz', { name: 'raise_at' })
  raiseAt!: Date;

  /** The instant that it warns of. */
  @Column('timestamptz', { name: 'limit_at' })
  limitAt!: Date;

  @Column('timestamptz', { name: 'raised_at', nullable: true })
  raisedAt!: Date | null;

  @Column('timestamptz', { name: 'acknowledged_at', nullable: true })
  acknowledgedAt!: Date | null;

  @Column('text', { name: 'acknowledged_by', nullable: true })
  acknowledgedBy!: string | null;
}
