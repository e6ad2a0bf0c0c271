import {
  addMonths,
  addWorkingDays,
  dayOff,
  holidayOn,
  joined,
  nextWorkingDay,
  type Day,
  type DayOff,
} from './clock-days.js';
import { rightOf, type Duty } from './clock-duty.js';
import {
  creditedDays,
  inOrder,
  judgePauses,
  restartOf,
  stoppedBy,
  type ClockEvent,
  type DatedEvent,
  type Pause,
} from './clock-pauses.js';
import { localMoment, type LocalMoment } from './clock-zone.js';
import type { Holiday, HolidayCalendar } from './holiday-calendar.js';
import type { ClockFact, ClockRule, CountingRules, LawPack, Period } from './law-pack.js';

export interface ClockInput {
  /** The version in force on the day of receipt. */
  pack: LawPack;
  duty: Duty;
  /** ISO instant. */
  receivedAt: string;
  /** IANA zone of the place where the controller acts. */
  zone: string;
  events?: readonly ClockEvent[];
  facts?: readonly ClockFact[];
  /** Public holidays where the controller acts; without it only weekends are known. */
  calendar?: HolidayCalendar;
}

/** A period counted in days; hours are no days (see `Clock`). */
export type PeriodInDays = Exclude<Period, { hours: number }>;

/** The end of one period, step by step. */
export interface Limit {
  period: PeriodInDays;
  counted: Day;
  withPauses: Day;
  rolled: Day;
  /** Days passed over, in counting working days or in moving to one. */
  passed: DayOff[];
  /** A last day that is no working day and stays, since the law does not move it. */
  stays?: DayOff;
  /** A holiday on the last day that does not move it: projected, or binding only some. */
  unmoved?: Holiday;
  safe: Day;
}

export interface Extension {
  notified: Day;
  inTime: boolean;
}

/** Everything that was worked out on the way to a due date. */
export interface Reckoning {
  input: ClockInput;
  rule: ClockRule;
  received: LocalMoment;
  /** The day from which the period runs; `begun` is false while the event for it is missing. */
  start: Day;
  begun: boolean;
  /** Receipt at the opening of business counts its own day; before it, that is contested. */
  opening: 'counted' | 'contested' | 'not_counted';
  pauses: readonly Pause[];
  credited: number;
  stopped: Pause | undefined;
  first: Limit;
  extension: Extension | undefined;
  answer: Limit;
}

type Base = Omit<Reckoning, 'first' | 'answer' | 'extension'>;

/** Works out a period in days, its pauses, its extension and its last day. */
export function reckon(input: ClockInput, rule: ClockRule, period: PeriodInDays): Reckoning {
  const received = localMoment(input.receivedAt, input.zone);
  const events = inOrder(input.events ?? [], input.receivedAt, input.zone);
  const base = beginning({ input, rule, received, events });
  const pausedBase = events.length > 0 ? paused(base, { period, events }) : base;
  // Assigned, not spread: this object is the dearest part of a plain clock.
  return Object.assign(pausedBase, endsOf(pausedBase, { period, events }));
}

/** Only an answer to a right waits for the person's own answers. */
function paused(base: Base, counted: Counted): Base {
  const { input, received } = base;
  const right = rightOf(input.duty);
  const rules = input.pack.pauses.filter(
    ({ rights }) => right !== undefined && (!rights || rights.includes(right)),
  );
  const lastDayWith = (pauses: readonly Pause[]) =>
    endsOf(withPauses(base, pauses), counted).answer.rolled;
  const asked = { events: counted.events, received: received.day };
  return withPauses(base, judgePauses(rules, asked, lastDayWith));
}

interface Beginning extends Pick<Base, 'input' | 'rule' | 'received'> {
  events: readonly DatedEvent[];
}

function beginning({ input, rule, received, events }: Beginning): Base {
  const from = rule.runsFrom && events.find(({ type }) => type === rule.runsFrom?.event);
  return {
    input,
    rule,
    received,
    pauses: [],
    credited: 0,
    stopped: undefined,
    start: from?.day ?? received.day,
    begun: !rule.runsFrom || from !== undefined,
    opening: openingOf(input.pack.counting, received, rule),
  };
}

function openingOf(
  { start }: CountingRules,
  { minute }: LocalMoment,
  rule: ClockRule,
): Base['opening'] {
  if (!start.opening || rule.runsFrom) return 'not_counted';
  const opening = Number(start.opening.slice(0, 2)) * 60 + Number(start.opening.slice(3));
  if (minute === opening) return 'counted';
  return minute < opening ? 'contested' : 'not_counted';
}

function withPauses(base: Base, pauses: readonly Pause[]): Base {
  if (pauses.length === 0) return base;
  const start = restartOf(pauses) ?? base.start;
  const credited = creditedDays(pauses, start);
  return { ...base, start, pauses, credited, stopped: stoppedBy(pauses) };
}

interface Counted {
  period: PeriodInDays;
  events: readonly DatedEvent[];
}

type Ends = Pick<Reckoning, 'first' | 'extension' | 'answer'>;

/** Only the first notice counts, and only inside the first period, pauses and roll included. */
function endsOf(base: Base, { period, events }: Counted): Ends {
  const first = limitOf(base, period);
  const { extension: law } = base.rule;
  const notice = law && events.find(({ type }) => type === 'extension_notified');
  if (!notice) return { first, extension: undefined, answer: first };
  const inTime = base.stopped !== undefined || notice.day <= first.rolled;
  const extension = { notified: notice.day, inTime };
  if (!inTime) return { first, extension, answer: first };
  return { first, extension, answer: limitOf(base, joined(period, law.period) as PeriodInDays) };
}

/** Where a period ends: counted, with pauses, rolled, and on the safe reading. */
export function limitOf(base: Base, period: PeriodInDays): Limit {
  const { input, rule, received, start, opening, credited } = base;
  const { calendar, pack } = input;
  const own = rule.firstDayCounted ? 1 : 0;
  const safeOwn = own || opening !== 'not_counted' ? 1 : 0;
  const end = endOf(start, period, calendar);
  const counted = end.day - (opening === 'counted' ? 1 : own);
  const origin = rule.runsFrom ? start : received.day;
  const safe = endOf(origin, period).day - safeOwn;
  const last = lastDay(counted + credited, pack.counting, calendar);
  const passed = end.passed.length > 0 ? [...end.passed, ...last.passed] : last.passed;
  return { period, counted, withPauses: counted + credited, safe, ...last, passed };
}

function endOf(
  start: Day,
  period: PeriodInDays,
  calendar?: HolidayCalendar,
): { day: Day; passed: DayOff[] } {
  if ('workingDays' in period) return addWorkingDays(start, period.workingDays, calendar);
  const day = 'months' in period ? addMonths(start, period.months) : start + period.days;
  return { day, passed: [] };
}

type LastDay = Pick<Limit, 'rolled' | 'passed' | 'stays' | 'unmoved'>;

function lastDay(
  end: Day,
  { roll, noRoll }: CountingRules,
  calendar: HolidayCalendar | undefined,
): LastDay {
  if (!roll) {
    const stays = noRoll && dayOff(end, calendar);
    return { rolled: end, passed: [], ...(stays ? { stays } : {}) };
  }
  const { day, passed } = nextWorkingDay(end, calendar);
  const unmoved = holidayOn(day, calendar);
  return { rolled: day, passed, ...(unmoved ? { unmoved } : {}) };
}
