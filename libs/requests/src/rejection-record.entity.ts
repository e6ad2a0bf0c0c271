import type { Law, NoticeGround, Right } from '@habeas/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A rejection on record; nothing in it is about the person. */
@Entity('rejection_records')
export class RejectionRecord {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text')
  law!: Law;

  @Column('text')
  right!: Right;

  @Column('text')
  ground!: NoticeGround;

  @Column('text')
  citation!: string;

  /** The provision that asks for this record. */
  @Column('text', { name: 'recorded_for' })
  recordedFor!: string;

  @Column('timestamptz', { name: 'rejected_at' })
  rejectedAt!: Date;

  @Column('text', { name: 'rejected_by' })
  rejectedBy!: string;
}
