import { LAWS, RIGHTS, STATUSES, type ExerciseStatus, type Law, type Plan } from '@habeas/domain';
import type {
  ExerciseView,
  IdentifierView,
  RelatedView,
  RequestSummary,
  RequestView,
} from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { ComplaintAnswer } from '../complaints/complaint.dto.js';
import { MeasureAnswer } from '../measures/measure.dto.js';
import { RecipientNoticeAnswer } from '../recipients/recipient-notice.dto.js';
import { ClockAnswer, DriftAnswer, DueAnswer } from './clock.dto.js';
import {
  ClarificationAnswer,
  ClockEventAnswer,
  NoticeAnswer,
  PerformedAnswer,
} from './course.dto.js';
import { JudgementAnswer } from './judgements.dto.js';
import { AlarmAnswer } from '../alarms/alarm.dto.js';
import { ApprovalAnswer, TaskAnswer } from './task.dto.js';

/**
 * What the API shows of a request. The classes implement the library's views, so that what is
 * documented here and what is sent cannot part.
 */
const STATUS = { enum: [...STATUSES], enumName: 'Status' };
const RIGHT = { enum: [...RIGHTS], enumName: 'Right' };
const LAW = { enum: [...LAWS], enumName: 'Law' };
const INSTANT = { type: String, format: 'date-time' };
const INSTANT_OR_NULL = { ...INSTANT, nullable: true };
const TEXT_OR_NULL = { type: String, nullable: true };

export class IdAnswer {
  @ApiProperty()
  id!: string;
}

export class OpenedExerciseAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty(RIGHT)
  right!: string;

  @ApiProperty(STATUS)
  status!: ExerciseStatus;

  @ApiProperty()
  reason!: string;

  @ApiProperty({ type: [DueAnswer] })
  clocks!: DueAnswer[];
}

export class OpenedAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty(STATUS)
  status!: ExerciseStatus;

  @ApiProperty({ type: [OpenedExerciseAnswer] })
  exercises!: OpenedExerciseAnswer[];
}

class SentAnswer {
  @ApiProperty(INSTANT)
  sentAt!: string;

  @ApiProperty()
  channel!: string;

  @ApiProperty()
  by!: string;
}

class DisclosureStateAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: ['building', 'ready', 'failed'] })
  status!: string;
}

export class ExerciseAnswer implements ExerciseView {
  @ApiProperty()
  id!: string;

  @ApiProperty(RIGHT)
  right!: ExerciseView['right'];

  @ApiProperty({ type: Object })
  parameters!: ExerciseView['parameters'];

  @ApiProperty(STATUS)
  status!: ExerciseStatus;

  @ApiProperty({ type: String })
  reason!: ExerciseView['reason'];

  @ApiProperty({ ...TEXT_OR_NULL, enum: ['fulfilled', 'partly_fulfilled', 'refused', null] })
  outcome!: ExerciseView['outcome'];

  @ApiProperty({ ...TEXT_OR_NULL, description: 'What an approval must name.' })
  seal!: string | null;

  @ApiProperty({ type: Object, nullable: true, description: 'Tasks, and a decision per cell.' })
  plan!: Plan | null;

  @ApiProperty({ type: [ClockAnswer] })
  clocks!: ClockAnswer[];

  @ApiProperty({ type: [TaskAnswer] })
  tasks!: TaskAnswer[];

  @ApiProperty({ type: [ApprovalAnswer], description: 'Of the seal in force.' })
  approvals!: ApprovalAnswer[];

  @ApiProperty({ type: JudgementAnswer, nullable: true, description: 'Under the seal in force.' })
  judgement!: JudgementAnswer | null;

  @ApiProperty({ type: SentAnswer, nullable: true })
  answer!: SentAnswer | null;

  @ApiProperty({ type: [ClockEventAnswer], description: 'Dated events; clocks heed them.' })
  events!: ClockEventAnswer[];

  @ApiProperty({ type: [ClarificationAnswer] })
  clarifications!: ClarificationAnswer[];

  @ApiProperty({ type: [PerformedAnswer], description: 'What systems have done already.' })
  performed!: PerformedAnswer[];

  @ApiProperty({ type: NoticeAnswer, nullable: true, description: 'Owed with a refusal.' })
  notice!: NoticeAnswer | null;

