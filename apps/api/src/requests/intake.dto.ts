import {
  CHANNELS,
  IDENTIFIER_LENGTH_MAX,
  IDENTIFIER_TYPES,
  LAWS,
  REQUESTERS,
  RIGHTS,
  type Channel,
} from '@habeas/domain';

import {
  Child,
  Children,
  Choice,
  Flag,
  Instant,
  Text,
  TextOrNull,
  Texts,
  Whole,
} from '../http/fields.js';

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

  @Whole({
    about: 'Completed years at the receipt; only where it matters who may act for the person.',
    min: 0,
    max: 150,
    optional: true,
  })
  age?: number;

  @Children(() => IdentifierBody, {
    about: 'By what the person is known. None counts as verified because it was given.',
    min: 1,
    max: IDENTIFIERS_MAX,
    unique: ({ type, value }) => `${type} ${value}`,
  })
  identifiers!: IdentifierBody[];
}

/** A place in a person's records. */
const POINTER = /^\/[a-z][a-z0-9_]*(?:\/[a-z0-9_-]+){1,3}$/;
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

export class OperationBody {
  @Choice(['test', 'replace', 'add', 'remove'], { about: 'What is done, RFC 6902.' })
  op!: 'test' | 'replace' | 'add' | 'remove';

  @Text({
    about: 'JSON Pointer of the place, as an export shows it: /people/given_name.',
    max: 254,
    form: POINTER,
    hint: 'Give a JSON Pointer of a data set and a field, such as /people/given_name.',
  })
  path!: string;

  @TextOrNull({
    about: 'What stands there, or what should; none to remove. It is personal data.',
    max: 1_000,
    optional: true,
  })
  value?: string | null;
}

export class ChangeBody {
  @Text({
    about: 'The one system that is meant; every system that has the place, when left out.',
    max: 64,
    form: NAME,
    hint: 'Give the name of a system, such as accounts.',
    optional: true,
  })
  system?: string;

  @Text({
    about: 'The category of data, as the register names it.',
    max: 64,
    form: NAME,
    hint: 'Give the id of a category, such as ID.',
  })
  category!: string;

  @Children(() => OperationBody, {
    about: 'A JSON Patch; each change after a test of what stands there now.',
    min: 1,
    max: 100,
  })
  patch!: OperationBody[];
}

export class ParametersBody {
  @Flag({
    about: 'Erasure: the account ends too, so that the contract no longer needs the data.',
    optional: true,
  })
  closeAccount?: boolean;

  @Children(() => ChangeBody, {
    about: 'Rectification: what is wrong, and what it should be.',
    min: 1,
    max: 20,
    optional: true,
  })
  changes?: ChangeBody[];
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
