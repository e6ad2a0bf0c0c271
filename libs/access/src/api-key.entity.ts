import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Scope } from './principal.js';

/** A key by its SHA-256; the key itself is shown once and kept nowhere. */
@Entity('api_keys')
export class ApiKeyRecord {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'principal_id' })
  principalId!: string;

  @Column('bytea', { unique: true })
  sha256!: Buffer;

  @Column('text', { array: true })
  scopes!: Scope[];

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt!: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;
}
