import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { computeClock, type Clock } from './clock.js';
import type { ClockEvent } from './clock-pauses.js';
import type { ClockInput } from './clock-reckoning.js';
import type { HolidayCalendar } from './holiday-calendar.js';
import type { LawPack } from './law-pack.js';

const RUNS = { numRuns: 500 };
const BERLIN = 'Europe/Berlin';
const BANGKOK = 'Asia/Bangkok';

const cited = (citation: string) => ({ citation, because: 'so it is.' });

const rule = (clock: string) => ({
  article: 'Art. 15',
  clock,
  approvals: 0,
  identity: { minimum: 'low' as const, ...cited('Art. 12(6)') },
  conditions: [],
  refusals: [],
});

const PACK: LawPack = {
  id: 'gdpr',
  name: 'A law in months',
  version: '1',
  source: 'none',
  reviewedOn: '2026-01-01',
  status: 'draft',
  toVerify: [],
  digest: 'aa',
  validFrom: '2018-05-25',
  countries: ['DE'],
  appliesWhen: [],
  counting: {
    start: cited('Art. 3(1)'),
    end: cited('Art. 3(2)(c)'),
    roll: cited('Art. 3(4)'),
  },
  pauses: [
    {
      from: 'identity_requested',
      until: 'identity_confirmed',
      effect: 'days_between',
      askedWithinDays: 7,
      kind: 'policy',
      ...cited('Art. 12(6)'),
    },
    {
      from: 'clarification_requested',
      until: 'clarification_received',
      effect: 'days_between',
      askedWithinDays: 7,
      kind: 'policy',
      rights: ['access'],
      ...cited('Recital 63'),
    },
  ],
  clocks: {
    answer: {
      kind: 'statutory-period',
      period: { months: 1 },
      ...cited('Art. 12(3)'),
      extension: { period: { months: 2 }, noticeWithin: 'first-period', ...cited('Art. 12(3)') },
      refusalNotice: { period: { months: 1 }, ...cited('Art. 12(4)') },
    },
    at_once: { kind: 'statutory-immediate', ...cited('Art. 7(3)') },
  },
  rights: {
    access: rule('answer'),
    erasure: rule('answer'),
    consent_withdrawal: rule('at_once'),
  },
};

const DAYS_PACK: LawPack = {
  ...PACK,
  id: 'pdpa_tha',
  counting: {
    start: { opening: '08:30', ...cited('s. 193/3') },
    end: cited('s. 193/5'),
    roll: cited('s. 193/8'),
  },
  pauses: [],
  clocks: { answer: { kind: 'statutory-period', period: { days: 30 }, ...cited('s. 30') } },
  rights: { access: rule('answer') },
};

function clock(receivedAt: string, more: Partial<ClockInput> = {}): Clock {
  return computeClock({ pack: PACK, duty: 'access', receivedAt, zone: BERLIN, ...more });
}

const at = (local: string, zone = BERLIN) =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant().toString();

const dayOf = (instant: string | null, zone = BERLIN) =>
  instant === null
    ? 'none'
    : Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();

const event = (type: ClockEvent['type'], local: string): ClockEvent => ({ type, at: at(local) });

