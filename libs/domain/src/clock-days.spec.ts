import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addMonths, isoDay, joined, written, writtenPeriod } from './clock-days.js';
import { endOfDay, epochMs, localMoment, utc } from './clock-zone.js';

const RUNS = { numRuns: 2000 };
const EPOCH = Temporal.PlainDate.from('1970-01-01');
const days = fc.integer({ min: -40_000, max: 60_000 });
const library = (day: number) => EPOCH.add({ days: day });

describe('days as numbers', () => {
  it('are written as the date library writes them', () => {
    fc.assert(
      fc.property(days, (day) => {
        const date = library(day);
        const weekday = date.toLocaleString('en', { weekday: 'long' });
        expect([isoDay(day), written(day)]).toEqual([
          date.toString(),
          `${weekday} ${date.toString()}`,
        ]);
      }),
      RUNS,
    );
  });

  it('have months added as the date library adds them', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 24 }), (day, months) => {
        const sum = library(day).add({ months }, { overflow: 'constrain' });
        expect(isoDay(addMonths(day, months))).toBe(sum.toString());
      }),
      RUNS,
    );
  });

  it('join periods of one unit only', () => {
    expect(joined({ months: 1 }, { months: 2 })).toEqual({ months: 3 });
    expect(() => joined({ months: 1 }, { days: 2 })).toThrow(RangeError);
  });

  it.each([
    [{ months: 1 }, 'one month'],
    [{ days: 30 }, '30 days'],
    [{ workingDays: 2 }, '2 working days'],
    [{ hours: 72 }, '72 hours'],
  ])('write %j as %s', (period, words) => {
    expect(writtenPeriod(period)).toBe(words);
  });
});

describe('zones', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'America/Havana', 'Pacific/Apia', 'Asia/Beirut');
  const instants = fc.date({
    min: new Date('1995-01-01'),
    max: new Date('2040-01-01'),
    noInvalidDate: true,
  });

  it('give the local day and minute that the date library gives', () => {
    fc.assert(
      fc.property(instants, zones, (date, zone) => {
        const at = Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO(zone);
        const { day, minute } = localMoment(date.toISOString(), zone);
        expect(isoDay(day)).toBe(at.toPlainDate().toString());
        expect(minute).toBe(at.hour * 60 + at.minute);
      }),
      RUNS,
    );
  });

  it('give the same last second of a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 9_200, max: 25_000 }), zones, (day, zone) => {
        const next = library(day + 1).toZonedDateTime(zone);
        expect(Date.parse(endOfDay(day, zone))).toBe(next.epochMilliseconds - 1000);
      }),
      RUNS,
    );
  });

  it('know the very moment of a clock change, and what came before it', () => {
    // A zone that no other test looks up: the first look falls on the change itself.
    expect(localMoment('2026-03-29T01:00:00Z', 'Europe/Madrid').minute).toBe(3 * 60);
    expect(localMoment('2026-03-29T00:59:00Z', 'Europe/Madrid').minute).toBe(1 * 60 + 59);
    expect(localMoment('2026-01-15T12:00:00Z', 'Europe/Madrid').minute).toBe(13 * 60);
  });

  it('write instants without empty milliseconds, and read no nonsense', () => {
    expect(utc(Date.parse('2026-03-02T09:08:07Z'))).toBe('2026-03-02T09:08:07Z');
    expect(utc(Date.parse('2026-03-02T09:08:07.5Z'))).toBe('2026-03-02T09:08:07.500Z');
    expect(() => epochMs('soon')).toThrow(RangeError);
  });
});
