import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A request's data key, wrapped by the key-encryption key. Null once it is destroyed. */
@Entity('request_keys')
export class RequestKeyRecord {
  @PrimaryColumn('text', { name: 'request_id' })
  requestId!: string;

  @Column('bytea', { nullable: true })
  wrapped!: Buffer | null;

  @Column('text', { name: 'kek_id' })
  kekId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'destroyed_at', nullable: true })
  destroyedAt!: Date | null;
}
