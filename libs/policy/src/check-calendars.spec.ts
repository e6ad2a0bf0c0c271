import { fileURLToPath } from 'node:url';
import { HabeasError } from '@habeas/domain';
import { loadPolicyFiles } from './load-policy.js';
import { readPolicyFiles, textDigest, type PolicyFiles } from './policy-files.js';

const USED = /^calendars\/(DE|DE-BY|TH)\.yaml$/;
const shipped = readPolicyFiles(fileURLToPath(new URL('../data', import.meta.url)));
/** The shipped policy with three calendars only, which load faster. */
const files: PolicyFiles = Object.fromEntries(
  Object.entries(shipped).filter(([name]) => !name.startsWith('calendars/') || USED.test(name)),
);

const DE = 'calendars/DE.yaml';
const BAVARIA = 'calendars/DE-BY.yaml';
const THAI = 'calendars/TH.yaml';
const LABOUR_DAY = `    withoutRoll:
      '2026-05-01':
        name: National Labour Day
        status: announced
`;

interface Edit {
  what: string;
  file: string;
  old: string;
  by: string;
  path: string;
  detail: RegExp;
}

const FAULTS: Edit[] = [
  {
    what: 'an unknown key',
    file: DE,
    old: '  2026:\n    checkedAgainst:',
    by: '  2026:\n    observed: {}\n    checkedAgainst:',
    path: '/years/2026/observed',
    detail: /not known; known are checkedAgainst, reviewed, announced/,
  },
  {
    what: 'an impossible date',
    file: DE,
    old: "'2026-05-01': Labour Day",
    by: "'2026-04-31': Labour Day",
    path: '/years/2026/announced/2026-04-31',
    detail: /no such day/,
  },
  {
    what: 'no date at all',
    file: DE,
    old: "'2026-05-01': Labour Day",
    by: '1 May: Labour Day',
    path: '/years/2026/announced/1 May',
    detail: /malformed/,
  },
  {
    what: 'a date outside its year',
    file: DE,
    old: "'2026-05-01': Labour Day",
    by: "'2025-05-02': Labour Day",
    path: '/years/2026/announced/2025-05-02',
    detail: /not in 2026; move it/,
  },
  {
    what: 'the same date twice in one list',
    file: DE,
    old: "'2026-05-01': Labour Day",
    by: "'2026-05-01': Labour Day\n      '2026-05-01': May Day",
    path: '',
    detail: /unique/,
  },
  {
    what: 'the same date in two lists',
    file: THAI,
    old: LABOUR_DAY,
    by: `    projected:\n      '2026-05-01': Expected\n${LABOUR_DAY}`,
    path: '/years/2026/withoutRoll/2026-05-01',
    detail: /also stands under projected; keep one/,
  },
  {
    what: 'a day without roll that says no reason',
    file: BAVARIA,
    old: '        because: A holiday in the city of Augsburg only, FTG Art. 1(2).\n',
    by: '',
    path: '/years/2023/withoutRoll/2023-08-08',
    detail: /"because" is missing; add it/,
  },
  {
    what: 'a status that does not exist',
    file: THAI,
    old: LABOUR_DAY,
    by: LABOUR_DAY.replace('announced', 'rumoured'),
    path: '/years/2026/withoutRoll/2026-05-01/status',
    detail: /give one of announced, projected/,
  },
  {
    what: 'a year that is missing',
    file: DE,
    old: '  2027:\n    checkedAgainst:',
    by: '  2037:\n    checkedAgainst:',
    path: '/years',
    detail: /The year 2027 is missing; add it/,
  },
  {
    what: 'a day that the country has',
    file: BAVARIA,
    old: "'2026-01-06': Epiphany",
    by: "'2026-05-01': Epiphany",
    path: '/years/2026/announced/2026-05-01',
    detail: /DE already has this day; remove it here/,
  },
  {
    what: 'a region of nothing',
    file: BAVARIA,
    old: 'extends: DE',
    by: 'extends: AT',
    path: '/extends',
    detail: /no calendar AT; add calendars\/AT\.yaml/,
  },
  {
    what: 'a region of itself',
    file: BAVARIA,
    old: 'extends: DE',
    by: 'extends: DE-BY',
    path: '/extends',
    detail: /circle \(DE-BY -> DE-BY\)/,
  },
  {
    what: 'regions in a circle',
    file: DE,
    old: 'id: DE\n',
    by: 'id: DE\nextends: DE-BY\n',
    path: '/extends',
    detail: /circle \(DE -> DE-BY -> DE\); break it/,
  },
  {
    what: 'an id that is not the file’s',
    file: DE,
    old: 'id: DE\n',
    by: 'id: AT\n',
    path: '/id',
    detail: /The file of AT is calendars\/AT\.yaml/,
  },
  {
    what: 'a place that is no country',
    file: DE,
    old: 'id: DE\n',
    by: 'id: Germany\n',
    path: '/id',
    detail: /an ISO country or region/,
  },
  {
    what: 'a venue whose calendar is not there',
    file: 'controllers/smartapp.yaml',
    old: 'calendar: DE',
    by: 'calendar: FR',
    path: '/venues/gdpr/calendar',
    detail: /no calendar FR; add calendars\/FR\.yaml/,
  },
];

/** The files with the first `old` of one replaced; fails when that file does not have it. */
function edited(file: string, old: string, by: string): PolicyFiles {
  expect(files[file]).toContain(old);
  return { ...files, [file]: (files[file] ?? '').replace(old, by) };
}

function refused(given: PolicyFiles): HabeasError {
  try {
    loadPolicyFiles(given);
  } catch (error) {
    if (error instanceof HabeasError) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
}

describe('calendars', () => {
  test.each(FAULTS)('refuses $what, with file, line, path and remedy', (fault) => {
    const { code, errors } = refused(edited(fault.file, fault.old, fault.by));
    expect(code).toBe('policy_invalid');
    const found = errors.find(({ pointer }) => {
      const [, file, path] = /^(.+):\d+#(.*)$/.exec(pointer) ?? [];
      return file === fault.file && path === fault.path;
    });
    expect(found?.detail).toMatch(fault.detail);
  });

  it('tells the line of a day', () => {
    const given = edited(DE, "'2026-05-01': Labour Day", "'2026-04-31': Labour Day");
    const line = given[DE]?.split("'2026-04-31'")[0]?.split('\n').length;
    const pointers = refused(given).errors.map(({ pointer }) => pointer);
    expect(pointers).toEqual([`${DE}:${line}#/years/2026/announced/2026-04-31`]);
  });

  it('gives a region the days of its country, and a digest over both files', () => {
    const { calendars } = loadPolicyFiles(files);
    const { holidays, regionOf, digest } = calendars['DE-BY'] ?? {};
    expect([regionOf, holidays?.['2026-10-03']?.name, holidays?.['2026-06-04']?.name]).toEqual([
      'DE',
      'Day of German Unity',
      'Corpus Christi',
    ]);
    expect(calendars['DE']?.holidays['2026-06-04']).toBeUndefined();
    const digests = [DE, BAVARIA].map((name) => textDigest(files[name] ?? ''));
    expect(digest).toBe(textDigest(`${digests.join('\n')}\n`));
  });

  it('knows no more years in a region than in its country', () => {
    const more = edited(
      BAVARIA,
      'years:\n',
      'years:\n  2029: { checkedAgainst: [], reviewed: false }\n',
    );
    expect(loadPolicyFiles(more).calendars['DE-BY']?.years).toEqual([
      2023, 2024, 2025, 2026, 2027, 2028,
    ]);
  });
});
