import type { ExcuseReason, NoticeChannel, RecipientStatus } from '@habeas/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A recipient that is to be told of what became of data that it got from us, or was. */
@Entity('recipient_notices')
export class RecipientNotice {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  /** The register's id. */
  @Column('text')
  recipient!: string;

  @Column('text', { array: true })
  categories!: string[];

  /** The register does not say what it gets. */
  @Column('boolean')
  assumed!: boolean;

  @Column('text', { default: 'owed' })
  status!: RecipientStatus;

  @Column('text', { nullable: true })
  reason!: ExcuseReason | null;

  @Column('timestamptz', { name: 'owed_at' })
  owedAt!: Date;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt!: Date | null;

  @Column('text', { nullable: true })
  channel!: NoticeChannel | null;

  @Column('text', { name: 'settled_by', nullable: true })
  settledBy!: string | null;

  /** The task that told it. */
  @Column('text', { name: 'task_id', nullable: true })
  taskId!: string | null;
}
