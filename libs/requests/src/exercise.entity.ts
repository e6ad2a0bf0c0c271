import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AnsweredOutcome, Change, ExerciseStatus, Plan, Reason, Right } from '@habeas/domain';

/** What the person added to the right; closed, per right. */
export interface ExerciseParameters {
  /** Erasure: the account ends too, so contract no longer carries the data. */
  closeAccount?: boolean;
  /** Rectification: what changes. As stored here, without values. */
  changes?: Change[];
}

/** One right under one request. */
@Entity('exercises')
export class Exercise {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text')
  right!: Right;

  @Column('jsonb')
  parameters!: ExerciseParameters;

  /** The changes with their values, encrypted. */
  @Column('bytea', { nullable: true })
  changes!: Buffer | null;

  @Column('text')
  status!: ExerciseStatus;

  @Column('text')
  reason!: Reason;

  @Column('text', { nullable: true })
  outcome!: AnsweredOutcome | null;

  @Column('jsonb', { nullable: true })
  plan!: Plan | null;

  /** How many plans have been sealed. */
  @Column('integer', { default: 0 })
  plans!: number;

  @Column('text', { nullable: true })
  seal!: string | null;

  @Column('timestamptz', { name: 'sealed_at', nullable: true })
  sealedAt!: Date | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('text', { name: 'sent_via', nullable: true })
  sentVia!: string | null;

  @Column('text', { name: 'sent_by', nullable: true })
  sentBy!: string | null;

  /** While a person must decide: where it stood before. */
  @Column('text', { name: 'stopped_in', nullable: true })
  stoppedIn!: ExerciseStatus | null;

  /** When the person was asked what stands open. */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt!: Date | null;

  @Column('boolean', { name: 'answer_overdue', default: false })
  answerOverdue!: boolean;

  /** Digest of the policy under which its clocks were looked at last; empty before there was one. */
  @Column('text', { name: 'policy_digest', default: '' })
  policyDigest!: string;

  @Column('timestamptz', { name: 'opened_at', default: () => 'now()' })
  openedAt!: Date;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt!: Date;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt!: Date | null;
}
