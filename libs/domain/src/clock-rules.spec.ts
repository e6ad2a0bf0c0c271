import { computeClock } from './clock.js';
import type { Duty } from './clock-duty.js';
import type { ClockInput } from './clock-reckoning.js';
import type { Holiday, HolidayCalendar } from './holiday-calendar.js';
import type { ClockEventType, ClockRule, LawPack, PauseRule } from './law-pack.js';

/** UTC and weekdays only: 2 March 2026 is a Monday. */
const RECEIVED = '2026-03-02T09:00:00Z';

const cited = (citation: string) => ({ citation, because: 'so it is.' });
const statutory = (rule: Partial<ClockRule>): ClockRule => ({
  kind: 'statutory-period',
  ...cited('Art. 1'),
  ...rule,
});

const pause = (effect: PauseRule['effect'], more: Partial<PauseRule> = {}): PauseRule => ({
  from: 'identity_requested',
  until: 'identity_confirmed',
  effect,
  kind: 'statutory-period',
  ...cited('Art. 2'),
  ...more,
});

const PACK: LawPack = {
  id: 'uk_gdpr',
  name: 'A law',
  version: '1',
  source: 'none',
  reviewedOn: '2026-01-01',
  status: 'draft',
  toVerify: [],
  digest: 'aa',
  validFrom: '2020-01-01',
  countries: [],
  appliesWhen: [],
  counting: { start: cited('start'), end: cited('end'), roll: cited('roll') },
  pauses: [],
  clocks: {},
  rights: {},
};

/** A law with one clock for access, and perhaps other rules. */
function law(clock: Partial<ClockRule>, more: Partial<LawPack> = {}): LawPack {
  const identity = { minimum: 'low' as const, ...cited('Art. 3') };
  const right = { article: 'Art. 4', clock: 'answer', approvals: 0, conditions: [], refusals: [] };
  return {
    ...PACK,
    clocks: { answer: statutory(clock) },
    rights: { access: { ...right, identity } },
    ...more,
  };
}

const calendar = (...holidays: Partial<Holiday>[]): HolidayCalendar => ({
  id: 'XX',
  name: 'A calendar',
  version: '7',
  source: 'none',
  reviewedOn: '2026-01-01',
  status: 'draft',
  toVerify: [],
  digest: 'cc',
  years: [2026],
  holidays: Object.fromEntries(
    holidays.map((day) => [
      day.on,
      { on: '', name: 'A day', status: 'announced', rolls: true, ...day },
    ]),
  ),
});

const clock = (pack: LawPack, more: Partial<ClockInput> = {}) =>
  computeClock({ pack, duty: 'access', receivedAt: RECEIVED, zone: 'UTC', ...more });

const due = (pack: LawPack, more: Partial<ClockInput> = {}) => {
  const { legalDue, safeDue, kind } = clock(pack, more);
  return [legalDue?.slice(0, 10), safeDue.slice(0, 10), kind];
};

const at = (type: ClockEventType, day: string) => ({ type, at: `${day}T12:00:00Z` });
const asked = (from: string, until: string) => [
  at('identity_requested', from),
  at('identity_confirmed', until),
];

