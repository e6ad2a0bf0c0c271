import { CHANNELS, COMPLAINT_SUBJECTS, type Channel, type ComplaintSubject } from '@habeas/domain';
import { COMPLAINT_OUTCOMES, type ComplaintOutcome, type ComplaintView } from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Choice, Instant, Text } from '../http/fields.js';
import { exerciseId } from '../requests/exercise-id.js';

const INSTANT = { type: String, format: 'date-time' };
const INSTANT_OR_NULL = { ...INSTANT, nullable: true };

export class ComplaintBody {
  @Text({ ...exerciseId, about: 'The right that it is about; the whole request, when left out.' })
  exercise?: string;

  @Choice(COMPLAINT_SUBJECTS, { about: 'What it is about.' })
  about!: ComplaintSubject;

  @Choice(CHANNELS, { about: 'How it came in.' })
  channel!: Channel;

  @Instant({ about: 'When it reached the controller; its clock starts here.' })
  receivedAt!: string;
}

export class ComplaintOutcomeBody {
  @Choice(COMPLAINT_OUTCOMES, { about: 'What became of it.' })
  outcome!: ComplaintOutcome;
}

class ComplaintOutcomeAnswer {
  @ApiProperty({ enum: [...COMPLAINT_OUTCOMES] })
  outcome!: ComplaintOutcome;

  @ApiProperty(INSTANT)
  at!: string;

  @ApiProperty()
  by!: string;
}

export class ComplaintAnswer implements ComplaintView {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  request!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null: about the whole request.' })
  exercise!: string | null;

  @ApiProperty({ enum: [...COMPLAINT_SUBJECTS] })
  about!: ComplaintSubject;

  @ApiProperty({ enum: [...CHANNELS] })
  channel!: Channel;

  @ApiProperty(INSTANT)
  receivedAt!: string;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Null where no law has a number.' })
  acknowledgeBy!: string | null;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'When the confirmation went out.' })
  acknowledgedAt!: string | null;

  @ApiProperty({ type: ComplaintOutcomeAnswer, nullable: true })
  outcome!: ComplaintOutcomeAnswer | null;
}

export class ComplaintsAnswer {
  @ApiProperty({ type: [ComplaintAnswer] })
  items!: ComplaintAnswer[];
}
