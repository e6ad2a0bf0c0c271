import type { PlannedTask } from '@habeas/domain';
import { alarmsOf, latestSafeStart, worstCaseHours, type AlarmBasis } from './alarms-schedule.js';

const day = (text: string) => new Date(`${text}T22:59:59Z`);
const lead = { dueSoonDays: 7, kind: 'policy' as const, citation: 'Policy', because: 'A week.' };

const basis = (more: Partial<AlarmBasis> = {}): AlarmBasis => ({
  startedAt: new Date('2026-03-05T08:00:00Z'),
  legalDue: day('2026-04-07'),
  safeDue: day('2026-04-05'),
  milestones: {
    extensionNotice: '2026-04-07T21:59:59Z',
    extensionNoticeSafe: '2026-04-05T22:59:59Z',
    refusalNoticeSafe: '2026-04-05T22:59:59Z',
  },
  extended: false,
  acknowledged: false,
  worstCaseHours: 48,
  ...more,
});

const reckoned = (given: AlarmBasis) =>
  Object.fromEntries(
    alarmsOf(given, lead).map(({ kind, raiseAt, limitAt }) => [
      kind,
      [raiseAt.toISOString().slice(0, 19), limitAt.toISOString().slice(0, 19)],
    ]),
  );

const task = (key: string, connector: string, after: string[] = []): PlannedTask => {
  return { key, connector, action: 'erase', scope: [], after };
};

describe('the alarms of a clock', () => {
  it('come a lead before a date, at it, and once the day of the law is over', () => {
    const safe = '2026-04-05T22:59:59';
    const ahead = '2026-03-29T22:59:59';
    expect(reckoned(basis())).toEqual({
      latest_start: ['2026-04-03T22:59:59', '2026-04-03T22:59:59'],
      extension_notice: [ahead, safe],
      refusal_notice: [ahead, safe],
      due_soon: [ahead, safe],
      due: [safe, safe],
      missed: ['2026-04-07T23:00:00', '2026-04-07T22:59:59'],
    });
  });

  it.each<[string, Partial<AlarmBasis>, string[]]>([
    ['while suspended', { legalDue: null }, ['missed']],
    ['once the person was told of an extension', { extended: true }, ['extension_notice']],
    ['where the law has no notices', { milestones: {} }, ['extension_notice', 'refusal_notice']],
    [
      'where it is owed at once',
      {
        legalDue: new Date('2026-03-05T08:00:00Z'),
        safeDue: new Date('2026-03-05T08:00:00Z'),
        milestones: {},
      },
      ['extension_notice', 'refusal_notice', 'due_soon', 'missed'],
    ],
  ])('leave some out %s', (_, more, left) => {
    const all = Object.keys(reckoned(basis()));
    const given = Object.keys(reckoned(basis(more)));
    expect(all.filter((kind) => !given.includes(kind))).toEqual(left);
  });

  it.each<[string, string, boolean, string[] | undefined]>([
    ['a lead before', '2026-03-29T09:00:00', false, ['2026-03-22T09:00:00', '2026-03-29T09:00:00']],
    // 72 hours: a lead of a week would warn at the receipt of every request.
    [
      'halfway, where the limit is short',
      '2026-03-08T08:00:00',
      false,
      ['2026-03-06T20:00:00', '2026-03-08T08:00:00'],
    ],
    ['not, once that was sent', '2026-03-08T08:00:00', true, undefined],
  ])('warn of confirming the receipt: %s', (_, limit, acknowledged, expected) => {
    const milestones = { acknowledgementSafe: `${limit}Z` };
    expect(reckoned(basis({ milestones, acknowledged }))['acknowledgement']).toEqual(expected);
  });

  it('never come before the receipt, however slow the systems are', () => {
    const slow = basis({ worstCaseHours: 10_000 });
    expect(reckoned(slow)['latest_start']?.[0]).toBe('2026-03-05T08:00:00');
    expect(latestSafeStart(slow) < slow.startedAt).toBe(true);
  });
});

describe('the hours that work may take', () => {
  const hours = new Map([
    ['accounts', 24],
    ['marketing', 2],
    ['telemetry', 5],
  ]);

  it.each<[string, PlannedTask[] | undefined, number]>([
    ['the slowest system, before there is a plan', undefined, 24],
    ['the slowest system, if the plan has no task', [], 24],
    ['the slowest of tasks side by side', [task('a', 'marketing'), task('b', 'telemetry')], 5],
    [
      'the sum of those that wait for one another',
      [task('a', 'marketing'), task('b', 'telemetry', ['a']), task('c', 'accounts', ['a', 'b'])],
      31,
    ],
    ['nothing for a system that is gone', [task('a', 'archive')], 0],
    ['an end, even in a circle', [task('a', 'accounts', ['b']), task('b', 'accounts', ['a'])], 48],
  ])('are %s', (_, tasks, expected) => {
    expect(worstCaseHours(tasks, hours)).toBe(expected);
  });

  it('are none where no system is known', () => {
    expect(worstCaseHours(undefined, new Map())).toBe(0);
  });
});
