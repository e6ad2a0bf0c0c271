import { BALANCE_GROUNDS, type BalanceGround } from '@habeas/domain';
import {
  BALANCE_OUTCOMES,
  REVIEW_OUTCOMES,
  STATEMENT_LENGTH_MAX,
  type BalanceOutcome,
  type JudgementView,
  type ReviewOutcome,
} from '@habeas/requests';
import { ApiProperty } from '@nestjs/swagger';

import { Choice, Text } from '../http/fields.js';
import { exerciseId } from './exercise-id.js';

const seal = {
  about: 'The seal of the plan as it was shown.',
  max: 64,
  form: /^[A-Za-z0-9_-]{16,64}$/,
  hint: 'Give the seal as the request shows it.',
};

const statement = {
  about: 'The reasons, in words for the person concerned, who gets them with the answer.',
  max: STATEMENT_LENGTH_MAX,
  form: /\S/u,
  hint: `Give the reasons as text of 1 to ${STATEMENT_LENGTH_MAX} characters.`,
};

export class BalanceBody {
  @Text(exerciseId)
  exercise?: string;

  @Text(seal)
  seal!: string;

  @Choice(BALANCE_OUTCOMES, { about: 'Whether the objection prevails.' })
  decision!: BalanceOutcome;

  @Choice(BALANCE_GROUNDS, { about: 'Of a refusal: what overrides the objection.', optional: true })
  ground?: BalanceGround;

  @Text(statement)
  statement!: string;
}

export class ReviewBody {
  @Text(exerciseId)
  exercise?: string;

  @Text(seal)
  seal!: string;

  @Choice(REVIEW_OUTCOMES, { about: 'What became of the automated decision.' })
  outcome!: ReviewOutcome;

  @Text(statement)
  statement!: string;
}

export class ReplanningBody {
  @Text(exerciseId)
  exercise?: string;
}

export class JudgementAnswer implements JudgementView {
  @ApiProperty({ enum: ['balance', 'review'] })
  kind!: JudgementView['kind'];

  @ApiProperty({ enum: [...BALANCE_OUTCOMES, ...REVIEW_OUTCOMES] })
  outcome!: JudgementView['outcome'];

  @ApiProperty({ enum: [...BALANCE_GROUNDS, null], type: String, nullable: true })
  ground!: BalanceGround | null;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;

  @ApiProperty()
  by!: string;
}
