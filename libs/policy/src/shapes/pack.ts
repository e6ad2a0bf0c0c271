import {
  LAW_FACTS,
  LAWS,
  LEVELS,
  NOTICE_GROUNDS,
  RIGHTS,
  type LawPack,
  type RepresentationRules,
  type RightRule,
} from '@habeas/domain';
import {
  date,
  flag,
  integer,
  listOf,
  named,
  object,
  oneOf,
  someOf,
  text,
  type Shape,
} from '../shape.js';
import { clock, counting, duties, pause } from './clock.js';
import { decision } from './decisions.js';
import { CITED, cited, country, HEAD } from './head.js';

const right: Shape<RightRule> = object(
  {
    article: text,
    clock: text,
    identity: object({ ...CITED, minimum: oneOf(LEVELS) }),
    approvals: integer(0, 5),
    conditions: listOf(cited),
    refusals: listOf(object(CITED, { grounds: listOf(oneOf(NOTICE_GROUNDS)) })),
  },
  { decisions: listOf(decision), recipientsTold: cited, recordOfRejection: cited },
);

const representation: Shape<RepresentationRules> = object(
  { acting: cited, majority: object({ ...CITED, age: integer(0, 30) }) },
  { parentAlone: object({ ...CITED, upTo: integer(0, 30) }), parentToo: cited },
);

/** `packs/*.yaml`: one version of one law. */
export const packShape: Shape<Omit<LawPack, 'digest'>> = object(
  {
    ...HEAD,
    id: oneOf(LAWS),
    name: text,
    validFrom: date,
    countries: listOf(country),
    appliesWhen: listOf(object({ ...CITED, fact: oneOf(LAW_FACTS), offeredThere: flag })),
    counting,
    pauses: listOf(pause),
    clocks: named(/^[a-z][a-z_]*$/, clock),
    rights: someOf(RIGHTS, right),
  },
  { validTo: date, duties, representation },
);
