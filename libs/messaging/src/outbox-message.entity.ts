import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Topic } from './jobs.js';

/** A message that left with a commit and is not drained yet. */
@Entity('outbox')
export class OutboxMessage {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id!: string;

  @Column('text')
  topic!: Topic;

  @Column('text', { name: 'subject_id' })
  subjectId!: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'hand_at', default: () => 'now()' })
  handAt!: Date;

  @Column('integer', { default: 0 })
  handed!: number;
}