describe('periods', () => {
  it('count working days over weekends and announced holidays; safe knows no holiday', () => {
    const pack = law({ period: { workingDays: 5 } });
    expect(due(pack)).toEqual(['2026-03-09', '2026-03-09', 'statutory-period']);
    const days = calendar({ on: '2026-03-04' }, { on: '2026-03-05', status: 'projected' });
    expect(due(pack, { calendar: days })).toEqual(['2026-03-10', '2026-03-09', 'statutory-period']);
  });

  it('pass by the hour, over weekends and clock changes', () => {
    const pack = law({ period: { hours: 72 } });
    const received = { receivedAt: '2026-03-27T09:30:00.500Z', zone: 'Europe/Berlin' };
    const { legalDue, safeDue, explanation } = clock(pack, received);
    expect([legalDue, safeDue]).toEqual(['2026-03-30T09:30:00.500Z', '2026-03-30T09:30:00.500Z']);
    expect(explanation[2]).toBe(
      '72 hours from Friday 2026-03-27 at 10:30: Monday 2026-03-30 at 11:30.',
    );
  });

  it('count the first day where the law begins with it', () => {
    const pack = law({ period: { days: 10 }, firstDayCounted: cited('Art. 5') });
    expect(due(pack)).toEqual(['2026-03-11', '2026-03-11', 'statutory-period']);
  });

  it('are others where a fact is known', () => {
    const fact = 'third_party_involved' as const;
    const longer = { fact, period: { days: 16 }, ...cited('Art. 6') };
    const pack = law({ period: { days: 10 }, periodsWhen: [longer] });
    expect(due(pack, { facts: [] })[0]).toBe('2026-03-12');
    expect(due(pack, { facts: [fact] })[0]).toBe('2026-03-18');
    expect(clock(pack, { facts: [fact] }).explanation).toContain('Art. 6: so it is.');
  });
});

describe('a last day', () => {
  const tenDays = { period: { days: 10 } };

  it.each<[string, Partial<Holiday>, string, string]>([
    ['moves over an announced holiday', {}, '2026-03-13', 'statutory-period'],
    ['stays on a projected one', { status: 'projected' }, '2026-03-12', 'statutory-period'],
    ['stays on one that binds only some', { rolls: false, because: 'x' }, '2026-03-12', 'policy'],
    ['moves over one of a region', { region: 'XX-Y' }, '2026-03-13', 'policy'],
  ])('%s', (_, day, legal, kind) => {
    const regional = { kind: 'policy' as const, ...cited('Art. 7') };
    const pack = law(tenDays, {
      counting: { ...PACK.counting, roll: { ...cited('roll'), regional } },
    });
    const holidays = calendar({ on: '2026-03-12', ...day });
    expect(due(pack, { calendar: holidays })).toEqual([legal, '2026-03-12', kind]);
  });

  it('stays on a weekend where the law does not move it, and that is policy', () => {
    const noRoll = { kind: 'policy' as const, ...cited('Art. 8') };
    const counting = { start: cited('start'), end: cited('end'), noRoll };
    const pack = law({ period: { days: 12 } }, { counting });
    expect(due(pack)).toEqual(['2026-03-14', '2026-03-14', 'policy']);
    expect(due(law({ period: { days: 11 } }, { counting }))[2]).toBe('statutory-period');
  });

  it('is told with the calendar that it was judged by', () => {
    const { calendarId, calendarVersion, calendarDigest } = clock(law(tenDays), {
      calendar: calendar(),
    });
    expect([calendarId, calendarVersion, calendarDigest]).toEqual(['XX', '7', 'cc']);
    expect(clock(law(tenDays))).not.toHaveProperty('calendarId');
  });
});

describe('a question', () => {
  const tenDays = { period: { days: 10 } };
  const under = (rule: PauseRule, ...events: ReturnType<typeof at>[]) =>
    due(law(tenDays, { pauses: [rule] }), { events });

  it.each<[PauseRule['effect'], string]>([
    ['days_between', '2026-03-16'],
    ['days_inclusive', '2026-03-17'],
    ['restart', '2026-03-18'],
  ])('of effect %s moves the date to %s', (effect, legal) => {
    const events = asked('2026-03-04', '2026-03-08');
    expect(under(pause(effect), ...events)).toEqual([legal, '2026-03-12', 'statutory-period']);
  });

  it('that restarts the period suspends it until it is answered', () => {
    const open = at('identity_requested', '2026-03-04');
    expect(under(pause('restart'), open)).toEqual([undefined, '2026-03-12', 'statutory-period']);
  });

  it('does not revive a period that is over', () => {
    const events = asked('2026-03-13', '2026-03-20');
    expect(under(pause('restart'), ...events)[0]).toBe('2026-03-12');
    expect(under(pause('days_between'), ...events)[0]).toBe('2026-03-12');
  });

  it('counts only from the day with which another one restarts the period', () => {
    const clarification = pause('days_inclusive', {
      from: 'clarification_requested',
      until: 'clarification_received',
    });
    const pack = law(tenDays, { pauses: [pause('restart'), clarification] });
    const events = [
      ...asked('2026-03-03', '2026-03-06'),
      at('clarification_requested', '2026-03-03'),
      at('clarification_received', '2026-03-09'),
    ];
    // Begins on 6 March; 6 to 9 March do not count.
    expect(due(pack, { events })[0]).toBe('2026-03-20');
  });

  it('comes before its answer, also where both are told of one moment', () => {
    const told = asked('2026-03-04', '2026-03-04').toReversed();
    expect(under(pause('days_inclusive'), ...told)[0]).toBe('2026-03-13');
  });

  it('makes the date as contested as its rule', () => {
    const events = asked('2026-03-04', '2026-03-08');
    expect(under(pause('days_between', { kind: 'policy' }), ...events)[2]).toBe('policy');
    expect(under(pause('days_between', { kind: 'authority-guidance' }), ...events)[2]).toBe(
      'authority-guidance',
    );
  });
});

