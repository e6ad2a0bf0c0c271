import {
  EXCUSE_REASONS,
  MESSAGE_CHANNELS,
  NOTICE_CHANNELS,
  RECIPIENT_STATUSES,
  RIGHTS,
  type ExcuseReason,
  type MessageChannel,
  type NoticeChannel,
  type RecipientStatus,
} from '@habeas/domain';
import type { RecipientNoticeView } from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Choice, Instant, Text } from '../http/fields.js';

const INSTANT = { type: String, format: 'date-time' };
const ID_OR_NULL = { type: String, nullable: true };

export class RecipientNoticeQuery {
  @Choice(RECIPIENT_STATUSES, { about: 'Only those in this status.', optional: true })
  status?: RecipientStatus;

  @Text({
    about: 'Only those of this request.',
    max: 36,
    form: /^req_[0-9a-f]{32}$/,
    hint: 'Give the id of a request, req_ and 32 hex digits.',
    optional: true,
  })
  request?: string;

  @Text({
    about: 'Items per page; 50, when left out.',
    max: 3,
    form: /^(?:[1-9]|[1-9]\d|1\d\d|200)$/,
    hint: 'Give a number from 1 to 200.',
    optional: true,
  })
  limit?: string;

  @Text({
    about: 'The cursor that the page before gave as "next".',
    max: 36,
    form: /^rcn_[0-9a-f]{32}$/,
    hint: 'Give "next" of the page before.',
    optional: true,
  })
  cursor?: string;
}

export class RecipientToldBody {
  @Choice(MESSAGE_CHANNELS, { about: 'How the recipient was told.' })
  channel!: MessageChannel;

  @Instant({ about: 'When it was told.' })
  toldAt!: string;
}

export class RecipientExcusedBody {
  @Choice(EXCUSE_REASONS, { about: 'Why nobody tells it (GDPR Art. 19).' })
  reason!: ExcuseReason;
}

class SettledAnswer {
  @ApiProperty(INSTANT)
  at!: string;

  @ApiProperty({ enum: [...NOTICE_CHANNELS], nullable: true })
  channel!: NoticeChannel | null;

  @ApiProperty({ ...ID_OR_NULL, description: 'The principal who recorded it.' })
  by!: string | null;

  @ApiProperty({ ...ID_OR_NULL, description: 'The task that told it.' })
  task!: string | null;
}

export class RecipientNoticeAnswer implements RecipientNoticeView {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  request!: string;

  @ApiProperty()
  exercise!: string;

  @ApiProperty({ enum: [...RIGHTS], enumName: 'Right' })
  right!: RecipientNoticeView['right'];

  @ApiProperty({ description: 'By the id that the register gives it.' })
  recipient!: string;

  @ApiProperty({ type: [String], description: 'Categories that were changed and it may have.' })
  categories!: string[];

  @ApiProperty({ description: 'The register does not say what it gets; any is assumed.' })
  assumed!: boolean;

  @ApiProperty({ enum: [...RECIPIENT_STATUSES] })
  status!: RecipientStatus;

  @ApiProperty({ enum: [...EXCUSE_REASONS], nullable: true })
  reason!: ExcuseReason | null;

  @ApiProperty(INSTANT)
  owedAt!: string;

  @ApiProperty({ type: SettledAnswer, nullable: true })
  settled!: SettledAnswer | null;
}

export class RecipientNoticesAnswer {
  @ApiProperty({ type: [RecipientNoticeAnswer] })
  items!: RecipientNoticeAnswer[];

  @ApiProperty({ required: false, description: 'Cursor of the next page, if there is one.' })
  next?: string;
}
