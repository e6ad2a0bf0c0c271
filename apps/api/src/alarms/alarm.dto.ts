import { LAWS, RIGHTS, STATUSES } from '@habeas/domain';
import {
  ALARM_KINDS,
  ALARM_STATES,
  ALARMS_PAGE_SIZE,
  ALARMS_PAGE_SIZE_MAX,
  type AlarmState,
  type AlarmView,
} from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Choice, Text } from '../http/fields.js';

const INSTANT = { type: String, format: 'date-time' };
const INSTANT_OR_NULL = { ...INSTANT, nullable: true };

export class AlarmQuery {
  @Choice(ALARM_STATES, { about: 'Alarms in this state.', optional: true })
  state?: AlarmState;

  @Text({
    about: '`next` of the page before.',
    max: 70,
    form: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,alm_[0-9a-f]{32}$/,
    hint: 'Give "next" of the page before as it was.',
    optional: true,
  })
  cursor?: string;

  @Text({
    about: `Alarms per page, 1 to ${ALARMS_PAGE_SIZE_MAX}; ${ALARMS_PAGE_SIZE} when left out.`,
    max: 3,
    form: /^(?:[1-9]\d?|1\d\d|200)$/,
    hint: `Give a whole number from 1 to ${ALARMS_PAGE_SIZE_MAX}.`,
    optional: true,
  })
  limit?: string;
}

export class AcknowledgementBody {}

export class AlarmAnswer implements AlarmView {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: [...ALARM_KINDS] })
  kind!: AlarmView['kind'];

  @ApiProperty()
  request!: string;

  @ApiProperty()
  exercise!: string;

  @ApiProperty({ enum: [...RIGHTS], enumName: 'Right' })
  right!: AlarmView['right'];

  @ApiProperty({ enum: [...LAWS], enumName: 'Law' })
  law!: AlarmView['law'];

  @ApiProperty({ enum: [...STATUSES], enumName: 'Status' })
  status!: AlarmView['status'];

  @ApiProperty({ ...INSTANT, description: 'The instant that it warns of.' })
  limitAt!: string;

  @ApiProperty(INSTANT)
  raisedAt!: string;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Last instant by law; null while suspended.' })
  legalDue!: string | null;

  @ApiProperty(INSTANT)
  safeDue!: string;

  @ApiProperty({ ...INSTANT, description: 'Later, slow systems may miss the safe date.' })
  latestSafeStart!: string;

  @ApiProperty({ description: 'That instant has come, and no system has begun.' })
  mustStartNow!: boolean;

  @ApiProperty(INSTANT_OR_NULL)
  acknowledgedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Principal who takes care.' })
  acknowledgedBy!: string | null;
}

export class AlarmsAnswer {
  @ApiProperty({ type: [AlarmAnswer], description: 'What must start first stands first.' })
  items!: AlarmAnswer[];

  @ApiProperty({ required: false, description: 'Cursor of the next page, if there is one.' })
  next?: string;
}
