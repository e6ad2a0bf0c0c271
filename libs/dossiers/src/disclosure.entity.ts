import { Column, Entity, PrimaryColumn } from 'typeorm';

export type DisclosureStatus = 'building' | 'ready' | 'failed';

/** The package that answers one exercise. */
@Entity('disclosures')
export class Disclosure {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'exercise_id', unique: true })
  exerciseId!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text')
  status!: DisclosureStatus;

  @Column('text', { name: 'blob_id', nullable: true })
  blobId!: string | null;

  @Column('text', { name: 'file_name', nullable: true })
  fileName!: string | null;

  /** A bigint; records of all data sets together. */
  @Column('bigint', { default: 0 })
  records!: string;

  /** A PackagingFault. */
  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  /** Until then the process that builds it is believed to be alive. */
  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'ready_at', nullable: true })
  readyAt!: Date | null;
}
