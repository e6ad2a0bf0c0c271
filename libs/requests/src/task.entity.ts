import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Counts, Dataset, RetainedItem } from '@habeas/connector-sdk';
import type { Action, ScopeItem, StopPurpose, TaskOutcome, TaskState } from '@habeas/domain';

/** What is kept of an answer: counts and grounds, never records or identifiers. */
export interface TaskResult {
  counts: Counts;
  /** `locate`: records per category over all matches. */
  categories?: Record<string, number>;
  /** `locate`: keyed digests of the people that the identifiers led to, as this system knows them. */
  subjects?: string[];
  /** `locate`: how many identifiers were given back that are malformed or of an unknown type. */
  unusable?: number;
  retained?: RetainedItem[];
  datasets?: Dataset[];
  reason?: string;
}

/** One action on one connector for one exercise. The row is its own outbox. */
@Entity('tasks')
export class Task {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text', { name: 'connector_id' })
  connectorId!: string;

  @Column('text')
  action!: Action;

  @Column('text')
  key!: string;

  @Column('text', { array: true, default: '{}' })
  after!: string[];

  @Column('jsonb', { default: '[]' })
  scope!: ScopeItem[];

  /** What a `suppress` ends. */
  @Column('text', { nullable: true })
  purpose!: StopPurpose | null;

  @Column('text', { name: 'identifier_ids', array: true, default: '{}' })
  identifierIds!: string[];

  @Column('text')
  nonce!: string;

  @Column('text')
  status!: TaskState['status'];

  @Column('text', { nullable: true })
  outcome!: TaskOutcome | null;

  @Column('jsonb', { nullable: true })
  result!: TaskResult | null;

  @Column('text', { name: 'blob_id', nullable: true })
  blobId!: string | null;

  @Column('integer', { default: 0 })
  attempts!: number;

  /** Attempts that count no more: made before it was accepted, or had by a person tried again. */
  @Column('integer', { name: 'attempts_before', default: 0 })
  attemptsBefore!: number;

  /** Starts in a row of which nothing was heard again. */
  @Column('integer', { name: 'starts_lost', default: 0 })
  startsLost!: number;

  @Column('text', { name: 'replaced_by', nullable: true })
  replacedBy!: string | null;

  @Column('text', { name: 'skipped_reason', nullable: true })
  skippedReason!: string | null;

  @Column('text', { name: 'skipped_by', nullable: true })
  skippedBy!: string | null;

  @Column('text', { name: 'attempt_token', nullable: true })
  attemptToken!: string | null;

  @Column('timestamptz', { name: 'run_at', default: () => 'now()' })
  runAt!: Date;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil!: Date | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError!: string | null;

  @Column('timestamptz', { name: 'safe_start' })
  safeStart!: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;
}
