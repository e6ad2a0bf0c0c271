import type { Controller } from '@habeas/domain';
import type { LoadedCalendar } from './calendars.js';
import { isDay } from './shape.js';
import type { CalendarYear } from './shapes/calendar.js';
import { faultAt, type Fault, type Loaded, type Path } from './source-file.js';

/** Requests of these years are computed; a gap would silently count as "no holidays". */
export const CALENDAR_YEARS: readonly number[] = [2023, 2024, 2025, 2026, 2027, 2028];

const GROUPS = ['announced', 'projected', 'withoutRoll'] as const;

/** What no single key shows: years covered, days of their year, regions, and who uses them. */
export function checkCalendars(
  calendars: LoadedCalendar[],
  controller: Loaded<Omit<Controller, 'digest'>>,
): Fault[] {
  const own = calendars.flatMap((calendar) => [...fileName(calendar), ...years(calendar)]);
  const regions = calendars.flatMap((calendar) => region(calendar, calendars));
  const twice = regions.length > 0 ? [] : calendars.flatMap((one) => restated(one, calendars));
  return [...own, ...regions, ...twice, ...venues(calendars, controller)];
}

function fileName({ file, value }: LoadedCalendar): Fault[] {
  if (file.name === `calendars/${value.id}.yaml`) return [];
  return [faultAt(file, ['id'], `The file of ${value.id} is calendars/${value.id}.yaml.`)];
}

function years({ file, value }: LoadedCalendar): Fault[] {
  const missing = CALENDAR_YEARS.filter((year) => !Object.hasOwn(value.years, year)).map((year) =>
    faultAt(file, ['years'], `The year ${year} is missing; add it, or no holiday is known in it.`),
  );
  const wrong = daysIn({ file, value }).flatMap(({ on, year, path, earlier }) => {
    if (!isDay(on)) return [faultAt(file, path, 'There is no such day; correct the date.')];
    if (!on.startsWith(`${year}-`)) {
      return [faultAt(file, path, `This day is not in ${year}; move it to its own year.`)];
    }
    return earlier ? [faultAt(file, path, `It also stands under ${earlier}; keep one.`)] : [];
  });
  return [...missing, ...wrong];
}

interface ListedDay {
  on: string;
  year: number;
  path: Path;
  /** An earlier list of the same year that names the day too. */
  earlier: string | undefined;
}

function daysIn({ value }: LoadedCalendar): ListedDay[] {
  return Object.entries(value.years).flatMap(([year, days]) =>
    GROUPS.flatMap((group, index) =>
      Object.keys(days[group] ?? {}).map((on) => ({
        on,
        year: Number(year),
        path: ['years', Number(year), group, on],
        earlier: namedIn(days, on, GROUPS.slice(0, index)),
      })),
    ),
  );
}

const namedIn = (days: CalendarYear, on: string, groups: readonly (typeof GROUPS)[number][]) =>
  groups.find((group) => Object.hasOwn(days[group] ?? {}, on));

function region({ file, value }: LoadedCalendar, calendars: LoadedCalendar[]): Fault[] {
  const seen = [value.id];
  for (let next = value.extends; next !== undefined;) {
    if (seen.includes(next)) {
      const circle = [...seen, next].join(' -> ');
      return [faultAt(file, ['extends'], `This goes in a circle (${circle}); break it.`)];
    }
    const country = calendars.find((candidate) => candidate.value.id === next);
    if (!country) {
      return [
        faultAt(file, ['extends'], `There is no calendar ${next}; add calendars/${next}.yaml.`),
      ];
    }
    seen.push(next);
    next = country.value.extends;
  }
  return [];
}

/** A region lists what it adds; a day of its country stands in the country's file. */
function restated(calendar: LoadedCalendar, calendars: LoadedCalendar[]): Fault[] {
  return countriesOf(calendar, calendars).flatMap((country) => {
    const known = new Set(daysIn(country).map(({ on }) => on));
    const detail = `${country.value.id} already has this day; remove it here.`;
    return daysIn(calendar)
      .filter(({ on }) => known.has(on))
      .map(({ path }) => faultAt(calendar.file, path, detail));
  });
}

/** Ends because circles were refused before. */
function countriesOf({ value }: LoadedCalendar, calendars: LoadedCalendar[]): LoadedCalendar[] {
  const country = calendars.find((candidate) => candidate.value.id === value.extends);
  return country ? [country, ...countriesOf(country, calendars)] : [];
}

function venues(
  calendars: LoadedCalendar[],
  { file, value }: Loaded<Omit<Controller, 'digest'>>,
): Fault[] {
  return Object.entries(value.venues).flatMap(([law, { calendar }]) => {
    if (calendars.some((candidate) => candidate.value.id === calendar)) return [];
    const detail = `There is no calendar ${calendar}; add calendars/${calendar}.yaml.`;
    return [faultAt(file, ['venues', law, 'calendar'], detail)];
  });
}
