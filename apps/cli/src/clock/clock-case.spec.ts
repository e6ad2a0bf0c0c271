import { fileURLToPath } from 'node:url';
import { loadPolicy } from '@habeas/policy';
import { CaseProblem, computeCase, type ClockCase } from './clock-case.js';
import { checkRow, readTable } from './clock-table.js';

const policy = loadPolicy(fileURLToPath(new URL('../../../../libs/policy/data', import.meta.url)));

const GIVEN: ClockCase = {
  law: 'gdpr',
  calendar: 'DE',
  duty: 'access',
  received: '2026-01-15T12:00:00',
  zone: 'Europe/Berlin',
  events: [],
  facts: [],
};

const compute = (more: Partial<ClockCase> = {}) => computeCase({ ...GIVEN, ...more }, policy);

describe('a case', () => {
  it('is computed under the version of its day, in local times', () => {
    const { due, safeDue, kind, milestones, clock } = compute();
    expect([due, safeDue, kind]).toEqual(['2026-02-16T23:59:59', '2026-02-15T23:59:59', 'legal']);
    expect(milestones).toMatchObject({ extensionNotice: '2026-02-16T23:59:59' });
    expect([clock.packVersion, clock.calendarId]).toEqual(['2026.1', 'DE']);
    expect(compute({ duty: 'consent_withdrawal' })).toMatchObject({ due: 'immediate' });
  });

  it.each<[string, Partial<ClockCase>, RegExp]>([
    ['a law', { law: 'gdrp' }, /No law is called "gdrp"; known are gdpr, pdpa_tha/],
    ['a duty', { duty: '' }, /No duty is given; known are access/],
    ['a duty of this law', { duty: 'acknowledgement' }, /no clock for acknowledgement/],
    ['a zone', { zone: 'Europe/Berln' }, /No time zone is called "Europe\/Berln"/],
    ['a calendar', { calendar: 'XX' }, /No calendar is called "XX"; known are AT/],
    ['an event', { events: ['asked@2026-02-01T09:00:00'] }, /No event is called "asked"/],
    ['the instant of an event', { events: ['refused'] }, /refused needs one instant/],
    ['a fact', { facts: ['third_party'] }, /known are third_party_involved/],
    [
      'a fact without instant',
      { events: ['third_party_involved@2026-02-01T09:00:00'] },
      /given without an instant/,
    ],
    ['a day that exists', { received: '2026-02-30T12:00:00' }, /no date and time/],
    ['a local time', { received: '2026-02-20T12:00:00Z' }, /without offset/],
    ['a time of day', { received: '2026-02-20' }, /no date and time/],
    ['a version', { received: '2018-05-24T12:00:00' }, /there is 2026\.1 from 2018-05-25 to now/],
  ])('needs %s', (_, more, problem) => {
    expect(() => compute(more)).toThrow(CaseProblem);
    expect(() => compute(more)).toThrow(problem);
  });

  it('uses the days of the country, and says so, where a region has no calendar', () => {
    const { clock, notes } = compute({ calendar: 'DE-BE' });
    expect(clock.calendarId).toBe('DE');
    expect(notes).toEqual([expect.stringMatching(/DE-BE: that of DE was used/)]);
  });
});

describe('an event before the receipt', () => {
  it('moves nothing, and that is said', () => {
    const { due, notes } = compute({ events: ['identity_requested@2026-01-14T12:00:00'] });
    expect(due).toBe('2026-02-16T23:59:59');
    expect(notes).toEqual(['identity_requested lies before the receipt and moves nothing.']);
  });
});

describe('a table', () => {
  const HEAD = 'id,law,calendar,duty,received_local,timezone,events,due,kind,why';
  const ROW = 'A,gdpr,DE,access,2026-01-15T12:00:00,Europe/Berlin,,2026-02-16T23:59:59,legal';
  const check = (...lines: string[]) =>
    readTable([HEAD, ...lines].join('\n')).rows.map((row) => checkRow(row, policy));

  it('is checked row by row', () => {
    const wrong = ROW.replace('A,', 'B,').replace('02-16', '02-15');
    const impossible = ROW.replace('A,', 'C,').replace('2026-01-15', '2026-01-32');
    const unclear = ROW.replace('A,', 'D,').replace('2026-02-16T23:59:59', 'soon');
    expect(check(ROW, wrong, impossible, unclear)).toMatchObject([
      { id: 'A', passed: true, got: '2026-02-16T23:59:59', kind: 'legal' },
      { id: 'B', passed: false, expected: '2026-02-15T23:59:59', got: '2026-02-16T23:59:59' },
      { id: 'C', passed: false, problem: expect.stringMatching(/no date and time/) as string },
      { id: 'D', passed: false, problem: expect.stringMatching(/no due date/) as string },
    ]);
  });

  it('reads quoted fields, facts, several events and a byte order mark', () => {
    const events = '"third_party_involved; extension_notified@2026-03-20T15:00:00"';
    const row = `E,pdpl_vnm,VN,erasure,2026-03-02T15:00:00,Asia/Ho_Chi_Minh,${events},2026-04-21T23:59:59,legal,"a, ""b"""`;
    const { rows, unknownColumns } = readTable(`\ufeff${HEAD},more\r\n${row}\r\n`);
    expect(unknownColumns).toEqual(['more']);
    expect(rows.map((one) => checkRow(one, policy).passed)).toEqual([true]);
  });

  it.each([
    ['no rows', HEAD, /holds no rows/],
    ['missing columns', 'id,law\n1,gdpr', /lacks calendar, duty/],
    ['an open quote', `${HEAD}\nA,"gdpr`, /no CSV table/],
  ])('with %s is refused', (_, text, problem) => {
    expect(() => readTable(text)).toThrow(problem);
  });
});
