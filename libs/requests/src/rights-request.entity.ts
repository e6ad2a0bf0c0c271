import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Law, Requester } from '@habeas/domain';

/** What one person asked, once. Holds exercises, one per right. */
@Entity('requests')
export class RightsRequest {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  controller!: string;

  @Column('text')
  channel!: string;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt!: Date;

  @Column('text')
  residence!: string;

  @Column('text')
  locale!: string;

  @Column('text')
  requester!: Requester;

  /** Completed years at the receipt, if somebody had to ask; never a date of birth. */
  @Column('smallint', { name: 'subject_age', nullable: true })
  subjectAge!: number | null;

  @Column('text', { array: true })
  laws!: Law[];

  @Column('jsonb', { name: 'laws_because' })
  lawsBecause!: string[];

  @Column('text', { name: 'opened_by' })
  openedBy!: string;

  /** Who is in charge. */
  @Column('text', { name: 'assigned_to', nullable: true })
  assignedTo!: string | null;

  /** Keyed digest of all that makes two requests equal. */
  @Column('text', { name: 'group_digest', nullable: true })
  groupDigest!: string | null;

  /** The equal request that is carried out for this one too. */
  @Column('text', { name: 'duplicate_of', nullable: true })
  duplicateOf!: string | null;

  @Column('timestamptz', { name: 'opened_at', default: () => 'now()' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}