  @ApiProperty({ type: DisclosureStateAnswer, nullable: true })
  disclosure!: DisclosureStateAnswer | null;

  @ApiProperty({ type: [String], description: 'Requests for access that it must let pass first.' })
  waitsFor!: string[];

  @ApiProperty({ type: [DriftAnswer], description: 'What moved under the sealed plan since.' })
  drift!: DriftAnswer[];
}

/** Never the value: an identifier is shown by its type and how far it is trusted. */
export class IdentifierAnswer implements IdentifierView {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  type!: string;

  @ApiProperty()
  level!: string;

  @ApiProperty(TEXT_OR_NULL)
  method!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  verifiedBy!: string | null;

  @ApiProperty(INSTANT_OR_NULL)
  verifiedAt!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  derivedFrom!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  derivedBy!: string | null;
}

class RelatedAnswer implements RelatedView {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: ['duplicate_of', 'duplicate', 'same_person'] })
  kind!: RelatedView['kind'];

  @ApiProperty(INSTANT)
  receivedAt!: string;

  @ApiProperty({ ...LAW, isArray: true })
  laws!: string[];

  @ApiProperty(STATUS)
  status!: ExerciseStatus;

  @ApiProperty({ ...RIGHT, isArray: true })
  rights!: RelatedView['rights'];
}

class ListedExerciseAnswer {
  @ApiProperty()
  id!: string;

  @ApiProperty(RIGHT)
  right!: string;

  @ApiProperty(STATUS)
  status!: ExerciseStatus;

  @ApiProperty()
  reason!: string;
}

class RequestHead {
  @ApiProperty()
  id!: string;

  @ApiProperty({ ...STATUS, description: 'Derived from the exercises.' })
  status!: ExerciseStatus;

  @ApiProperty({ ...LAW, isArray: true })
  laws!: Law[];

  @ApiProperty(INSTANT)
  receivedAt!: string;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'The earliest of all clocks.' })
  safeDue!: string | null;
}

export class ListedRequestAnswer extends RequestHead implements RequestSummary {
  @ApiProperty({ type: [ListedExerciseAnswer] })
  exercises!: ListedExerciseAnswer[];
}

export class RequestsAnswer {
  @ApiProperty({ type: [ListedRequestAnswer] })
  items!: ListedRequestAnswer[];

  @ApiProperty({ required: false, description: 'Cursor of the next page, if there is one.' })
  next?: string;
}

export class RequestAnswer extends RequestHead implements RequestView {
  @ApiProperty()
  controller!: string;

  @ApiProperty()
  channel!: string;

  @ApiProperty()
  residence!: string;

  @ApiProperty()
  locale!: string;

  @ApiProperty()
  requester!: string;

  @ApiProperty({ type: [String], description: 'Why these laws, a sentence each.' })
  lawsBecause!: string[];

  @ApiProperty()
  openedBy!: string;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'Principal in charge.' })
  assignedTo!: string | null;

  @ApiProperty(INSTANT)
  openedAt!: string;

  @ApiProperty(INSTANT_OR_NULL)
  closedAt!: string | null;

  @ApiProperty({ ...TEXT_OR_NULL, description: 'The equal request that is carried out for both.' })
  duplicateOf!: string | null;

  @ApiProperty({ type: [RelatedAnswer], description: 'Of the same person, newest first.' })
  related!: RelatedAnswer[];

  @ApiProperty({ type: [AlarmAnswer], description: 'Raised, by the date that each warns of.' })
  alarms!: AlarmAnswer[];

  @ApiProperty({ type: [IdentifierAnswer] })
  identifiers!: IdentifierAnswer[];

  @ApiProperty({ type: [ExerciseAnswer] })
  exercises!: ExerciseAnswer[];

  @ApiProperty({ type: [MeasureAnswer], description: 'What it put in force, in that order.' })
  measures!: MeasureAnswer[];

  @ApiProperty({ type: [ComplaintAnswer], description: 'About how it was handled.' })
  complaints!: ComplaintAnswer[];

  @ApiProperty({ type: [RecipientNoticeAnswer], description: 'Who is told of what was changed.' })
  recipients!: RecipientNoticeAnswer[];
}
