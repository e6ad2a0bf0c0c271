import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A legal hold: an identifier or categories that may not be erased while it is in force. */
@Entity('holds')
export class Hold {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  matter!: string;

  @Column('text', { name: 'owner_id' })
  ownerId!: string;

  @Column('text', { nullable: true })
  type!: string | null;

  @Column('text', { nullable: true })
  digest!: string | null;

  @Column('text', { array: true, default: '{}' })
  categories!: string[];

  @Column('date', { name: 'review_on' })
  reviewOn!: string;

  @Column('timestamptz', { name: 'placed_at', default: () => 'now()' })
  placedAt!: Date;

  @Column('timestamptz', { name: 'released_at', nullable: true })
  releasedAt!: Date | null;

  @Column('text', { name: 'released_by', nullable: true })
  releasedBy!: string | null;
}
