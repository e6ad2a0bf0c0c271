import { Temporal } from 'temporal-polyfill';
import {
  CLOCK_EVENT_TYPES,
  CLOCK_FACTS,
  computeClock,
  DUTIES,
  HabeasError,
  LAWS,
  packsInForce,
  type Clock,
  type ClockEvent,
  type HolidayCalendar,
  type LawPack,
  type RuleKind,
} from '@habeas/domain';
import type { Policy } from '@habeas/policy';

/** One computation as a person states it; times are local to `zone`. */
export interface ClockCase {
  law: string;
  calendar: string;
  duty: string;
  /** `2026-01-31T12:00:00` */
  received: string;
  zone: string;
  /** `name@2026-02-20T12:00:00`, or a fact, which has no instant. */
  events: readonly string[];
  facts: readonly string[];
}

export interface ComputedCase {
  clock: Clock;
  /** `2026-03-02T23:59:59`, `immediate` or `suspended`. */
  due: string;
  kind: DueKind;
  safeDue: string;
  milestones: Record<string, string>;
  /** What was understood otherwise than it was asked. */
  notes: string[];
}

/** `legal`: the law's own date; `policy`: ours, where it is silent or contested; `alarm`: no number. */
export type DueKind = 'legal' | 'policy' | 'alarm';

/** Thrown with what is wrong and what to give instead. */
export class CaseProblem extends Error {}

type Rules = Pick<Policy, 'packs' | 'calendars'>;

/** Computes one case under the version in force on its day of receipt; throws `CaseProblem`. */
export function computeCase(given: ClockCase, { packs, calendars }: Rules): ComputedCase {
  const law = chosen('law', given.law, LAWS);
  const duty = chosen('duty', given.duty, DUTIES);
  const zone = knownZone(given.zone);
  const receivedAt = instantOf(given.received, zone);
  const isFact = (event: string) => CLOCK_FACTS.some((fact) => fact === event);
  const events = given.events
    .filter((event) => !isFact(event))
    .map((event) => eventOf(event, zone));
  const facts = [...given.facts, ...given.events.filter(isFact)].map((fact) =>
    chosen('fact', fact, CLOCK_FACTS),
  );
  const { calendar, notes } = calendarFor(given.calendar, calendars);
  const pack = packsInForce(packs, { [law]: { zone } }, receivedAt)[law];
  if (!pack) throw new CaseProblem(noVersion(law, packs));
  const clock = computed({ pack, duty, receivedAt, zone, events, facts, calendar });
  const early = events.filter(({ at }) => Date.parse(at) < Date.parse(receivedAt));
  const ignored = early.map(({ type }) => `${type} lies before the receipt and moves nothing.`);
  return { ...inWords(clock, zone), clock, notes: [...notes, ...ignored] };
}

function computed(input: Parameters<typeof computeClock>[0]): Clock {
  try {
    return computeClock(input);
  } catch (error) {
    if (error instanceof HabeasError) throw new CaseProblem(error.detail);
    throw error;
  }
}

function chosen<T extends string>(what: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given);
  if (found !== undefined) return found;
  const named = given === '' ? `No ${what} is given` : `No ${what} is called "${given}"`;
  throw new CaseProblem(`${named}; known are ${known.join(', ')}.`);
}

function knownZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone && zone;
  } catch {
    // RangeError is how Intl says that it does not know the zone.
    throw new CaseProblem(`No time zone is called "${zone}"; give one as Europe/Berlin.`);
  }
}

const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** A time that the clocks skip is moved on, one that they show twice is the first of both. */
function instantOf(local: string, zone: string): string {
  try {
    if (!LOCAL.test(local)) throw new RangeError('not a local date and time');
    const at = Temporal.PlainDateTime.from(local, { overflow: 'reject' });
    return at.toZonedDateTime(zone).toInstant().toString();
  } catch {
    const form = 'give one that exists, local and without offset, as 2026-01-31T12:00:00';
    throw new CaseProblem(`"${local}" is no date and time; ${form}.`);
  }
}

function eventOf(event: string, zone: string): ClockEvent {
  const [name = '', at, ...more] = event.split('@');
  if (CLOCK_FACTS.some((fact) => fact === name)) {
    throw new CaseProblem(`${name} is a fact; it is given without an instant.`);
  }
  const type = chosen('event', name, CLOCK_EVENT_TYPES);
  if (at !== undefined && more.length === 0) return { type, at: instantOf(at, zone) };
  throw new CaseProblem(`The event ${name} needs one instant: ${name}@2026-02-20T12:00:00.`);
}

interface Found {
  calendar: HolidayCalendar;
  notes: string[];
}

/** Without a region's own calendar its country's is used: fewer holidays, so never a later date. */
function calendarFor(id: string, calendars: Policy['calendars']): Found {
  const own = calendars[id];
  if (own) return { calendar: own, notes: [] };
  const country = /^([A-Z]{2})-[A-Z0-9]{1,3}$/.exec(id)?.[1];
  const wider = country === undefined ? undefined : calendars[country];
  if (!wider) {
    const known = Object.keys(calendars).join(', ');
    throw new CaseProblem(`No calendar is called "${id}"; known are ${known}.`);
  }
  return {
    calendar: wider,
    notes: [
      `No calendar is called ${id}: that of ${country} was used, without days of the region.`,
    ],
  };
}

function noVersion(law: string, packs: readonly LawPack[]): string {
  const versions = packs
    .filter(({ id }) => id === law)
    .map(
      ({ version, validFrom, validTo }) => `${version} from ${validFrom} to ${validTo ?? 'now'}`,
    );
  return `No version of ${law} governs a receipt on that day; there is ${versions.join(', ')}.`;
}

function inWords(clock: Clock, zone: string): Omit<ComputedCase, 'clock' | 'notes'> {
  const { legalDue, safeDue, milestones, kind, state } = clock;
  const local = (at: string) =>
    Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({
      smallestUnit: 'second',
    });
  return {
    due: state === 'running' && legalDue ? local(legalDue) : state,
    kind: dueKind(kind),
    safeDue: state === 'immediate' ? state : local(safeDue),
    milestones: Object.fromEntries(
      Object.entries(milestones).map(([name, at]) => [name, local(at)]),
    ),
  };
}

function dueKind(kind: RuleKind): DueKind {
  return kind === 'policy' || kind === 'alarm' ? kind : 'legal';
}