describe('duties besides the answer', () => {
  const kept = statutory({
    period: { days: 10 },
    runsFrom: { event: 'refused', ...cited('Art. 9') },
  });
  const pack = law(
    { period: { days: 30 } },
    {
      clocks: {
        answer: statutory({ period: { days: 30 } }),
        receipt: statutory({ period: { workingDays: 2 } }),
        kept,
      },
      duties: {
        acknowledgement: { clock: 'receipt', milestoneOf: ['access'], validFrom: '2026-03-01' },
        refused_data_preservation: { clock: 'kept' },
      },
    },
  );
  const owed = (duty: Duty, more: Partial<ClockInput> = {}) => due(pack, { duty, ...more });

  it('have clocks of their own, and stand as milestones in those of the rights', () => {
    expect(owed('acknowledgement')[0]).toBe('2026-03-04');
    expect(clock(pack).milestones).toEqual({
      acknowledgement: '2026-03-04T23:59:59Z',
      acknowledgementSafe: '2026-03-04T23:59:59Z',
    });
  });

  it('are not owed before their own day', () => {
    const receivedAt = '2026-02-27T09:00:00Z';
    expect(() => owed('acknowledgement', { receivedAt })).toThrow(/from 2026-03-01 on/);
    expect(clock(pack, { receivedAt }).milestones).toEqual({});
  });

  it('run from an event, and not before it', () => {
    expect(owed('refused_data_preservation')[0]).toBeUndefined();
    const events = [at('refused', '2026-03-06')];
    expect(owed('refused_data_preservation', { events })[0]).toBe('2026-03-16');
  });

  it('are refused where the law has none', () => {
    expect(() => owed('sale_opt_out')).toThrow(/right_not_supported/);
    expect(() => owed('access_refusal_notice')).toThrow(/right_not_supported/);
  });

  it.each([
    [true, '2026-05-04'],
    [false, '2026-04-01'],
  ])('a refusal notice that is extended with the answer: %s', (extended, legal) => {
    const noticed = law({
      period: { days: 30 },
      extension: { period: { days: 31 }, noticeWithin: 'first-period', ...cited('Art. 10') },
      refusalNotice: { period: { days: 30 }, extended, ...cited('Art. 11') },
    });
    const events = [at('extension_notified', '2026-03-20')];
    expect(due(noticed, { duty: 'access_refusal_notice', events })[0]).toBe(legal);
    const { milestones } = clock(noticed, { events });
    expect(milestones['refusalNotice']?.slice(0, 10)).toBe(legal);
    expect(milestones['extensionNotice']?.slice(0, 10)).toBe('2026-04-01');
  });
});

it('an alarm says that the law has no number', () => {
  const { kind, explanation } = clock(law({ kind: 'alarm', period: { days: 14 } }));
  expect(kind).toBe('alarm');
  expect(explanation).toContain('The law has no number here; this is where the alarm stands.');
});
