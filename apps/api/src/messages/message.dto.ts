import {
  LAWS,
  LOCALES,
  MESSAGE_CHANNELS,
  MESSAGE_KINDS,
  MESSAGE_STATUSES,
  NOTICE_GROUNDS,
  RIGHTS,
  type Law,
  type MessageChannel,
  type MessageKind,
  type MessageStatus,
} from '@habeas/domain';
import {
  REQUESTED_KINDS,
  type MessageText,
  type MessageView,
  type RejectionView,
} from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Choice, Instant, Text } from '../http/fields.js';

const INSTANT = { type: String, format: 'date-time' };
const ID_OR_NULL = { type: String, nullable: true };

/** Fields of a page, as every list has them. */
const limit = {
  about: 'Items per page; 50, when left out.',
  max: 3,
  form: /^(?:[1-9]|[1-9]\d|1\d\d|200)$/,
  hint: 'Give a number from 1 to 200.',
  optional: true,
};
const cursorOf = (prefix: string) => ({
  about: 'The cursor that the page before gave as "next".',
  max: 36,
  form: new RegExp(`^${prefix}_[0-9a-f]{32}$`),
  hint: 'Give "next" of the page before.',
  optional: true,
});

export class MessageQuery {
  @Choice(MESSAGE_STATUSES, { about: 'Only those in this status.', optional: true })
  status?: MessageStatus;

  @Choice(MESSAGE_KINDS, { about: 'Only those of this kind.', optional: true })
  kind?: MessageKind;

  @Text(limit)
  limit?: string;

  @Text(cursorOf('msg'))
  cursor?: string;
}

export class DispatchBody {
  @Choice(MESSAGE_CHANNELS, { about: 'How it reached the person.' })
  channel!: MessageChannel;

  @Instant({ about: 'When it went out; clocks count from then.' })
  sentAt!: string;
}

export class MessageBody {
  @Choice(REQUESTED_KINDS, { about: 'What is to be told.' })
  kind!: (typeof REQUESTED_KINDS)[number];

  @Text({
    about: 'For release_notice: the restriction that is to end.',
    max: 36,
    form: /^msr_[0-9a-f]{32}$/,
    hint: 'Give the id of a measure, msr_ and 32 hex digits.',
    optional: true,
  })
  measure?: string;
}

class SentMessageAnswer {
  @ApiProperty(INSTANT)
  at!: string;

  @ApiProperty({ enum: [...MESSAGE_CHANNELS] })
  channel!: MessageChannel;

  @ApiProperty()
  by!: string;
}

export class MessageAnswer implements MessageView {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  request!: string;

  @ApiProperty({ ...ID_OR_NULL, description: 'Null: it is about the whole request.' })
  exercise!: string | null;

  @ApiProperty({ enum: [...MESSAGE_KINDS], enumName: 'MessageKind' })
  kind!: MessageKind;

  @ApiProperty({ ...ID_OR_NULL, description: 'The measure or question that it is about.' })
  about!: string | null;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  @ApiProperty({ enum: [...LOCALES] })
  locale!: string;

  @ApiProperty({ description: 'Digest of the texts that it was written from.' })
  template!: string;

  @ApiProperty({ enum: [...MESSAGE_STATUSES], enumName: 'MessageStatus' })
  status!: MessageStatus;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'Null where nothing has a number.' })
  dueAt!: string | null;

  @ApiProperty(INSTANT)
  createdAt!: string;

  @ApiProperty({ type: SentMessageAnswer, nullable: true })
  sent!: SentMessageAnswer | null;
}

export class MessageTextAnswer extends MessageAnswer implements MessageText {
  @ApiProperty({ description: 'Subject and paragraphs, with an empty line between two.' })
  text!: string;
}

export class MessagesAnswer {
  @ApiProperty({ type: [MessageAnswer] })
  items!: MessageAnswer[];

  @ApiProperty({ required: false, description: 'Cursor of the next page, if there is one.' })
  next?: string;
}

export class RejectionQuery {
  @Choice(LAWS, { about: 'Only what this law wants on record.', optional: true })
  law?: Law;

  @Text(limit)
  limit?: string;

  @Text(cursorOf('rej'))
  cursor?: string;
}

export class RejectionAnswer implements RejectionView {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  request!: string;

  @ApiProperty()
  exercise!: string;

  @ApiProperty({ enum: [...LAWS], enumName: 'Law' })
  law!: Law;

  @ApiProperty({ enum: [...RIGHTS], enumName: 'Right' })
  right!: RejectionView['right'];

  @ApiProperty({ enum: [...NOTICE_GROUNDS] })
  ground!: RejectionView['ground'];

  @ApiProperty({ description: 'The provision that knows the ground.' })
  citation!: string;

  @ApiProperty({ description: 'The provision that asks for this record.' })
  recordedFor!: string;

  @ApiProperty(INSTANT)
  at!: string;

  @ApiProperty()
  by!: string;
}

export class RejectionsAnswer {
  @ApiProperty({ type: [RejectionAnswer] })
  items!: RejectionAnswer[];

  @ApiProperty({ required: false, description: 'Cursor of the next page, if there is one.' })
  next?: string;
}
