import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PolicyFiles } from './policy-files.js';

/** One version of the policy; the one that is activated and not superseded is in force. */
@Entity('policy_versions')
export class PolicyVersion {
  /** See `versionDigest`. */
  @PrimaryColumn('text')
  digest!: string;

  @Column('jsonb')
  files!: PolicyFiles;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** A principal, or `system` for what came with the software; here and below. */
  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt!: Date | null;

  @Column('text', { name: 'activated_by', nullable: true })
  activatedBy!: string | null;

  @Column('timestamptz', { name: 'superseded_at', nullable: true })
  supersededAt!: Date | null;
}
