import { fileURLToPath } from 'node:url';
import { Temporal } from 'temporal-polyfill';
import { computeClock, packsInForce, type Clock } from '@habeas/domain';
import { loadPolicy } from '@habeas/policy';
import { compare, type Bench, type Line } from './line.js';

const ZONE = 'Europe/Berlin';
const RECEIPTS = 2192;
const HOUR_MS = 3_600_000;

/** One receipt for each day of 2023 to 2028, at changing hours: no two are the same. */
const receipts = Array.from({ length: RECEIPTS }, (_, day) =>
  new Date(Date.UTC(2023, 0, 1 + day) + ((day * 7) % 24) * HOUR_MS).toISOString(),
);

/**
 * A due date under the GDPR pack and the German calendar, with milestones and every sentence of its
 * explanation written, against the date library alone: the local date of an instant, a month added,
 * the end of that day as an instant. Both read and give ISO strings.
 */
export const clockBench: Bench = {
  name: 'clock',
  measure: () => measured('clock', () => receipts.map(monthLater)),
};

/**
 * The same against no more than a date read, a month added and the sum written: what the library
 * needs where no zone, holiday, article or word is asked for.
 */
export const clockMonthBench: Bench = {
  name: 'clock-month',
  measure: () => {
    const dates = receipts.map((receivedAt) => receivedAt.slice(0, 10));
    return measured('clock-month', () =>
      dates.map((date) => Temporal.PlainDate.from(date).add({ months: 1 }).toString()),
    );
  },
};

function measured(name: string, library: () => string[]): Line {
  const compute = shippedClock();
  let written = 0;
  const ours = () => {
    for (const receivedAt of receipts) written += compute(receivedAt).explanation.length;
  };
  const theirs = () => {
    written += library().length;
  };
  const compared = compare(RECEIPTS, ours, theirs);
  if (written === 0) throw new Error('nothing was computed');
  const { figure, baseline, ratio } = compared;
  return { name, figure, unit: 'due dates/s', baseline, ratio };
}

function shippedClock(): (receivedAt: string) => Clock {
  const { packs, calendars } = loadPolicy(
    fileURLToPath(new URL('../../libs/policy/data', import.meta.url)),
  );
  const pack = packsInForce(packs, { gdpr: { zone: ZONE } }, '2026-01-01T00:00:00Z').gdpr;
  const calendar = calendars['DE'];
  if (!pack || !calendar) throw new Error('the shipped policy has no GDPR pack or German calendar');
  return (receivedAt) => computeClock({ pack, calendar, duty: 'access', receivedAt, zone: ZONE });
}

function monthLater(receivedAt: string): string {
  const received = Temporal.Instant.from(receivedAt).toZonedDateTimeISO(ZONE).toPlainDate();
  const dayAfter = received.add({ months: 1 }).add({ days: 1 });
  return dayAfter.toZonedDateTime(ZONE).toInstant().subtract({ seconds: 1 }).toString();
}
