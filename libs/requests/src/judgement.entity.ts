import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BalanceGround } from '@habeas/domain';

/** How a person decided, and about what: interests that she weighed, a decision she looked at. */
export const BALANCE_OUTCOMES = ['upheld', 'refused'] as const;
export type BalanceOutcome = (typeof BALANCE_OUTCOMES)[number];
export const REVIEW_OUTCOMES = ['confirmed', 'changed'] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

/** What a person decided about an exercise, under the plan that she saw. */
@Entity('judgements')
export class Judgement {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text')
  kind!: 'balance' | 'review';

  @Column('text')
  outcome!: BalanceOutcome | ReviewOutcome;

  /** Of a refusal. */
  @Column('text', { nullable: true })
  ground!: BalanceGround | null;

  @Column('text')
  seal!: string;

  /** The reasons, in words for the person concerned; encrypted. */
  @Column('bytea')
  statement!: Buffer;

  @Column('timestamptz', { name: 'decided_at' })
  decidedAt!: Date;

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;
}
