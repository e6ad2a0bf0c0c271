import { fileURLToPath } from 'node:url';
import type { LawPack } from '@habeas/domain';
import { loadPolicy, type Policy } from '@habeas/policy';
import { clockUnder } from './clocks-under.js';
import { effectOn, type OpenClock } from './policy-effects.js';

const policy = loadPolicy(fileURLToPath(new URL('../../policy/data', import.meta.url)));

function gdpr({ packs }: Pick<Policy, 'packs'>): LawPack {
  const pack = packs.find(({ id }) => id === 'gdpr');
  if (!pack) throw new Error('no pack of the GDPR');
  return pack;
}

function open(receivedAt: string, more: Partial<OpenClock> = {}): OpenClock {
  const asked = { pack: gdpr(policy), right: 'access' as const, receivedAt };
  const { legalDue, safeDue, milestones } = clockUnder(policy, asked);
  return {
    request: 'req_1',
    exercise: 'exe_1',
    right: 'access',
    law: 'gdpr',
    receivedAt: new Date(receivedAt),
    legalDue: legalDue ? new Date(legalDue) : null,
    safeDue: new Date(safeDue),
    milestones,
    events: [],
    ...more,
  };
}

/** The policy with one more public holiday in Germany. */
function withHoliday(on: string, status: 'announced' | 'projected' = 'announced'): Policy {
  const calendar = policy.calendars['DE'];
  if (!calendar) throw new Error('no calendar of Germany');
  const day = { on, name: 'A day of mourning', status, rolls: true };
  const holidays = { ...calendar.holidays, [on]: day };
  return { ...policy, calendars: { ...policy.calendars, DE: { ...calendar, holidays } } };
}

describe('the effect of another version on an open clock', () => {
  it('is none under the same version', () => {
    expect(effectOn(open('2026-03-05T08:00:00Z'), policy)).toBeUndefined();
  });

  it.each<[string, string, string, 'announced' | 'projected', number | undefined]>([
    ['a last day becomes a holiday', '2026-03-05T08:00:00Z', '2026-04-07', 'announced', 1],
    ['it is only expected', '2026-03-05T08:00:00Z', '2026-04-07', 'projected', undefined],
    ['it lies inside the period', '2026-03-05T08:00:00Z', '2026-03-24', 'announced', undefined],
    [
      'another request ends elsewhere',
      '2026-03-10T08:00:00Z',
      '2026-04-07',
      'announced',
      undefined,
    ],
  ])('follows when %s', (_, receivedAt, on, status, days) => {
    const effect = effectOn(open(receivedAt), withHoliday(on, status));
    expect(effect?.days.legalDue).toBe(days);
    expect(effect?.days.safeDue ?? 0).toBe(0);
  });

  it('is none where the law has no version for the day of receipt', () => {
    expect(effectOn(open('2026-03-05T08:00:00Z'), { ...policy, packs: [] })).toBeUndefined();
  });

  it('is none where another version no longer knows the right', () => {
    const packs = [{ ...gdpr(policy), rights: {} }];
    expect(effectOn(open('2026-03-05T08:00:00Z'), { ...policy, packs })).toBeUndefined();
  });

  it('is none where only a later version changes: the day of receipt chooses', () => {
    const pack = gdpr(policy);
    const packs = [
      { ...pack, validTo: '2030-12-31' },
      { ...pack, validFrom: '2031-01-01', digest: 'f'.repeat(64), clocks: {} },
    ];
    expect(effectOn(open('2026-03-05T08:00:00Z'), { ...policy, packs })).toBeUndefined();
  });

  it('has no days where the clock was suspended', () => {
    const suspended = open('2026-03-05T08:00:00Z', { legalDue: null });
    expect(effectOn(suspended, policy)).toMatchObject({
      before: { legalDue: null },
      days: { legalDue: null, safeDue: 0 },
    });
  });
});
