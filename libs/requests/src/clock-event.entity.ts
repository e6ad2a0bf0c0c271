import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ClockEventType } from '@habeas/domain';

/** Something dated that the clocks of an exercise take account of. */
@Entity('clock_events')
export class ExerciseClockEvent {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text')
  type!: ClockEventType;

  @Column('timestamptz')
  at!: Date;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'now()' })
  recordedAt!: Date;
}
