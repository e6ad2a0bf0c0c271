import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PrincipalKind } from './principal.js';

/** A person or service that acts. */
@Entity('principals')
export class PrincipalRecord {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { unique: true })
  name!: string;

  @Column('text')
  kind!: PrincipalKind;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
