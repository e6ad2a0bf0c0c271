import type { Holiday, HolidayCalendar } from './holiday-calendar.js';
import type { Period } from './law-pack.js';

/** A local date as days since 1970-01-01. Counting is then plain arithmetic, free of zones. */
export type Day = number;

export const DAY_MS = 86_400_000;

const pad = (number: number) => (number < 10 ? `0${number}` : `${number}`);

/** The same days are written again and again: most of an explanation is their names. */
const isoDays = new Map<Day, string>();
const ISO_DAYS_MAX = 10_000;

/** `2026-03-02`. */
export function isoDay(day: Day): string {
  const known = isoDays.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS);
  const iso = `${date.getUTCFullYear()}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
  if (isoDays.size >= ISO_DAYS_MAX) isoDays.clear();
  isoDays.set(day, iso);
  return iso;
}

const WEEKDAYS = ['Thursday', 'Friday', 'Saturday', 'Sunday', 'Monday', 'Tuesday', 'Wednesday'];

/** Day 0 was a Thursday. */
const weekday = (day: Day) => WEEKDAYS[((day % 7) + 7) % 7] ?? '';

/** `Monday 2026-03-02`. */
export const written = (day: Day) => `${weekday(day)} ${isoDay(day)}`;

/** `one month`, `30 days`, `2 working days`, `72 hours`. */
export function writtenPeriod(period: Period): string {
  const [count, unit] = measured(period);
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}

function measured(period: Period): [number, string] {
  if ('months' in period) return [period.months, 'month'];
  if ('days' in period) return [period.days, 'day'];
  if ('hours' in period) return [period.hours, 'hour'];
  return [period.workingDays, 'working day'];
}

/** The same date so many months on, or the last day of a month that has no such date. */
export function addMonths(day: Day, months: number): Day {
  const from = new Date(day * DAY_MS);
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastOfMonth)) / DAY_MS;
}

/** Both periods from one start: 31 January + (1 + 2) months is 30 April, chained it is 28 April. */
export function joined(first: Period, further: Period): Period {
  if ('months' in first && 'months' in further) return { months: first.months + further.months };
  if ('days' in first && 'days' in further) return { days: first.days + further.days };
  throw new RangeError('an extension is counted in the unit of the period that it extends');
}

/** A day that is no working day, and why. */
export interface DayOff {
  day: Day;
  why: string;
  holiday?: Holiday;
}

/** What the calendar says of a day, announced or not. */
export function holidayOn(day: Day, calendar: HolidayCalendar | undefined): Holiday | undefined {
  return calendar?.holidays[isoDay(day)];
}

/** Undefined for a working day; only an announced holiday that rolls makes a weekday none. */
export function dayOff(day: Day, calendar: HolidayCalendar | undefined): DayOff | undefined {
  const name = weekday(day);
  if (name === 'Saturday' || name === 'Sunday') return { day, why: `a ${name}` };
  const holiday = holidayOn(day, calendar);
  if (holiday?.status !== 'announced' || !holiday.rolls) return undefined;
  return { day, why: `${holiday.name}, an announced public holiday`, holiday };
}

/** The first working day from this one on, and the days passed over. */
export function nextWorkingDay(
  day: Day,
  calendar: HolidayCalendar | undefined,
): { day: Day; passed: DayOff[] } {
  const passed: DayOff[] = [];
  let candidate = day;
  for (let off = dayOff(candidate, calendar); off; off = dayOff(candidate, calendar)) {
    passed.push(off);
    candidate += 1;
  }
  return { day: candidate, passed };
}

/** The nth working day after a day, and the days passed over on the way. */
export function addWorkingDays(
  start: Day,
  count: number,
  calendar: HolidayCalendar | undefined,
): { day: Day; passed: DayOff[] } {
  const passed: DayOff[] = [];
  let day = start;
  for (let left = count; left > 0; left--) {
    const next = nextWorkingDay(day + 1, calendar);
    passed.push(...next.passed);
    day = next.day;
  }
  return { day, passed };
}
