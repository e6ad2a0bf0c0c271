import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MeasureKind, RestrictionCause, SuppressionPurpose } from '@habeas/domain';

/** What stays in force after the answer, with who lifted it and when its person was told. */
@Entity('measures')
export class Measure {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text')
  kind!: MeasureKind;

  @Column('text', { nullable: true })
  purpose!: SuppressionPurpose | null;

  /** Of a restriction. */
  @Column('text', { nullable: true })
  cause!: RestrictionCause | null;

  @Column('timestamptz', { name: 'imposed_at' })
  imposedAt!: Date;

  @Column('timestamptz', { name: 'notice_sent_at', nullable: true })
  noticeSentAt!: Date | null;

  @Column('text', { name: 'notice_channel', nullable: true })
  noticeChannel!: string | null;

  @Column('text', { name: 'notice_by', nullable: true })
  noticeBy!: string | null;

  @Column('timestamptz', { name: 'release_asked_at', nullable: true })
  releaseAskedAt!: Date | null;

  @Column('text', { name: 'release_by', nullable: true })
  releaseBy!: string | null;

  @Column('timestamptz', { name: 'released_at', nullable: true })
  releasedAt!: Date | null;
}
