import fc from 'fast-check';
import { fileURLToPath } from 'node:url';
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
  type ClockEventType,
  type ClockInput,
  type Law,
} from '@habeas/domain';
import { loadPolicy } from '@habeas/policy';

/** Cases of each property that draws them by chance; six properties do. */
const RUNS = { numRuns: 3000 };
const DAY_MS = 86_400_000;

const { packs, calendars } = loadPolicy(
  fileURLToPath(new URL('../../libs/policy/data', import.meta.url)),
);

/** Clock changes at night, at midnight, of half an hour, in Ramadan, across the date line; none. */
const ZONES = [
  'Europe/Berlin',
  'Europe/London',
  'Atlantic/Azores',
  'America/Santiago',
  'America/Havana',
  'America/Sao_Paulo',
  'America/Los_Angeles',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Asia/Bangkok',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];

interface Drawn extends Omit<ClockInput, 'pack' | 'calendar'> {
  law: Law;
  calendarId: string | undefined;
}

/** Undefined where the law had no version or no such duty on that day. */
function clockOf({ law, calendarId, ...given }: Drawn): Clock | undefined {
  const pack = packsInForce(packs, { [law]: { zone: given.zone } }, given.receivedAt)[law];
  const calendar = calendarId === undefined ? undefined : calendars[calendarId];
  if (!pack) return undefined;
  try {
    return computeClock({ pack, ...given, ...(calendar ? { calendar } : {}) });
  } catch (error) {
    if (error instanceof HabeasError && error.code === 'right_not_supported') return undefined;
    throw error;
  }
}

const later = (receivedAt: string, minutes: number) =>
  new Date(Date.parse(receivedAt) + minutes * 60_000).toISOString();

const HUNDRED_DAYS = 100 * 24 * 60;

const happened = fc.array(
  fc.record({ type: fc.constantFrom(...CLOCK_EVENT_TYPES), after: fc.nat(HUNDRED_DAYS) }),
  { maxLength: 8 },
);

const receipts = fc
  .date({ min: new Date('2023-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    law: fc.constantFrom(...LAWS),
    duty: fc.constantFrom(...DUTIES),
    calendarId: fc.constantFrom(undefined, ...Object.keys(calendars)),
    zone: fc.constantFrom(...ZONES),
    receivedAt: receipts,
    facts: fc.subarray([...CLOCK_FACTS]),
    happened,
  })
  .map(({ happened: list, ...given }) => ({
    ...given,
    events: list.map(({ type, after }) => ({ type, at: later(given.receivedAt, after) })),
  }));

const ms = (instant: string | null | undefined) => Date.parse(instant ?? '');

const local = (instant: string, zone: string) =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone);

/** The library's own last second of a day. */
const lastSecond = (day: Temporal.PlainDate, zone: string) =>
  day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds - 1000;

describe('whatever happens, under every law', () => {
  it('the safe date is never later than the legal one, nor before receipt', () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const clock = clockOf(given);
        if (!clock) return;
        expect(ms(clock.safeDue)).toBeGreaterThanOrEqual(ms(given.receivedAt));
        if (clock.legalDue) expect(ms(clock.safeDue)).toBeLessThanOrEqual(ms(clock.legalDue));
        for (const [name, at] of Object.entries(clock.milestones)) {
          const safe = clock.milestones[`${name}Safe`];
          if (safe !== undefined) expect(ms(safe)).toBeLessThanOrEqual(ms(at));
        }
      }),
      RUNS,
    );
  });

  it('the order and the portions in which events are told make no difference', () => {
    fc.assert(
      fc.property(drawn, fc.infiniteStream(fc.nat()), (given, dice) => {
        const events = given.events ?? [];
        const shuffled = events
          .map((event) => ({ event, at: dice.next().value }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ event }) => event);
        expect(clockOf({ ...given, events: shuffled })).toEqual(clockOf(given));
      }),
      RUNS,
    );
  });

  it('an extension in time never moves a date earlier', () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const events = (given.events ?? []).filter(({ type }) => type !== 'extension_notified');
        const told: ClockEvent = { type: 'extension_notified', at: later(given.receivedAt, 1) };
        const before = clockOf({ ...given, events });
        const after = clockOf({ ...given, events: [...events, told] });
        if (!before?.legalDue || !after?.legalDue) return;
        expect(ms(after.legalDue)).toBeGreaterThanOrEqual(ms(before.legalDue));
      }),
      RUNS,
    );
  });

  const question = fc.record({
    kind: fc.constantFrom<[ClockEventType, ClockEventType]>(
      ['identity_requested', 'identity_confirmed'],
      ['clarification_requested', 'clarification_received'],
    ),
    asked: fc.nat(40 * 24 * 60),
    answered: fc.nat(40 * 24 * 60),
    extended: fc.option(fc.nat(HUNDRED_DAYS)),
  });

  it('an answered question never moves a date earlier, and never the safe one', () => {
    fc.assert(
      fc.property(drawn, question, (given, { kind, asked, answered, extended }) => {
        const { receivedAt } = given;
        const notice: ClockEvent[] =
          extended === null
            ? []
            : [{ type: 'extension_notified', at: later(receivedAt, extended) }];
        const pause: ClockEvent[] = [
          { type: kind[0], at: later(receivedAt, asked) },
          { type: kind[1], at: later(receivedAt, asked + answered) },
        ];
        const before = clockOf({ ...given, events: notice });
        const after = clockOf({ ...given, events: [...notice, ...pause] });
        if (!before?.legalDue || !after?.legalDue) return;
        expect(ms(after.legalDue)).toBeGreaterThanOrEqual(ms(before.legalDue));
        // A pause may bring a late notice back into time, and that is told by the safe date too.
        if (extended === null) expect(after.safeDue).toBe(before.safeDue);
      }),
      RUNS,
    );
  });

  it('the hour of receipt changes nothing but hours, and the first day at the Thai opening', () => {
    fc.assert(
      fc.property(drawn, fc.nat(1439), (given, minute) => {
        const day = local(given.receivedAt, given.zone).toPlainDate();
        const time = Temporal.PlainTime.from('00:00').add({ minutes: minute });
        const receivedAt = day.toZonedDateTime({ timeZone: given.zone, plainTime: time });
        const other = { ...given, events: [], receivedAt: receivedAt.toInstant().toString() };
        const [one, two] = [clockOf({ ...given, events: [] }), clockOf(other)];
        if (one?.state !== 'running' || !two || given.law === 'pdpa_tha') return;
        if (given.law === 'pdpl_vnm' && one.packVersion === '2023.1') {
          const passed = ms(other.receivedAt) - ms(given.receivedAt);
          expect(ms(two.legalDue) - ms(one.legalDue)).toBe(passed);
        } else {
          expect([two.legalDue, two.safeDue]).toEqual([one.legalDue, one.safeDue]);
        }
      }),
      RUNS,
    );
  });

  it('in Thailand only the minute of the opening counts the first day', () => {
    fc.assert(
      fc.property(receipts, fc.nat(1439), (date, minute) => {
        const day = local(date, 'Asia/Bangkok').toPlainDate();
        const time = Temporal.PlainTime.from('00:00').add({ minutes: minute });
        const receivedAt = day
          .toZonedDateTime({ timeZone: 'Asia/Bangkok', plainTime: time })
          .toInstant()
          .toString();
        const given = { law: 'pdpa_tha', duty: 'access', zone: 'Asia/Bangkok' } as const;
        const clock = clockOf({ ...given, calendarId: undefined, receivedAt });
        const own = minute <= 8 * 60 + 30 ? 1 : 0;
        const safe = day.add({ days: 30 - own });
        expect(ms(clock?.safeDue)).toBe(lastSecond(safe, 'Asia/Bangkok'));
      }),
      RUNS,
    );
  });
});

