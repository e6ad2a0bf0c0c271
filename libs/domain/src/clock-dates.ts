import { Temporal } from 'temporal-polyfill';
import type { Period } from './law-pack.js';

export type LocalDate = Temporal.PlainDate;
export type LocalTime = Temporal.PlainDateTime;

/** One public holiday. Only an announced one moves a date; a projected one may yet change. */
export interface Holiday {
  on: string;
  name: string;
  status: 'announced' | 'projected';
}

/** The public holidays where the controller acts; without any, only weekends are known. */
export interface HolidayCalendar {
  /** ISO country or region, e.g. `DE`, `DE-BY`, `TH`. */
  id: string;
  holidays: readonly Holiday[];
}

/** Date and time of day of an instant where the controller acts. */
export function localTime(instant: string, zone: string): LocalTime {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDateTime();
}

/**
 * The end of a period that runs from a day which is itself not counted. A month ends on the same
 * date, or on the last day of a shorter month (Reg. 1182/71 Art. 3(2)(c); Thai CCC s. 193/5).
 */
export function endOf(start: LocalDate, period: Period): LocalDate {
  return start.add(period, { overflow: 'constrain' });
}

/** Both periods from one start: 31 January + (1 + 2) months is 30 April, chained it is 28 April. */
export function joined(first: Period, further: Period): Period {
  if ('months' in first && 'months' in further) return { months: first.months + further.months };
  if ('days' in first && 'days' in further) return { days: first.days + further.days };
  throw new RangeError('an extension is counted in the unit of the period that it extends');
}

/** The last second of a local day as a UTC instant; days of 23 and 25 hours included. */
export function endOfDay(day: LocalDate, zone: string): string {
  return day.add({ days: 1 }).toZonedDateTime(zone).toInstant().subtract({ seconds: 1 }).toString();
}

/** Why a day is no working day, or undefined when it is one. */
export function dayOff(day: LocalDate, calendar: HolidayCalendar | undefined): string | undefined {
  if (day.dayOfWeek >= 6) return day.dayOfWeek === 6 ? 'a Saturday' : 'a Sunday';
  const on = day.toString();
  const holiday = calendar?.holidays.find(
    (candidate) => candidate.on === on && candidate.status === 'announced',
  );
  return holiday && `${holiday.name}, a public holiday`;
}

/** The next working day from this one on, and the days passed over with their reasons. */
export function nextWorkingDay(
  day: LocalDate,
  calendar: HolidayCalendar | undefined,
): { day: LocalDate; skipped: string[] } {
  const skipped: string[] = [];
  let candidate = day;
  for (let why = dayOff(candidate, calendar); why; why = dayOff(candidate, calendar)) {
    skipped.push(`${candidate.toString()} is ${why}`);
    candidate = candidate.add({ days: 1 });
  }
  return { day: candidate, skipped };
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** `Monday 2026-03-02`. */
export function written(day: LocalDate): string {
  return `${WEEKDAYS[day.dayOfWeek - 1] ?? ''} ${day.toString()}`;
}

/** `one month`, `30 days`. */
export function writtenPeriod(period: Period): string {
  const [count, unit] = 'months' in period ? [period.months, 'month'] : [period.days, 'day'];
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}
