import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where a request's chain ends. `tagKey` is sealed under the request's key. */
@Entity('evidence_chains')
export class EvidenceChain {
  @PrimaryColumn('text', { name: 'request_id' })
  requestId!: string;

  @Column('bytea', { name: 'tag_key' })
  tagKey!: Buffer;

  /** The last entry's number, 0 before the first. */
  @Column('integer')
  n!: number;

  /** The last entry's commitment in base64, empty before the first. */
  @Column('text')
  commitment!: string;

  /** True once the request's closing entry is in; nothing follows it. */
  @Column('boolean', { default: false })
  closed!: boolean;
}
