import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Level } from '@habeas/domain';

/** One identifier of the person, given or derived; the value is ciphertext under the request's key. */
@Entity('identifiers')
export class Identifier {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text')
  type!: string;

  @Column('bytea')
  value!: Buffer;

  @Column('text')
  digest!: string;

  @Column('text')
  level!: Level;

  @Column('text', { name: 'verified_by', nullable: true })
  verifiedBy!: string | null;

  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;

  @Column('text', { nullable: true })
  method!: string | null;

  @Column('text', { name: 'derived_from', nullable: true })
  derivedFrom!: string | null;

  @Column('text', { name: 'derived_by', nullable: true })
  derivedBy!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
