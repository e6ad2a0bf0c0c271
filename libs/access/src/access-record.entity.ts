import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One read of personal data, or one refused call. */
@Entity('access_records')
export class AccessRecord {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('timestamptz', { default: () => 'now()' })
  at!: Date;

  @Column('text', { name: 'principal_id', nullable: true })
  principalId!: string | null;

  @Column('text')
  act!: string;

  @Column('text', { name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Column('boolean')
  allowed!: boolean;
}
