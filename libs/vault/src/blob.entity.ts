import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An encrypted file. `sha256` (hex) and `size` are those of the plain text. */
@Entity('blobs')
export class BlobRecord {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  @Column('text')
  kind!: string;

  @Column('text')
  sha256!: string;

  /** A bigint, which pg gives as text. */
  @Column('bigint')
  size!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
