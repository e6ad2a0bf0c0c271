import {
  MEASURE_KINDS,
  MEASURE_STATUSES,
  RESTRICTION_CAUSES,
  SUPPRESSION_PURPOSES,
  type MeasureStatus,
  type RestrictionCause,
  type SuppressionPurpose,
} from '@habeas/domain';
import {
  PAGE_SIZE,
  PAGE_SIZE_MAX,
  type MeasureView,
  type SuppressionAnswer as SuppressionView,
} from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Choice, Instant, Text } from '../http/fields.js';

const INSTANT = { type: String, format: 'date-time' };
const NOTICE_CHANNELS = ['portal', 'email', 'letter', 'counter'] as const;

export class NoticeBody {
  @Choice(NOTICE_CHANNELS, { about: 'How the person was told that the restriction will end.' })
  channel!: (typeof NOTICE_CHANNELS)[number];

  @Instant({ about: 'When the notice was sent.' })
  sentAt!: string;
}

export class MeasureReleaseBody {}

export class MeasureQuery {
  @Text({
    about: '`next` of the page before.',
    max: 36,
    form: /^msr_[0-9a-f]{32}$/,
    hint: 'Give "next" of the page before as it was.',
    optional: true,
  })
  cursor?: string;

  @Text({
    about: `Measures per page, 1 to ${PAGE_SIZE_MAX}; ${PAGE_SIZE} when left out.`,
    max: 3,
    form: /^(?:[1-9]\d?|1\d\d|200)$/,
    hint: `Give a whole number from 1 to ${PAGE_SIZE_MAX}.`,
    optional: true,
  })
  limit?: string;

  @Text({
    about: 'Measures of this request.',
    max: 36,
    form: /^req_[0-9a-f]{32}$/,
    hint: 'Give the id of a request.',
    optional: true,
  })
  request?: string;

  @Choice(MEASURE_STATUSES, { about: 'Measures of this status.', optional: true })
  status?: MeasureStatus;
}

class MeasureNoticeAnswer {
  @ApiProperty(INSTANT)
  sentAt!: string;

  @ApiProperty({ enum: [...NOTICE_CHANNELS] })
  channel!: string;

  @ApiProperty({ description: 'Id of the principal who recorded it.' })
  by!: string;
}

class ReleaseAnswer {
  @ApiProperty(INSTANT)
  askedAt!: string;

  @ApiProperty({ description: 'Id of the principal who ended it; system: no word was needed.' })
  by!: string;

  @ApiProperty({ ...INSTANT, nullable: true, description: 'When all of it had ended.' })
  releasedAt!: string | null;
}

export class MeasureAnswer implements MeasureView {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  request!: string;

  @ApiProperty()
  exercise!: string;

  @ApiProperty({ enum: [...MEASURE_KINDS] })
  kind!: MeasureView['kind'];

  @ApiProperty({ enum: [...SUPPRESSION_PURPOSES, null], type: String, nullable: true })
  purpose!: SuppressionPurpose | null;

  @ApiProperty({
    enum: [...RESTRICTION_CAUSES, null],
    type: String,
    nullable: true,
    description: 'Why a restriction is in force.',
  })
  cause!: RestrictionCause | null;

  @ApiProperty({ enum: [...MEASURE_STATUSES] })
  status!: MeasureStatus;

  @ApiProperty(INSTANT)
  imposedAt!: string;

  @ApiProperty({ type: MeasureNoticeAnswer, nullable: true })
  notice!: MeasureNoticeAnswer | null;

  @ApiProperty({ type: ReleaseAnswer, nullable: true })
  release!: ReleaseAnswer | null;
}

export class MeasuresAnswer {
  @ApiProperty({ type: [MeasureAnswer] })
  items!: MeasureAnswer[];

  @ApiProperty({ required: false, description: 'Cursor of the next page, if there is one.' })
  next?: string;
}

export class ReleasedAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty({ description: 'What follows from the release, and what does not.' })
  note!: string;
}

export class SuppressionAnswer implements SuppressionView {
  @ApiProperty({ description: 'True: do not mail, or do not make this person again.' })
  suppressed!: boolean;

  @ApiProperty({ enum: [...SUPPRESSION_PURPOSES], isArray: true })
  purposes!: SuppressionPurpose[];
}

export class SuppressionsAnswer {
  @ApiProperty({ type: [SuppressionAnswer], description: 'In the order of the identifiers.' })
  items!: SuppressionAnswer[];
}
