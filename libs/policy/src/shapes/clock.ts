import {
  CLOCK_EVENT_TYPES,
  CLOCK_FACTS,
  OTHER_DUTIES,
  PAUSE_EFFECTS,
  RIGHTS,
  RULE_KINDS,
  type ClockRule,
  type CountingRules,
  type DutyRule,
  type OtherDuty,
  type PauseRule,
  type Period,
} from '@habeas/domain';
import {
  date,
  fault,
  flag,
  integer,
  listOf,
  matching,
  object,
  oneOf,
  someOf,
  text,
  type Shape,
} from '../shape.js';
import { CITED, cited } from './head.js';

const MONTHS_MAX = 24;
const DAYS_MAX = 730;
const HOURS_MAX = 720;

const anyPeriod = object(
  {},
  {
    months: integer(1, MONTHS_MAX),
    days: integer(1, DAYS_MAX),
    workingDays: integer(1, DAYS_MAX),
    hours: integer(1, HOURS_MAX),
  },
);

/** In one unit only: `{ months: 1 }`. */
const period: Shape<Period> = (at) => {
  const value = anyPeriod(at);
  if (!value) return undefined;
  // Read by the shape above: one key that it knows is one of the four periods.
  if (Object.keys(value).length === 1) return value as Period;
  return fault(at, 'Give one unit: either months or days, workingDays or hours.');
};

const event = oneOf(CLOCK_EVENT_TYPES);
const kind = oneOf(RULE_KINDS);
const firm = object({ ...CITED, kind });

/** How periods of a law are counted, and whether a last day moves. */
export const counting: Shape<CountingRules> = object(
  {
    start: object(CITED, {
      opening: matching(/^([01]\d|2[0-3]):[0-5]\d$/, "a local time, as '08:30'"),
    }),
    end: cited,
  },
  { roll: object(CITED, { regional: firm }), noRoll: firm },
);

/** What time a question takes out of a period. */
export const pause: Shape<PauseRule> = object(
  { ...CITED, kind, from: event, until: event, effect: oneOf(PAUSE_EFFECTS) },
  { askedWithinDays: integer(0, DAYS_MAX), rights: listOf(oneOf(RIGHTS)) },
);

/** One period of a law with all that belongs to it. */
export const clock: Shape<ClockRule> = object(
  { ...CITED, kind },
  {
    period,
    periodsWhen: listOf(object({ ...CITED, fact: oneOf(CLOCK_FACTS), period })),
    runsFrom: object({ ...CITED, event }),
    firstDayCounted: cited,
    effect: cited,
    extension: object({ ...CITED, period, noticeWithin: oneOf(['first-period']) }),
    refusalNotice: object({ ...CITED, period }, { extended: flag }),
  },
);

/** What is owed besides the answers, each by the name of its clock. */
export const duties: Shape<Partial<Record<OtherDuty, DutyRule>>> = someOf(
  OTHER_DUTIES,
  object({ clock: text }, { validFrom: date, milestoneOf: listOf(oneOf(RIGHTS)) }),
);
