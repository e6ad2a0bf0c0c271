import type { Locale, MessageChannel, MessageKind, MessageStatus } from '@habeas/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that a person is to be told, or was. */
@Entity('messages')
export class Message {
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { name: 'request_id' })
  requestId!: string;

  /** Null for what is about the request as a whole. */
  @Column('text', { name: 'exercise_id', nullable: true })
  exerciseId!: string | null;

  @Column('text')
  kind!: MessageKind;

  /** The measure, the question or the complaint that it is about. */
  @Column('text', { nullable: true })
  about!: string | null;

  /** A word of the kind's own list, such as why an answer takes longer. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('text')
  locale!: Locale;

  /** Digest of the texts that it was written from. */
  @Column('text')
  template!: string;

  /** Under the request's key; subject and paragraphs, separated by empty lines. */
  @Column('bytea')
  body!: Buffer;

  @Column('text', { default: 'due' })
  status!: MessageStatus;

  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('text', { nullable: true })
  channel!: MessageChannel | null;

  @Column('text', { name: 'sent_by', nullable: true })
  sentBy!: string | null;
}
