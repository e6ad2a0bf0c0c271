import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One principal's decision on one seal. */
@Entity('approvals')
export class Approval {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'exercise_id' })
  exerciseId!: string;

  @Column('text')
  seal!: string;

  @Column('text')
  decision!: 'approved' | 'rejected';

  @Column('text', { name: 'principal_id' })
  principalId!: string;

  @Column('timestamptz', { name: 'decided_at', default: () => 'now()' })
  decidedAt!: Date;
}
