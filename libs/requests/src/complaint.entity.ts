import type { Channel, ComplaintSubject } from '@habeas/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export const COMPLAINT_OUTCOMES = ['upheld', 'partly_upheld', 'not_upheld', 'withdrawn'] as const;
export type ComplaintOutcome = (typeof COMPLAINT_OUTCOMES)[number];

/** A complaint to the controller about how a request was handled. */
@Entity('complaints')
export class Complaint {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  /** Null: it is about the request as a whole. */
  @Column('text', { name: 'exercise_id', nullable: true })
  exerciseId!: string | null;

  @Column('text')
  about!: ComplaintSubject;

  @Column('text')
  channel!: Channel;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt!: Date;

  /** Null where no law has a number. */
  @Column('timestamptz', { name: 'acknowledge_by', nullable: true })
  acknowledgeBy!: Date | null;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('text', { nullable: true })
  outcome!: ComplaintOutcome | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;
}
