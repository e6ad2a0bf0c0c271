import type { TaskView } from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

const INSTANT_OR_NULL = { type: String, format: 'date-time', nullable: true };
const TEXT_OR_NULL = { type: String, nullable: true };

export class TaskAnswer implements TaskView {
  @ApiProperty()
  id!: string;

  @ApiProperty({ description: 'Its name in the plan.' })
  key!: string;

  @ApiProperty()
  connector!: string;

  @ApiProperty()
  action!: string;

  @ApiProperty()
  status!: string;

  @ApiProperty(TEXT_OR_NULL)
  outcome!: string | null;

  @ApiProperty()
  attempts!: number;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Why the last attempt failed, in a word.' })
  lastError!: string | null;

  @ApiProperty(INSTANT_OR_NULL)
  nextTryAt!: string | null;

  @ApiProperty({ type: Object, nullable: true, description: 'Counts and grounds, no records.' })
  result!: TaskView['result'];

  @ApiProperty({ description: 'Whether the connector signed for it.' })
  receipt!: boolean;

  @ApiProperty(INSTANT_OR_NULL)
  finishedAt!: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Why a person went on without it.' })
  skipped!: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'The task that was tried in its place.' })
  replacedBy!: string | null;
}

export class ApprovalAnswer {
  @ApiProperty()
  principal!: string;

  @ApiProperty({ enum: ['approved', 'rejected'] })
  decision!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
}
