import { fileURLToPath } from 'node:url';
import Holidays from 'date-holidays';
import type { HolidayCalendar } from '@habeas/domain';
import { loadPolicy } from './load-policy.js';

/**
 * Compares our days, which come from the statutes, with those of `date-holidays`, which come from
 * elsewhere: a slip in either shows. Thailand and Vietnam are left out, for its data there lacks
 * days in lieu, special days and most of Tet.
 */
const { calendars } = loadPolicy(fileURLToPath(new URL('../data', import.meta.url)));

interface Difference {
  calendar: string;
  /** Weekdays; `+` where only we have a holiday, `-` where only the other has one. */
  days: string;
  right: 'ours' | 'open';
  because: string;
}

const DIFFERENCES: Difference[] = [
  {
    calendar: 'BG',
    days: [
      '+2023-01-02 +2023-05-08 +2023-12-26 +2023-12-27 +2024-03-04 +2024-09-23 +2024-12-26',
      '+2025-05-26 +2025-09-08 +2025-12-26 +2026-05-25 +2026-09-07 +2026-12-28 +2027-05-04',
      '+2027-12-27 +2027-12-28 +2028-01-03 +2028-05-08 +2028-12-26 +2028-12-27',
    ].join(' '),
    right: 'ours',
    because:
      'Labour Code Art. 154(1) has 26 December, and 154(2) the Monday after a holiday on a weekend.',
  },
  {
    calendar: 'CY',
    days: [
      '+2023-02-27 +2023-06-05 +2024-03-18 +2024-06-24 +2025-03-03 +2025-06-09 +2026-02-23',
      '+2026-06-01 +2027-03-15 +2027-06-21 +2028-02-28 +2028-06-05 -2023-02-28 -2024-03-19',
      '-2025-03-04 -2026-02-24 -2027-03-16 -2028-02-29',
    ].join(' '),
    right: 'ours',
    because:
      'Green Monday is 48 days before Orthodox Easter, Kataklysmos 50 days after it; the other is a day late and a day early.',
  },
  {
    calendar: 'GR',
    days: '+2024-05-07 -2024-05-01',
    right: 'ours',
    because: 'In 2024 the first of May fell in Holy Week and was moved to 7 May.',
  },
  {
    calendar: 'GR',
    days: '+2027-05-04',
    right: 'open',
    because: 'The same is expected in 2027; we only project it.',
  },
  {
    calendar: 'LV',
    days: '+2023-07-10',
    right: 'ours',
    because: 'The Monday after the Song and Dance Festival of 2023, by the law on holidays s. 1.',
  },
  {
    calendar: 'RO',
    days: '-2023-01-06',
    right: 'ours',
    because: 'Epiphany became a holiday in 2024 by Legea 52/2023.',
  },
  {
    calendar: 'SI',
    days: '+2023-08-14',
    right: 'ours',
    because: 'Solidarity Day, enacted once after the floods of 2023.',
  },
  {
    calendar: 'GB-SCT',
    days: '+2026-06-15',
    right: 'ours',
    because: 'A bank holiday for the World Cup by royal proclamation, which the other lacks.',
  },
  {
    calendar: 'SG',
    days: '+2024-06-17 +2027-03-10 +2027-05-17 +2027-05-20',
    right: 'ours',
    because:
      'The Ministry of Manpower names these days each year; the other computes them, a day early or not at all.',
  },
  {
    calendar: 'SG',
    days: '+2028-02-28 +2028-05-09 +2028-10-17 -2028-11-15',
    right: 'open',
    because:
      'Days by the moon that nobody has announced; ours are projected, Deepavali at the new moon of October.',
  },
  {
    calendar: 'SG',
    days: '-2027-03-09',
    right: 'ours',
    because: 'The same: 10 March is the day.',
  },
  {
    calendar: 'US-CA',
    days: '+2023-11-10 +2028-11-10',
    right: 'ours',
    because: 'Gov. Code § 6701: 11 November on a Saturday gives the Friday before.',
  },
  {
    calendar: 'US-CA',
    days: '-2026-07-03 -2027-06-18 -2027-12-24 -2027-12-31',
    right: 'ours',
    because:
      'Observed by federal offices on a Friday; § 6701 moves no other holiday from a Saturday.',
  },
];

const COMPARED = Object.keys(calendars).filter((id) => id !== 'TH' && id !== 'VN');
const isWeekday = (on: string) => ![0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay());
const DAY = 24 * 60 * 60 * 1000;

/** Local dates as the package writes them; its `Date`s are instants and shift with the zone. */
function theirs(id: string, { years }: HolidayCalendar): Set<string> {
  const [country = '', region] = id.split('-');
  const source = region ? new Holidays(country, region) : new Holidays(country);
  const all = years.flatMap((year) => source.getHolidays(year));
  const listed = all
    .filter(({ type }) => type === 'public')
    .flatMap(({ date, start, end }) => {
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
      const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY));
      return Array.from({ length }, (_, n) => new Date(first + n * DAY).toISOString().slice(0, 10));
    });
  return new Set(listed.filter(isWeekday));
}

function ours({ holidays }: HolidayCalendar): Set<string> {
  const rolling = Object.values(holidays).filter(({ on, rolls }) => rolls && isWeekday(on));
  return new Set(rolling.map(({ on }) => on));
}

function differences(id: string, calendar: HolidayCalendar): string[] {
  const [mine, other] = [ours(calendar), theirs(id, calendar)];
  const more = [...mine].filter((on) => !other.has(on)).map((on) => `+${on}`);
  const less = [...other].filter((on) => !mine.has(on)).map((on) => `-${on}`);
  return [...more, ...less].toSorted();
}

test.each(COMPARED)('%s has the same weekday holidays but for those explained', (id) => {
  const known = DIFFERENCES.filter(({ calendar }) => calendar === id);
  const expected = known.flatMap(({ days }) => days.split(' ')).toSorted();
  const calendar = calendars[id];
  expect(calendar && differences(id, calendar)).toEqual(expected);
});
