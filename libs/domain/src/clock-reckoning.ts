import {
  endOf,
  joined,
  localTime,
  nextWorkingDay,
  type HolidayCalendar,
  type LocalDate,
  type LocalTime,
} from './clock-dates.js';
import {
  creditedDays,
  inOrder,
  pausesOf,
  stoppedBy,
  type ClockEvent,
  type EventContext,
  type Pause,
} from './clock-pauses.js';
import type { ClockRule, LawPack, Period } from './law-pack.js';
import { RIGHTS, type Right } from './right.js';

/** What is owed: the answer to a right, or the notice that it is refused. */
export type Duty = Right | `${Right}_refusal_notice`;

export interface ClockInput {
  /** The version in force on the day of receipt. */
  pack: LawPack;
  duty: Duty;
  /** ISO instant. */
  receivedAt: string;
  /** IANA zone of the place where the controller acts. */
  zone: string;
  events?: readonly ClockEvent[];
  calendar?: HolidayCalendar;
}

/** The end of one period, step by step. */
export interface Limit {
  period: Period;
  counted: LocalDate;
  withPauses: LocalDate;
  rolled: LocalDate;
  skipped: string[];
  safe: LocalDate;
}

export interface Extension {
  notified: LocalDate;
  inTime: boolean;
}

/** Everything that was worked out on the way to a due date. */
export interface Reckoning {
  pack: LawPack;
  rule: ClockRule;
  zone: string;
  calendar: HolidayCalendar | undefined;
  received: LocalTime;
  /** Receipt at the opening of business counts its own day; before it, that is contested. */
  opening: 'counted' | 'contested' | 'not_counted';
  pauses: Pause[];
  credited: number;
  stopped: Pause | undefined;
  first: Limit;
  extension: Extension | undefined;
  answer: Limit;
}

export const REFUSAL_NOTICE = '_refusal_notice';

/** The right that a duty belongs to. */
export function rightOf(duty: Duty): Right | undefined {
  return RIGHTS.find((right) => duty === right || duty === `${right}${REFUSAL_NOTICE}`);
}

interface Start {
  rule: ClockRule;
  period: Period;
  received: LocalTime;
}

/** Works out a period, its pauses, its extension and its last day. */
export function reckon(input: ClockInput, { rule, period, received }: Start): Reckoning {
  const { pack, zone, receivedAt, events = [], calendar } = input;
  const context = { received: received.toPlainDate(), receivedAt, zone, events };
  const pauses = pausesOf(pack, rightOf(input.duty), context);
  const opening = openingOf(pack, received);
  const credited = creditedDays(pauses);
  const stopped = stoppedBy(pauses);
  const base = { pack, rule, zone, calendar, received, opening, pauses, credited, stopped };
  const first = limitOf(base, period);
  const extension = rule.extension && extensionIn(context, first, stopped);
  const extended = rule.extension && extension?.inTime && joined(period, rule.extension.period);
  return { ...base, first, extension, answer: extended ? limitOf(base, extended) : first };
}

function openingOf(pack: LawPack, received: LocalTime): Reckoning['opening'] {
  const { opening } = pack.counting.start;
  if (!opening) return 'not_counted';
  const at = received.toPlainTime().toString().slice(0, 5);
  if (at === opening) return 'counted';
  return at < opening ? 'contested' : 'not_counted';
}

type Counting = Pick<Reckoning, 'pack' | 'received' | 'opening' | 'credited' | 'calendar'>;

/** Where a period ends: counted, with pauses, rolled, and on the safe reading. */
export function limitOf(
  { pack, received, opening, credited, calendar }: Counting,
  period: Period,
): Limit {
  const end = endOf(received.toPlainDate(), period);
  const dayBefore = end.subtract({ days: 1 });
  const counted = opening === 'counted' ? dayBefore : end;
  const withPauses = counted.add({ days: credited });
  const { day, skipped } = pack.counting.roll
    ? nextWorkingDay(withPauses, calendar)
    : { day: withPauses, skipped: [] };
  const safe = opening === 'not_counted' ? end : dayBefore;
  return { period, counted, withPauses, rolled: day, skipped, safe };
}

/** Only the first notice counts, and only inside the first period, pauses and roll included. */
function extensionIn(
  context: EventContext,
  first: Limit,
  stopped: Pause | undefined,
): Extension | undefined {
  const event = inOrder(context).find(({ type }) => type === 'extension_notified');
  if (!event) return undefined;
  const notified = localTime(event.at, context.zone).toPlainDate();
  return { notified, inTime: stopped !== undefined || notified.until(first.rolled).days >= 0 };
}
