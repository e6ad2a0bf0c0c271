import type { Holiday, HolidayCalendar } from '@habeas/domain';
import { textDigest } from './policy-files.js';
import type { CalendarFile, CalendarYear } from './shapes/calendar.js';
import type { Loaded } from './source-file.js';

export type LoadedCalendar = Loaded<CalendarFile>;

/** Calendars by id, regions with the days of their country; from files that were checked. */
export function calendarsOf(files: LoadedCalendar[]): Record<string, HolidayCalendar> {
  const byId = new Map(files.map((file) => [file.value.id, file]));
  return Object.fromEntries(files.map((file) => [file.value.id, calendarOf(file, byId)]));
}

function calendarOf({ value }: LoadedCalendar, byId: Map<string, LoadedCalendar>): HolidayCalendar {
  const { extends: regionOf = '', years, ...head } = value;
  const own = {
    ...head,
    years: Object.keys(years).map(Number),
    holidays: byDate(Object.values(years).flatMap(holidaysOf)),
  };
  const country = byId.get(regionOf);
  return country ? addedTo(calendarOf(country, byId), own) : own;
}

/** A region knows a year only as far as its country does, and answers for both files. */
function addedTo(country: HolidayCalendar, own: HolidayCalendar): HolidayCalendar {
  const ownDays = Object.values(own.holidays).map((day) => ({ ...day, region: own.id }));
  return {
    ...own,
    regionOf: country.id,
    years: own.years.filter((year) => country.years.includes(year)),
    holidays: byDate([...Object.values(country.holidays), ...ownDays]),
    toVerify: [...country.toVerify, ...own.toVerify],
    digest: textDigest(`${country.digest}\n${own.digest}\n`),
  };
}

/** The days of one year, whichever list they stand in. */
function holidaysOf({ announced, projected, withoutRoll }: CalendarYear): Holiday[] {
  return [
    ...named(announced, 'announced'),
    ...named(projected, 'projected'),
    ...Object.entries(withoutRoll ?? {}).map(([on, day]) => ({ on, ...day, rolls: false })),
  ];
}

function named(days: Record<string, string> = {}, status: Holiday['status']): Holiday[] {
  return Object.entries(days).map(([on, name]) => ({ on, name, status, rolls: true }));
}

function byDate(days: Holiday[]): Record<string, Holiday> {
  const sorted = days.toSorted((a, b) => (a.on < b.on ? -1 : 1));
  return Object.fromEntries(sorted.map((day) => [day.on, day]));
}
