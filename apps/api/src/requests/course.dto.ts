import {
  EXTENSION_REASONS,
  LAWS,
  LOCALES,
  MESSAGE_CHANNELS,
  NOTICE_GROUNDS,
  QUESTIONS,
  type ExtensionReason,
  type Law,
  type Locale,
  type MessageChannel,
  type Question,
} from '@habeas/domain';
import {
  SKIP_REASONS,
  type ClarificationView,
  type ClockEventView,
  type NoticeUnderLaw,
  type NoticeView,
  type PerformedView,
  type Redriven,
  type SkipReason,
} from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Choice, Flag, Instant, Text } from '../http/fields.js';
import { exerciseId } from './exercise-id.js';

const INSTANT = { type: String, format: 'date-time' };
const INSTANT_OR_NULL = { ...INSTANT, nullable: true };

export class ExtensionBody {
  @Text(exerciseId)
  exercise?: string;

  @Choice(EXTENSION_REASONS, { about: 'Why; the person must be told.' })
  reason!: ExtensionReason;

  @Instant({
    about: 'When the person was told; left out, the notice is written, and due to be sent.',
    optional: true,
  })
  notifiedAt?: string;

  @Choice(MESSAGE_CHANNELS, { about: 'How she was told; e-mail, when left out.', optional: true })
  channel?: MessageChannel;
}

export class IdentityQuestionBody {
  @Instant({
    about: 'When the person was asked; left out, the question is written, and due to be sent.',
    optional: true,
  })
  askedAt?: string;

  @Choice(MESSAGE_CHANNELS, { about: 'How she was asked; e-mail, when left out.', optional: true })
  channel?: MessageChannel;
}

export class ClarificationBody {
  @Text(exerciseId)
  exercise?: string;

  @Choice(QUESTIONS, { about: 'What the person was asked.' })
  question!: Question;

  @Instant({
    about: 'When; left out, the question is written, and due to be sent.',
    optional: true,
  })
  askedAt?: string;

  @Choice(MESSAGE_CHANNELS, { about: 'How she was asked; e-mail, when left out.', optional: true })
  channel?: MessageChannel;
}

export class ClarificationAnswerBody {
  @Text(exerciseId)
  exercise?: string;

  @Instant({ about: 'When the answer came; now, when left out.', optional: true })
  answeredAt?: string;

  @Flag({ about: 'To close_account: whether the account ends too.', optional: true })
  closeAccount?: boolean;
}

export class AssignmentBody {
  @Text({
    about: 'The person who is in charge from now on.',
    max: 36,
    form: /^prn_[0-9a-f]{32}$/,
    hint: 'Give the id of a principal, prn_ and 32 hex digits.',
  })
  principal!: string;
}

export class RetriesBody {}

export class RetryBody {}

export class SkipBody {
  @Choice(SKIP_REASONS, { about: 'Why it goes on without this task.' })
  reason!: SkipReason;
}

export class RedrivenAnswer implements Redriven {
  @ApiProperty({ type: [String], description: 'Tasks that are tried again.' })
  retried!: string[];

  @ApiProperty({ type: [String], description: 'Tasks left out, since their connector is retired.' })
  skipped!: string[];
}

export class ClockEventAnswer implements ClockEventView {
  @ApiProperty()
  type!: string;

  @ApiProperty(INSTANT)
  at!: string;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  @ApiProperty()
  by!: string;
}

export class ClarificationAnswer implements ClarificationView {
  @ApiProperty()
  id!: string;

  @ApiProperty({ enum: [...QUESTIONS] })
  question!: Question;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Null while it is still to be sent.' })
  askedAt!: string | null;

  @ApiProperty(INSTANT_OR_NULL)
  answeredAt!: string | null;

  @ApiProperty({ type: Object, nullable: true })
  answer!: ClarificationView['answer'];
}

export class PerformedAnswer implements PerformedView {
  @ApiProperty()
  task!: string;

  @ApiProperty()
  connector!: string;

  @ApiProperty()
  action!: string;

  @ApiProperty()
  outcome!: string;

  @ApiProperty({ type: Object, additionalProperties: { type: 'integer' } })
  counts!: PerformedView['counts'];

  @ApiProperty(INSTANT)
  at!: string;
}

class AuthorityAnswer {
  @ApiProperty()
  name!: string;

  @ApiProperty({ format: 'uri' })
  url!: string;
}

class NoticeLawAnswer implements NoticeUnderLaw {
  @ApiProperty({ enum: [...LAWS], enumName: 'Law' })
  law!: Law;

  @ApiProperty({ type: [String], description: 'Provisions of this law that know the ground.' })
  citations!: string[];

  @ApiProperty()
  complaint!: string;

  @ApiProperty({ type: AuthorityAnswer })
  authority!: AuthorityAnswer;

  @ApiProperty()
  remedy!: string;

  @ApiProperty({ ...INSTANT_OR_NULL, description: 'Until when the person must have it.' })
  dueAt!: string | null;
}

export class NoticeAnswer implements NoticeView {
  @ApiProperty({ enum: [...LOCALES] })
  locale!: Locale;

  @ApiProperty()
  intro!: string;

  @ApiProperty({ enum: [...NOTICE_GROUNDS] })
  ground!: NoticeView['ground'];

  @ApiProperty({ description: 'The ground in plain words.' })
  reason!: string;

  @ApiProperty({ type: [NoticeLawAnswer] })
  laws!: NoticeLawAnswer[];
}
