import {
  BASES,
  CELL_CONDITIONS,
  CELL_DECISIONS,
  CLOCK_EVENT_TYPES,
  LAW_FACTS,
  LAWS,
  LEVELS,
  NOTICE_GROUNDS,
  RIGHTS,
  RULE_KINDS,
  type ClockRule,
  type DecisionRule,
  type LawPack,
  type Period,
  type RightRule,
} from '@habeas/domain';
import {
  date,
  fault,
  flag,
  integer,
  listOf,
  matching,
  named,
  object,
  oneOf,
  someOf,
  text,
  type Shape,
} from '../shape.js';
import { CITED, cited, country, HEAD } from './head.js';

const MONTHS_MAX = 24;
const DAYS_MAX = 730;

const anyPeriod = object({}, { months: integer(1, MONTHS_MAX), days: integer(1, DAYS_MAX) });
const period: Shape<Period> = (at) => {
  const value = anyPeriod(at);
  if (!value) return undefined;
  const { months, days } = value;
  if (months !== undefined && days === undefined) return { months };
  if (days !== undefined && months === undefined) return { days };
  return fault(at, 'Give either months or days.');
};

const counting = object(
  {
    start: object(CITED, {
      opening: matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a local time, as '08:30'"),
    }),
    end: cited,
  },
  { roll: cited },
);

const event = oneOf(CLOCK_EVENT_TYPES);
const kind = oneOf(RULE_KINDS);

const pause = object(
  { ...CITED, kind, from: event, until: event, askedWithinDays: integer(0, DAYS_MAX) },
  { rights: listOf(oneOf(RIGHTS)) },
);

const clock: Shape<ClockRule> = object(
  { ...CITED, kind },
  {
    period,
    effect: cited,
    extension: object({ ...CITED, period, noticeWithin: oneOf(['first-period']) }),
    refusalNotice: object({ ...CITED, period }),
  },
);

const PLANNED = CELL_DECISIONS.filter(
  (decision) => decision !== 'gap' && decision !== 'nothing_held',
);

const decision: Shape<DecisionRule> = object(
  { ...CITED, basis: oneOf([...BASES, 'any']), decision: oneOf(PLANNED) },
  { when: oneOf(CELL_CONDITIONS) },
);

const right: Shape<RightRule> = object(
  {
    article: text,
    clock: text,
    identity: object({ ...CITED, minimum: oneOf(LEVELS) }),
    approvals: integer(0, 5),
    conditions: listOf(cited),
    refusals: listOf(object(CITED, { grounds: listOf(oneOf(NOTICE_GROUNDS)) })),
  },
  { decisions: listOf(decision) },
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
  { validTo: date },
);
