import {
  IDENTIFIER_LENGTH_MAX,
  IDENTIFIER_TYPES,
  LEVELS,
  MESSAGE_CHANNELS,
  AUTHORITY_KINDS,
  REFUSAL_GROUNDS,
  type AuthorityKind,
  type MessageChannel,
} from '@habeas/domain';

import {
  AUTHORITY_METHODS,
  VERIFICATION_METHODS,
  type AuthorityMethod,
  type VerificationMethod,
} from '@habeas/requests';

import { Choice, Instant, Text } from '../http/fields.js';
import { exerciseId } from './exercise-id.js';

export class VerificationBody {
  @Text({
    about: 'The identifier that was verified, by id; or give type and value.',
    max: 36,
    form: /^idn_[0-9a-f]{32}$/,
    hint: 'Give the id of an identifier of this request, idn_ and 32 hex digits.',
    optional: true,
  })
  identifier?: string;

  @Choice(IDENTIFIER_TYPES, { about: 'Its kind, when it is named by value.', optional: true })
  type?: (typeof IDENTIFIER_TYPES)[number];

  @Text({
    about: 'Its value, when it is named by value.',
    max: IDENTIFIER_LENGTH_MAX,
    form: /\S/u,
    hint: `Give the identifier as text of 1 to ${IDENTIFIER_LENGTH_MAX} characters.`,
    optional: true,
  })
  value?: string;

  @Choice(LEVELS.slice(1), { about: 'How sure it is, as in eIDAS Art. 8(2).' })
  level!: Exclude<(typeof LEVELS)[number], 'unverified'>;

  @Choice(VERIFICATION_METHODS, { about: 'How it was verified.' })
  method!: VerificationMethod;
}

export class AuthorityBody {
  @Choice(AUTHORITY_KINDS, { about: 'What was shown; parental authority covers consent too.' })
  kind!: AuthorityKind;

  @Choice(AUTHORITY_METHODS, { about: 'How; the paper itself is not kept.' })
  method!: AuthorityMethod;
}

export class ApprovalBody {
  @Text(exerciseId)
  exercise?: string;

  @Text({
    about: 'The seal of the plan as it was shown.',
    max: 64,
    form: /^[A-Za-z0-9_-]{16,64}$/,
    hint: 'Give the seal as the request shows it.',
  })
  seal!: string;

  @Choice(['approved', 'rejected'], { about: 'The decision.' })
  decision!: 'approved' | 'rejected';
}

export class RefusalBody {
  @Text(exerciseId)
  exercise?: string;

  @Choice(REFUSAL_GROUNDS, { about: 'The ground; the answer to the person must state it.' })
  ground!: (typeof REFUSAL_GROUNDS)[number];
}

export class WithdrawalBody {}

export class SentBody {
  @Text(exerciseId)
  exercise?: string;

  @Choice(MESSAGE_CHANNELS, { about: 'How the answer went out.' })
  channel!: MessageChannel;

  @Instant({ about: 'When it went out.' })
  sentAt!: string;
}