const receipts = fc
  .date({ min: new Date('2023-01-01'), max: new Date('2028-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('computeClock', () => {
  test.each([
    ['the same date of the next month', '2026-03-05T10:00', '2026-04-06', '2026-04-05'],
    ['the last day of a shorter month', '2026-08-31T10:00', '2026-09-30', '2026-09-30'],
    ['29 February in a leap year', '2028-01-31T10:00', '2028-02-29', '2028-02-29'],
    ['28 February, a Sunday, in a common year', '2027-01-30T10:00', '2027-03-01', '2027-02-28'],
    ['not sticky at the end of a month', '2026-02-28T10:00', '2026-03-30', '2026-03-28'],
    ['by the local date, not the UTC one', '2026-09-14T00:05', '2026-10-14', '2026-10-14'],
  ])('ends a month on %s', (_, received, legal, safe) => {
    const { legalDue, safeDue } = clock(at(received));
    expect([dayOf(legalDue), dayOf(safeDue)]).toEqual([legal, safe]);
  });

  it('ends with the last second of the local day, also when the clocks change on it', () => {
    expect(clock(at('2026-02-28T10:00')).safeDue).toBe('2026-03-28T22:59:59Z');
    expect(clock(at('2026-02-28T10:00'), { zone: 'America/Sao_Paulo' }).safeDue).toBe(
      '2026-03-29T02:59:59Z',
    );
    expect(clock(at('2026-09-25T10:00')).safeDue).toBe('2026-10-25T22:59:59Z');
  });

  it('gives a date for every day of a leap year, and rolls it to a working day', () => {
    for (let day = 0; day < 366; day++) {
      const received = Temporal.PlainDate.from('2028-01-01').add({ days: day });
      const { legalDue, safeDue } = clock(at(`${received.toString()}T12:00`));
      const month = received.add({ months: 1 });
      expect(dayOf(safeDue)).toBe(month.toString());
      expect(Temporal.PlainDate.from(dayOf(legalDue)).dayOfWeek).toBeLessThan(6);
      expect(month.until(dayOf(legalDue)).days).toBeLessThan(3);
    }
  });

  it('gives a date for every ten minutes of both nights on which the clocks change', () => {
    for (const [night, due] of [
      ['2026-03-28T22:00:00Z', '2026-04-2'],
      ['2026-10-24T21:00:00Z', '2026-11-2'],
    ] as const) {
      for (let step = 0; step < 24; step++) {
        const receivedAt = Temporal.Instant.from(night)
          .add({ minutes: 10 * step })
          .toString();
        expect(dayOf(clock(receivedAt).safeDue).startsWith(due)).toBe(true);
      }
    }
  });

  it('is never due before receipt, nor safe after legal', () => {
    fc.assert(
      fc.property(receipts, fc.constantFrom(PACK, DAYS_PACK), (receivedAt, pack) => {
        const { legalDue, safeDue } = clock(receivedAt, { pack });
        expect(Date.parse(safeDue)).toBeGreaterThan(Date.parse(receivedAt));
        expect(Date.parse(legalDue ?? '')).toBeGreaterThanOrEqual(Date.parse(safeDue));
      }),
      RUNS,
    );
  });

  it('does not depend on the hour of receipt where months are counted', () => {
    fc.assert(
      fc.property(receipts, fc.nat(1439), fc.nat(1439), (receivedAt, one, other) => {
        const start = Temporal.PlainDate.from(dayOf(receivedAt)).toZonedDateTime(BERLIN);
        const due = (minutes: number) =>
          clock(
            start
              .with({ hour: Math.floor(minutes / 60), minute: minutes % 60 })
              .toInstant()
              .toString(),
          ).legalDue;
        expect(due(one)).toBe(due(other));
      }),
      RUNS,
    );
  });

  it('never moves earlier by a pause or by an extension in time, and safe ignores the pause', () => {
    const later = fc.record({ asked: fc.nat(7), answered: fc.nat(40), extended: fc.boolean() });
    fc.assert(
      fc.property(receipts, later, (receivedAt, { asked, answered, extended }) => {
        const after = (days: number) =>
          Temporal.Instant.from(receivedAt)
            .add({ hours: 24 * days })
            .toString();
        const notice: ClockEvent[] = extended
          ? [{ type: 'extension_notified', at: after(10) }]
          : [];
        const pause: ClockEvent[] = [
          { type: 'identity_requested', at: after(asked) },
          { type: 'identity_confirmed', at: after(asked + answered) },
        ];
        const plain = clock(receivedAt, { events: notice });
        const paused = clock(receivedAt, { events: [...pause, ...notice] });
        expect(Date.parse(paused.legalDue ?? '')).toBeGreaterThanOrEqual(
          Date.parse(plain.legalDue ?? ''),
        );
        expect(paused.safeDue).toBe(plain.safeDue);
        expect(plain.safeDue >= clock(receivedAt).safeDue).toBe(true);
      }),
      RUNS,
    );
  });

  it('does not depend on the order in which events are told', () => {
    const events = [
      event('identity_requested', '2026-03-04T09:00'),
      event('identity_confirmed', '2026-03-14T09:00'),
      event('clarification_requested', '2026-03-05T09:00'),
      event('clarification_received', '2026-03-20T09:00'),
      event('extension_notified', '2026-03-25T09:00'),
    ];
    const expected = clock(at('2026-03-02T09:00'), { events });
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
        expect(clock(at('2026-03-02T09:00'), { events: shuffled }).legalDue).toBe(
          expected.legalDue,
        );
      }),
      { numRuns: 120 },
    );
  });

  it('counts days on which two questions were open only once', () => {
    const events = [
      event('identity_requested', '2026-03-04T09:00'),
      event('identity_confirmed', '2026-03-14T09:00'),
      event('clarification_requested', '2026-03-05T09:00'),
      event('clarification_received', '2026-03-20T09:00'),
    ];
    // 2 April and 16 days (4 to 20 March) is 18 April, a Saturday.
    expect(dayOf(clock(at('2026-03-02T09:00'), { events }).legalDue)).toBe('2026-04-20');
  });

  it('pauses for clarification only where the rule says so', () => {
    const events = [event('clarification_requested', '2026-03-04T09:00')];
    expect(clock(at('2026-03-02T09:00'), { events }).state).toBe('suspended');
    expect(clock(at('2026-03-02T09:00'), { events, duty: 'erasure' }).state).toBe('running');
  });

  it('keeps the safe date and the safe milestones while it is suspended', () => {
    const events = [event('identity_requested', '2026-03-04T09:00')];
    const { legalDue, safeDue, milestones } = clock(at('2026-03-02T09:00'), { events });
    expect([legalDue, dayOf(safeDue)]).toEqual([null, '2026-04-02']);
    expect(Object.keys(milestones)).toEqual(['extensionNoticeSafe', 'refusalNoticeSafe']);
  });

  test.each([
    ['on the seventh day', '2026-03-09T09:00', '2026-03-12T09:00', '2026-04-06'],
    ['later: not without undue delay', '2026-03-10T09:00', '2026-03-13T09:00', '2026-04-02'],
  ])('credits a question asked %s', (_, asked, answered, due) => {
    const events = [event('identity_requested', asked), event('identity_confirmed', answered)];
    // 2 April and 3 days is Easter Sunday, 5 April; only weekends are known.
    expect(dayOf(clock(at('2026-03-02T09:00'), { events }).legalDue)).toBe(due);
  });

  test.each([
    ['holds on the last day, to which the first period rolled', '2026-02-16T23:00', '2026-04-15'],
    ['is void a day later', '2026-02-17T09:00', '2026-02-16'],
  ])('extends: a notice %s', (_, notified, due) => {
    const events = [event('extension_notified', notified)];
    expect(dayOf(clock(at('2026-01-15T12:00'), { events }).legalDue)).toBe(due);
  });

  it('ignores what lies before receipt', () => {
    const events = [event('identity_requested', '2026-03-01T09:00')];
    expect(clock(at('2026-03-02T09:00'), { events }).state).toBe('running');
  });

  it('tells the limits of both notices, which an extension does not move', () => {
    const events = [event('extension_notified', '2026-02-10T12:00')];
    const { legalDue, milestones } = clock(at('2026-01-15T12:00'), { events });
    expect(dayOf(legalDue)).toBe('2026-04-15');
    expect(Object.entries(milestones).map(([name, due]) => [name, dayOf(due)])).toEqual([
      ['extensionNotice', '2026-02-16'],
      ['extensionNoticeSafe', '2026-02-15'],
      ['refusalNotice', '2026-02-16'],
      ['refusalNoticeSafe', '2026-02-15'],
    ]);
  });

  it('owes at once what has no period', () => {
    const receivedAt = at('2026-01-15T12:00');
    const due = clock(receivedAt, { duty: 'consent_withdrawal' });
    expect(due).toMatchObject({ state: 'immediate', legalDue: receivedAt, safeDue: receivedAt });
  });

  it('rolls over announced holidays only', () => {
    const holiday = (status: 'announced' | 'projected'): HolidayCalendar => ({
      ...{ id: 'DE', name: 'A calendar', version: '1', source: 'none', digest: 'cc' },
      ...{ reviewedOn: '2026-01-01', status: 'draft', toVerify: [], years: [2026] },
      holidays: {
        '2026-04-06': { on: '2026-04-06', name: 'Easter Monday', status, rolls: true },
      },
    });
    const due = (calendar: HolidayCalendar) =>
      dayOf(clock(at('2026-03-05T10:00'), { calendar }).legalDue);
    expect([due(holiday('announced')), due(holiday('projected'))]).toEqual([
      '2026-04-07',
      '2026-04-06',
    ]);
  });

  test.each([
    ['at the opening', '08:30', '2026-03-31', '2026-03-31', 'policy'],
    ['before the opening', '07:00', '2026-04-01', '2026-03-31', 'statutory-period'],
    ['after the opening', '08:31', '2026-04-01', '2026-04-01', 'statutory-period'],
  ])('counts 30 days from a receipt %s', (_, time, legal, safe, kind) => {
    const receivedAt = at(`2026-03-02T${time}`, BANGKOK);
    const due = clock(receivedAt, { pack: DAYS_PACK, zone: BANGKOK });
    expect([dayOf(due.legalDue, BANGKOK), dayOf(due.safeDue, BANGKOK), due.kind]).toEqual([
      legal,
      safe,
      kind,
    ]);
  });

  it('explains each step so that the sum can be redone', () => {
    const events = [
      event('identity_requested', '2026-02-02T12:00'),
      event('identity_confirmed', '2026-02-05T12:00'),
      event('extension_notified', '2026-02-20T12:00'),
    ];
    expect(clock(at('2026-01-31T12:00'), { events }).explanation).toEqual([
      'Received on Saturday 2026-01-31 at 12:00, local time in Europe/Berlin.',
      'Art. 3(1): so it is.',
      'Art. 12(3): so it is.',
      'Art. 3(2)(c): so it is.',
      'One month from Saturday 2026-01-31: Saturday 2026-02-28.',
      'Art. 12(6): so it is. Asked on Monday 2026-02-02, answered on Thursday 2026-02-05: 3 days do not count (policy).',
      'Art. 12(3): so it is. Notified on Friday 2026-02-20, inside the first period, which ends on Tuesday 2026-03-03. Counted from the same start, 3 months from Saturday 2026-01-31: Thursday 2026-04-30.',
      'Thursday 2026-04-30 and 3 days that do not count: Sunday 2026-05-03.',
      'Art. 3(4): so it is. 2026-05-03 is a Sunday: the period ends on Monday 2026-05-04. Only weekends are known here: a public holiday would move the legal date, not the safe one.',
      'Legal due date: the end of Monday 2026-05-04 in Europe/Berlin.',
      'Safe date, for alarms: the end of Thursday 2026-04-30 in Europe/Berlin, without pauses and without moving to a working day.',
    ]);
  });

  it('refuses a duty that the pack does not know, and a version that does not govern the day', () => {
    const receivedAt = at('2026-01-15T12:00');
    expect(() => clock(receivedAt, { duty: 'objection' })).toThrow(/right_not_supported/);
    const ended = { ...PACK, validTo: '2025-12-31' };
    expect(() => clock(receivedAt, { pack: ended })).toThrow(/law_undetermined/);
  });
});
