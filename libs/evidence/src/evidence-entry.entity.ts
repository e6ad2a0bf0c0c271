import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One entry in its final form; `payload` and `salt` are sealed under the request's key. */
@Entity('evidence_entries')
@Unique(['requestId', 'n'])
export class EvidenceEntry {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('integer')
  n!: number;

  @Column('text')
  type!: string;

  @Column('bytea')
  payload!: Buffer;

  @Column('bytea')
  salt!: Buffer;

  @Column('bytea')
  tag!: Buffer;

  @Column('bytea')
  commitment!: Buffer;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
