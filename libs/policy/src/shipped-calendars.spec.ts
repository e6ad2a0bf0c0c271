import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HolidayCalendar } from '@habeas/domain';
import { loadPolicy } from './load-policy.js';

const { calendars } = loadPolicy(fileURLToPath(new URL('../data', import.meta.url)));

const UNION =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');
const REGIONS = ['DE-BY', 'GB-ENG', 'GB-NIR', 'GB-SCT', 'US-CA'];
const OTHERS = ['BR', 'JP', 'SG', 'TH', 'VN'];
const YEARS = [2023, 2024, 2025, 2026, 2027, 2028];

function calendarOf(id: string): HolidayCalendar {
  const calendar = calendars[id];
  if (!calendar) throw new Error(`no calendar ${id}`);
  return calendar;
}

const isWeekday = (on: string) => ![0, 6].includes(new Date(`${on}T00:00:00Z`).getUTCDay());

/** Weekdays that are holidays; those that bind only some are left out. */
function rolling(id: string): string[] {
  const days = Object.values(calendarOf(id).holidays);
  return days.filter(({ on, rolls }) => rolls && isWeekday(on)).map(({ on }) => on);
}

const nameOn = (id: string, on: string) => calendarOf(id).holidays[on]?.name;

describe('the shipped calendars', () => {
  it('are those of the Union, of three regions of the United Kingdom, and of further laws', () => {
    expect(Object.keys(calendars).toSorted()).toEqual([...UNION, ...REGIONS, ...OTHERS].toSorted());
  });

  test.each(Object.keys(calendars))('%s covers 2023 to 2028, not yet signed off', (id) => {
    const { years, status, toVerify, holidays } = calendarOf(id);
    expect([years, status]).toEqual([YEARS, 'draft']);
    expect(toVerify).not.toEqual([]);
    expect(Object.entries(holidays).every(([on, day]) => day.on === on)).toBe(true);
    expect(Object.values(holidays).every(({ rolls, because }) => rolls !== Boolean(because))).toBe(
      true,
    );
  });

  it('cover every worked deadline, from receipt to due date', () => {
    const file = new URL(
      '../../../test/conformance/vectors/deadlines/examples.csv',
      import.meta.url,
    );
    const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
    const uncovered = rows.filter((row) => {
      // The columns up to the due date hold neither quotes nor commas.
      const [, , id = '', , received = '', , , due = ''] = row.split(',');
      const years = [received, due].map((day) => Number.parseInt(day, 10)).filter(Boolean);
      return !years.every((year) => calendars[id]?.years.includes(year));
    });
    expect([rows.length, uncovered]).toEqual([59, []]);
  });
});

/** Days that turn on a rule of their own: name, or null where the day must be none. */
const PARTICULAR: [id: string, on: string, name: RegExp | null][] = [
  ['DE', '2026-12-24', null],
  ['PL', '2024-12-24', null],
  ['PL', '2025-12-24', /Christmas Eve/],
  ['IT', '2025-10-04', null],
  ['IT', '2027-10-04', /Francis/],
  ['DK', '2023-05-05', /Great Prayer/],
  ['DK', '2024-04-26', null],
  ['RO', '2023-01-06', null],
  ['RO', '2025-01-06', /Epiphany/],
  ['SK', '2023-09-01', /Constitution/],
  ['SK', '2024-09-01', null],
  ['SK', '2025-11-17', null],
  ['NL', '2025-04-26', /King/],
  ['NL', '2026-04-27', /King/],
  ['IE', '2023-02-06', /Brigid/],
  ['LU', '2024-05-09', /Europe Day and Ascension/],
  ['GR', '2026-04-03', null],
  ['GR', '2026-04-10', /Orthodox Good Friday/],
  ['CY', '2027-05-03', /Orthodox Easter Monday/],
  ['BG', '2024-05-06', /George/],
  ['RO', '2024-05-06', /Orthodox Easter Monday/],
  ['GB-ENG', '2023-05-08', /Coronation/],
  ['GB-ENG', '2026-08-31', /Summer/],
  ['GB-ENG', '2027-12-28', /Boxing Day \(substitute/],
  ['GB-SCT', '2026-04-06', null],
  ['GB-SCT', '2028-01-04', /2 January \(substitute/],
  ['GB-NIR', '2024-03-18', /Patrick/],
  ['TH', '2023-12-29', /moved forward/],
  ['TH', '2024-01-02', null],
  ['TH', '2024-04-12', /Cabinet/],
  ['TH', '2024-04-16', /Songkran \(in lieu/],
  ['TH', '2024-07-19', null],
  ['TH', '2025-02-12', /Makha/],
  ['TH', '2025-06-02', /Cabinet/],
  ['TH', '2026-06-01', /Visakha Bucha \(in lieu/],
  ['TH', '2026-06-02', null],
  ['TH', '2026-07-31', null],
  ['VN', '2026-02-20', /Tet/],
  ['VN', '2026-04-27', /Hung Kings.*compensatory/],
  ['JP', '2026-09-22', /Citizens/],
  ['JP', '2026-05-06', /Substitute holiday for Constitution/],
  ['SG', '2026-06-01', /Vesak Day \(Monday in lieu/],
  ['BR', '2023-11-20', null],
  ['BR', '2024-11-20', /Zumbi/],
  ['US-CA', '2023-11-10', /Veterans/],
];

describe('a day of its own rule', () => {
  test.each(PARTICULAR)('%s %s', (id, on, name) => {
    if (name) expect(nameOn(id, on)).toMatch(name);
    else expect(nameOn(id, on)).toBeUndefined();
  });

  test.each([
    ['TH', '2026-05-01'],
    ['TH', '2026-05-13'],
    ['DE-BY', '2025-08-15'],
    ['SE', '2026-12-24'],
    ['VN', '2026-08-31'],
    ['US-CA', '2026-07-03'],
  ])('%s %s binds only some, so nothing rolls over it', (id, on) => {
    expect(calendarOf(id).holidays[on]).toMatchObject({ rolls: false, status: 'announced' });
  });

  it('knows the weekday holidays of Thailand in 2025 and 2026 to the day', () => {
    const days = rolling('TH').filter((on) => /^202[56]/.test(on));
    expect(days.map((on) => on.slice(2))).toEqual(
      [
        '25-01-01 25-02-12 25-04-07 25-04-14 25-04-15 25-04-16 25-05-05 25-05-12 25-06-02',
        '25-06-03 25-07-10 25-07-11 25-07-28 25-08-11 25-08-12 25-10-13 25-10-23 25-12-05',
        '25-12-10 25-12-31 26-01-01 26-01-02 26-03-03 26-04-06 26-04-13 26-04-14 26-04-15',
        '26-05-04 26-06-01 26-06-03 26-07-28 26-07-29 26-07-30 26-08-12 26-10-13 26-10-23',
        '26-12-07 26-12-10 26-12-31',
      ].flatMap((line) => line.split(' ')),
    );
  });

  test.each([
    ['TH', /^202[78]/],
    ['SG', /^2028-(01-2|02|05-0[59]|10)/],
    ['JP', /^2028-0(3-20|9-22)/],
    ['VN', /^2027-02/],
  ])('%s only projects what nobody has announced', (id, days) => {
    const future = Object.values(calendarOf(id).holidays).filter(
      ({ on, rolls }) => rolls && days.test(on),
    );
    expect(new Set(future.map(({ status }) => status))).toEqual(new Set(['projected']));
  });
});