/** For the tests of every hour: one of each kind. */
const SOME_ZONES = ZONES.filter((_, index) => index % 2 === 0);

describe('every hour of every zone', () => {
  const month = (receivedAt: string, zone: string) =>
    clockOf({ law: 'gdpr', duty: 'access', zone, calendarId: undefined, receivedAt });

  test.each(SOME_ZONES)(
    'of the leap year 2028 gives the date that the library gives in %s',
    (zone) => {
      const ends = new Map<string, number>();
      for (let hour = 0; hour < 366 * 24; hour++) {
        const receivedAt = new Date(Date.UTC(2028, 0, 1) + hour * 3_600_000).toISOString();
        const day = local(receivedAt, zone).toPlainDate().toString();
        if (!ends.has(day)) {
          ends.set(day, lastSecond(Temporal.PlainDate.from(day).add({ months: 1 }), zone));
        }
        expect(ms(month(receivedAt, zone)?.safeDue)).toBe(ends.get(day));
      }
    },
  );

  test.each(ZONES)('of the nights on which the clocks of %s change gives a date', (zone) => {
    const start = Temporal.Instant.from('2025-01-01T00:00:00Z').toZonedDateTimeISO(zone);
    let change = start.getTimeZoneTransition('next');
    for (; change && change.year < 2029; change = change.getTimeZoneTransition('next')) {
      for (let minute = -18 * 60; minute <= 18 * 60; minute += 20) {
        const receivedAt = new Date(change.epochMilliseconds + minute * 60_000).toISOString();
        const day = local(receivedAt, zone).toPlainDate();
        expect(month(receivedAt, zone)?.startedOn).toBe(day.toString());
        // A date that falls on a night of change: the day thirty days before it.
        const before = new Date(Date.parse(receivedAt) - 30 * DAY_MS).toISOString();
        const end = local(before, zone).toPlainDate().add({ months: 1 });
        expect(ms(month(before, zone)?.safeDue)).toBe(lastSecond(end, zone));
      }
    }
  });
});
