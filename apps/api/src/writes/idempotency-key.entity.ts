import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The answer to a write, kept so that a repeat gets the same one. Key and body only as digests. */
@Entity('idempotency_keys')
export class IdempotencyKey {
  @PrimaryColumn('text', { name: 'principal_id' })
  principalId!: string;

  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  fingerprint!: string;

  @Column('integer')
  status!: number;

  @Column('jsonb')
  body!: { location?: string; answer: object };

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
