import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { computeCase, type ClockCase } from '../../apps/cli/src/clock/clock-case.js';
import { checkRow, readTable, type TableRow } from '../../apps/cli/src/clock/clock-table.js';
import { loadPolicy } from '@habeas/policy';

const policy = loadPolicy(fileURLToPath(new URL('../../libs/policy/data', import.meta.url)));
const table = (name: string) =>
  readTable(readFileSync(new URL(name, import.meta.url), 'utf8')).rows;

describe('worked deadlines', () => {
  const rows = table('./vectors/deadlines/examples.csv');

  test.each(rows)('$id: $given.duty under $given.law is due $due ($kind)', (row) => {
    const { got, kind, problem } = checkRow(row, policy);
    expect({ got, kind, problem }).toEqual({ got: row.due, kind: row.kind, problem: undefined });
  });

  it('are all there, and all judged', () => {
    expect(rows).toHaveLength(59);
    expect(new Set(rows.map(({ given }) => given.law)).size).toBe(8);
  });

  test.each(rows)('$id is explained, and never safe only after it is due', ({ given }) => {
    const { clock, safeDue, due } = computeCase(given, policy);
    expect(clock.explanation.length).toBeGreaterThan(2);
    if (clock.state === 'running') expect(safeDue <= due).toBe(true);
  });
});

describe('further deadlines, worked by hand', () => {
  test.each(table('./further-deadlines.csv'))(
    '$id: $given.duty under $given.law is due $due ($kind)',
    (row: TableRow) => {
      const { got, kind, problem } = checkRow(row, policy);
      expect({ got, kind, problem }).toEqual({ got: row.due, kind: row.kind, problem: undefined });
    },
  );
});

describe('an explanation', () => {
  const given: ClockCase = {
    law: 'gdpr',
    calendar: 'DE',
    duty: 'access',
    received: '2026-03-03T12:00:00',
    zone: 'Europe/Berlin',
    events: [],
    facts: [],
  };
  const explained = (more: Partial<ClockCase>) =>
    computeCase({ ...given, ...more }, policy).clock.explanation.join('\n');

  test.each<[string, Partial<ClockCase>, RegExp]>([
    ['each day that was passed over', {}, /2026-04-03 is Good Friday, an announced public holiday/],
    ['the calendar and its version', {}, /the calendar DE, version 2026\.1/],
    [
      'a holiday that is only projected',
      { law: 'pdpa_tha', calendar: 'TH', zone: 'Asia/Bangkok', received: '2027-06-19T12:00:00' },
      /only projected, not announced, so it does not move the date/,
    ],
    [
      'a holiday that binds only some',
      { law: 'pdpa_tha', calendar: 'TH', zone: 'Asia/Bangkok', received: '2026-04-01T12:00:00' },
      /2026-05-01 stands there: it does not move the date \(policy\)/,
    ],
    [
      'a year that the calendar does not cover',
      { received: '2030-01-08T12:00:00' },
      /which does not cover 2030: only weekends are known/,
    ],
    [
      'that the law has no number',
      { law: 'appi_jpn', calendar: 'JP', zone: 'Asia/Tokyo' },
      /no number here; this is where the alarm stands/,
    ],
  ])('names %s', (_, more, sentence) => {
    expect(explained(more)).toMatch(sentence);
  });
});
