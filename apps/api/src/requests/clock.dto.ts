import { LAWS, type Law } from '@habeas/domain';
import type { ClockView, DriftView } from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

const LAW = { enum: [...LAWS], enumName: 'Law' };
const INSTANT_OR_NULL = { type: String, format: 'date-time', nullable: true };
const TEXT_OR_NULL = { type: String, nullable: true };

export class DueAnswer {
  @ApiProperty(LAW)
  law!: Law;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Last instant by law; null while suspended.' })
  legalDue!: string | null;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Last instant under the strictest reading.' })
  safeDue!: string | null;
}

export class CalendarAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  version!: string;

  @ApiProperty()
  digest!: string;
}

export class ClockAnswer extends DueAnswer implements ClockView {
  @ApiProperty({ type: Object, additionalProperties: { type: 'string', format: 'date-time' } })
  milestones!: Record<string, string>;

  @ApiProperty({ type: [String], description: 'How the dates come about, a sentence a step.' })
  explanation!: string[];

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Later, slow systems may miss the safe date.' })
  latestSafeStart!: string | null;

  @ApiProperty({ type: CalendarAnswer, nullable: true, description: 'Public holidays used.' })
  calendar!: CalendarAnswer | null;
}

export class DriftAnswer implements DriftView {
  @ApiProperty({ enum: ['register', 'pack', 'retention', 'manifest'] })
  what!: DriftView['what'];

  @ApiProperty({
    description: 'The law of a pack or of retention rules, the connector of a manifest.',
  })
  name!: string;

  @ApiProperty({ description: 'Digest that the seal covers.' })
  sealed!: string;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Digest in force; null where there is none.' })
  now!: string | null;
}
