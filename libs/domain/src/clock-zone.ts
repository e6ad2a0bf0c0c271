import { Temporal } from 'temporal-polyfill';
import { DAY_MS, isoDay, type Day } from './clock-days.js';

const MINUTE_MS = 60_000;

/** A local day and the minute of that day. */
export interface LocalMoment {
  day: Day;
  minute: number;
}

/** A time between two clock changes of a zone, in epoch milliseconds; `until` is not included. */
interface Stretch {
  from: number;
  until: number;
  offset: number;
}

/**
 * Looking up a zone costs more than all the counting, and its clock changes never differ between
 * two calls: so each stretch is looked up once. At most a few per zone and year asked for.
 */
const known = new Map<string, Stretch[]>();

function stretchAt(ms: number, zone: string): Stretch {
  const stretches = known.get(zone) ?? [];
  const found = stretches.find(({ from, until }) => from <= ms && ms < until);
  if (found) return found;
  const stretch = lookUp(ms, zone);
  known.set(zone, [stretch, ...stretches]);
  return stretch;
}

/** A millisecond later, so that a clock change at this very moment counts as past. */
function lookUp(ms: number, zone: string): Stretch {
  const at = Temporal.Instant.fromEpochMilliseconds(ms + 1).toZonedDateTimeISO(zone);
  return {
    from: at.getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity,
    until: at.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
    offset: at.offsetNanoseconds / 1e6,
  };
}

/** Epoch milliseconds of an ISO instant; throws `RangeError` when it is none. */
export function epochMs(instant: string): number {
  const ms = Date.parse(instant);
  if (!Number.isNaN(ms)) return ms;
  throw new RangeError('an instant in ISO 8601 is expected, as 2026-03-02T09:00:00Z');
}

/** Day and minute of an instant (ISO, UTC) on the clocks of a zone (IANA). */
export function localMoment(instant: string, zone: string): LocalMoment {
  const ms = epochMs(instant);
  const local = ms + stretchAt(ms, zone).offset;
  const day = Math.floor(local / DAY_MS);
  return { day, minute: Math.floor((local - day * DAY_MS) / MINUTE_MS) };
}

/** The last second of a local day as a UTC instant; days of 23 and 25 hours included. */
export function endOfDay(day: Day, zone: string): string {
  return utc(startOfDay(day + 1, zone) - 1000);
}

/** `2026-04-05T21:59:59Z`; milliseconds only where there are any. */
export function utc(ms: number): string {
  if (ms % 1000 !== 0) return new Date(ms).toISOString();
  const day = Math.floor(ms / DAY_MS);
  const minutes = Math.floor((ms - day * DAY_MS) / MINUTE_MS);
  const seconds = (ms - day * DAY_MS - minutes * MINUTE_MS) / 1000;
  return `${isoDay(day)}T${timeOf(minutes)}:${pad(seconds)}Z`;
}

const pad = (number: number) => (number < 10 ? `0${number}` : `${number}`);

/** `08:30` from the minutes of a day. */
export const timeOf = (minute: number) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;

/** Away from a clock change a midnight is unambiguous; near one the date library decides. */
function startOfDay(day: Day, zone: string): number {
  const midnight = day * DAY_MS;
  const { from, until, offset } = stretchAt(midnight, zone);
  const start = midnight - offset;
  if (from <= start - DAY_MS && start + DAY_MS < until) return start;
  const date = Temporal.PlainDate.from(isoDay(day));
  return date.toZonedDateTime(zone).epochMilliseconds;
}
