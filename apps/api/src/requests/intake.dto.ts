import { IDENTIFIER_LENGTH_MAX, IDENTIFIER_TYPES, LAWS, RIGHTS } from '@habeas/domain';

import { CHANNELS, type Channel } from '@habeas/requests';

import { Child, Children, Choice, Flag, Instant, Text, Texts } from '../http/fields.js';

export const REQUESTERS = ['subject', 'parent', 'agent'] as const;

const IDENTIFIERS_MAX = 20;
const COUNTRY = /^[A-Z]{2}$/;
/** A word as rights and laws are named; which words are known is judged after the shape. */
const WORD = /^[a-z][a-z_]{0,39}$/;

export class IdentifierBody {
  @Choice(IDENTIFIER_TYPES, { about: 'What kind of identifier it is.' })
  type!: (typeof IDENTIFIER_TYPES)[number];

  @Text({
    about: 'The identifier as the person wrote it; it is normalised by its kind.',
    max: IDENTIFIER_LENGTH_MAX,
    form: /\S/u,
    hint: `Give the identifier as text of 1 to ${IDENTIFIER_LENGTH_MAX} characters.`,
  })
  value!: string;
}

export class SubjectBody {
  @Text({
    about: 'Country where the person lives, ISO 3166-1 alpha-2.',
    max: 2,
    form: COUNTRY,
    hint: 'Give a country as two capital letters, such as DE or TH.',
  })
  residence!: string;

  @Texts({
    about: 'Countries where the person has been, is, or will go; some laws look at that.',
    min: 1,
    max: 20,
    form: COUNTRY,
    hint: 'Give countries as two capital letters each.',
    optional: true,
  })
  stays?: string[];

  @Children(() => IdentifierBody, {
    about: 'By what the person is known. None counts as verified because it was given.',
    min: 1,
    max: IDENTIFIERS_MAX,
    unique: ({ type, value }) => `${type} ${value}`,
  })
  identifiers!: IdentifierBody[];
}

export class ParametersBody {
  @Flag({
    about: 'Erasure: the account ends too, so that the contract no longer needs the data.',
    optional: true,
  })
  closeAccount?: boolean;
}

export class RightBody {
  @Text({
    about: 'The right that is exercised.',
    max: 40,
    form: WORD,
    hint: `Give one of ${RIGHTS.join(', ')}.`,
    words: RIGHTS,
  })
  right!: string;

  @Child(() => ParametersBody, { about: 'What the person added to the right.', optional: true })
  parameters?: ParametersBody;
}

export class IntakeBody {
  @Instant({ about: 'When the request reached the controller; the clocks start here.' })
  receivedAt!: string;

  @Choice(CHANNELS, { about: 'How it came in.' })
  channel!: Channel;

  @Text({
    about: 'Language of the answer, BCP 47.',
    max: 35,
    form: /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}$/,
    hint: 'Give a language tag, such as de or th-TH.',
  })
  locale!: string;

  @Child(() => SubjectBody, { about: 'Whose data it is about.' })
  subject!: SubjectBody;

  @Choice(REQUESTERS, { about: 'Who asks; the person as a rule.', optional: true })
  requester?: (typeof REQUESTERS)[number];

  @Texts({
    about: 'Laws that apply, where an operator has judged; else the packs judge by the facts.',
    min: 1,
    max: LAWS.length,
    form: WORD,
    hint: `Give laws among ${LAWS.join(', ')}.`,
    words: LAWS,
    optional: true,
  })
  laws?: string[];

  @Children(() => RightBody, {
    about: 'The rights that are exercised, each once.',
    min: 1,
    max: RIGHTS.length,
    unique: ({ right }) => right,
  })
  rights!: RightBody[];
}
