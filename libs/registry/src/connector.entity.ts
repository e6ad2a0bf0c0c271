import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Manifest, PublicJwk } from '@habeas/connector-sdk';

export type ConnectorStatus = 'active' | 'paused' | 'retired';

/** One system's adapter, with its manifest and pinned key. */
@Entity('connectors')
export class Connector {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { unique: true })
  slug!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'base_url' })
  baseUrl!: string;

  @Column('text')
  status!: ConnectorStatus;

  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  @Column('jsonb')
  manifest!: Manifest;

  @Column('text', { name: 'manifest_digest' })
  manifestDigest!: string;

  @Column('jsonb', { name: 'public_key' })
  publicKey!: PublicJwk;

  @Column('integer', { name: 'failures_in_row', default: 0 })
  failuresInRow!: number;

  @Column('timestamptz', { name: 'open_until', nullable: true })
  openUntil!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
