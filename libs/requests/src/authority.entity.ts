import type { AuthorityKind } from '@habeas/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How it was shown that somebody may act for the person; never the paper itself. */
export const AUTHORITY_METHODS = [
  'document_seen',
  'register_checked',
  'in_person',
  'operator_attested',
] as const;
export type AuthorityMethod = (typeof AUTHORITY_METHODS)[number];

/** That somebody may act for the person of a request, or together with her. */
@Entity('authorities')
export class Authority {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text')
  kind!: AuthorityKind;

  @Column('text')
  method!: AuthorityMethod;

  @Column('timestamptz', { name: 'shown_at' })
  shownAt!: Date;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;
}
