/** What is refused in a register, in retention rules and in the rules by which cells are decided. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HabeasError } from '@habeas/domain';
import { loadPolicyFiles } from './load-policy.js';
import { loadRegister } from './load-register.js';
import { readPolicyFiles } from './policy-files.js';

const SHIPPED = fileURLToPath(new URL('../data', import.meta.url));
// Without the calendars that no venue uses: they are read by tests of their own.
const files = Object.fromEntries(
  Object.entries(readPolicyFiles(SHIPPED)).filter(
    ([name]) => !/^calendars\/(?!(?:DE|TH)\.yaml)/.test(name),
  ),
);

const REGISTER = 'registers/smartapp.yaml';
const GDPR = 'packs/gdpr.yaml';
const RETENTION = 'retention/gdpr.yaml';

interface Fault {
  what: string;
  file: string;
  old: string;
  by: string;
  path: string;
  detail: RegExp;
}

const inRegister: Omit<Fault, 'file'>[] = [
  {
    what: 'an unknown key of a system',
    old: 'erasedAfter: [marketing, telemetry]',
    by: 'erasedBefore: [marketing]',
    path: '/systems/0/erasedBefore',
    detail: /not known; known are id, name, categories, erasedAfter/,
  },
  {
    what: 'a source without its facts',
    old: '  automated: { provided: observed, consent: false }\n',
    by: '',
    path: '/sources',
    detail: /"automated" is missing; add it/,
  },
  {
    what: 'a safeguard without its citation',
    old: 'citation: Art. 45 GDPR\n        ',
    by: '',
    path: '/transfers/0/safeguards/gdpr',
    detail: /"citation" is missing; add it/,
  },
  {
    what: 'a basis without its citation',
    old: 'gdpr: Art. 6(1)(b) GDPR, ',
    by: '',
    path: '/bases/1/citations',
    detail: /gdpr/,
  },
  {
    what: 'a derived part that the category lacks',
    old: 'derived: [patterns of usage]',
    by: 'derived: [pattern of usage]',
    path: '/categories/5/derived/0',
    detail: /PU holds no "pattern of usage"; name one of its parts/,
  },
  {
    what: 'a part on a system that the category lacks',
    old: 'parts: [passwords, login data]',
    by: 'parts: [passwords, login dates]',
    path: '/systems/0/categories/3/parts/1',
    detail: /PU holds no "login dates"/,
  },
  {
    what: 'a part that no system holds',
    old: '          - searches\n',
    by: '',
    path: '/categories/5/holds/5',
    detail: /No system holds "searches"; add it to the parts of one/,
  },
  {
    what: 'a recipient of no category',
    old: '{ id: group, name: Panasonic Corporation and Affiliates }',
    by: '{ id: group, name: Panasonic Corporation and Affiliates, categories: [ID, GEO] }',
    path: '/recipients/0/categories/1',
    detail: /No category is called GEO/,
  },
  {
    what: 'a place that is no pointer',
    old: '- /people/given_name',
    by: '- people.given_name',
    path: '/systems/0/categories/0/correctable/0',
    detail: /a JSON Pointer/,
  },
  {
    what: 'an order after no system',
    old: 'erasedAfter: [marketing, telemetry]',
    by: 'erasedAfter: [marketing, billing]',
    path: '/systems/0/erasedAfter/1',
    detail: /No system is called billing; known are accounts, marketing, telemetry/,
  },
  {
    what: 'an order in a circle',
    old: '    name: Telemetry\n',
    by: '    name: Telemetry\n    erasedAfter: [accounts]\n',
    path: '/systems/2/erasedAfter',
    detail: /telemetry waits for accounts waits for telemetry: none could be first/,
  },
  {
    what: 'a system that waits for itself',
    old: 'erasedAfter: [marketing, telemetry]',
    by: 'erasedAfter: [accounts]',
    path: '/systems/0/erasedAfter',
    detail: /accounts waits for accounts/,
  },
  {
    what: 'a list that contains itself',
    old: 'erasedAfter: [marketing, telemetry]',
    by: 'erasedAfter: &again [*again]',
    path: '/systems/0/erasedAfter/0',
    detail: /Text is expected/,
  },
  {
    what: 'an impossible date',
    old: "noticeUpdatedOn: '2022-06-27'",
    by: "noticeUpdatedOn: '2022-06-31'",
    path: '/noticeUpdatedOn',
    detail: /no day; give one that exists/,
  },
];

const FAULTS: Fault[] = [
  ...inRegister.map((fault) => ({ ...fault, file: REGISTER })),
  {
    what: 'retention without its statute',
    file: RETENTION,
    old: '    statute: s. 147(1) no. 4, (3) AO; s. 257(1) no. 4, (4) HGB; s. 14b(1) UStG\n',
    by: '',
    path: '/rules/0',
    detail: /"statute" is missing; add it/,
  },
  {
    what: 'retention of no category',
    file: RETENTION,
    old: 'category: BC',
    by: 'category: EM',
    path: '/rules/2/category',
    detail: /No category is called EM/,
  },
  {
    what: 'retention for ever',
    file: RETENTION,
    old: 'years: 8',
    by: 'years: 99',
    path: '/rules/0/keep/years',
    detail: /whole number from 1 to 30/,
  },
  {
    what: 'an unknown key of a retention rule',
    file: RETENTION,
    old: '    keep:\n',
    by: '    keeps: {}\n    keep:\n',
    path: '/rules/0/keeps',
    detail: /not known/,
  },
  {
    what: 'retention reviewed on no day',
    file: RETENTION,
    old: "reviewedOn: '2026-11-22'",
    by: "reviewedOn: '2026-02-29'",
    path: '/reviewedOn',
    detail: /no day/,
  },
  {
    what: 'a decision without its citation',
    file: GDPR,
    old: '        decision: rectify\n        citation: Art. 16 GDPR\n',
    by: '        decision: rectify\n',
    path: '/rights/rectification/decisions/0',
    detail: /"citation" is missing; add it/,
  },
  {
    what: 'a condition that is none',
    file: GDPR,
    old: 'when: change_named',
    by: 'when: change_wanted',
    path: '/rights/rectification/decisions/0/when',
    detail: /Not known here; give one of account_closes/,
  },
  {
    what: 'a decision that no rule can make',
    file: GDPR,
    old: 'decision: suppress',
    by: 'decision: not_searched',
    path: '/rights/marketing_objection/decisions/0/decision',
    detail: /Not known here/,
  },
  {
    what: 'a balance where nothing waits',
    file: GDPR,
    old: '        decision: restrict\n        citation: Art. 21(1), 18(1)(d) GDPR',
    by: '        decision: keep\n        citation: Art. 21(1), 18(1)(d) GDPR',
    path: '/rights/objection/decisions/0',
    detail: /Only "restrict" waits for a balance/,
  },
  {
    what: 'parts withheld of what is not handed over',
    file: GDPR,
    old: 'decision: export\n        withholds: [secrets]',
    by: 'decision: keep\n        withholds: [secrets]',
    path: '/rights/access/decisions/0',
    detail: /Only "export" withholds parts/,
  },
];

function refusal(load: () => unknown): HabeasError {
  try {
    load();
  } catch (error) {
    if (error instanceof HabeasError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

/** A file with the first `old` replaced; fails when the file does not have it. */
function edited({ file, old, by }: Pick<Fault, 'file' | 'old' | 'by'>): string {
  expect(files[file]).toContain(old);
  return (files[file] ?? '').replace(old, () => by);
}

describe('the shipped policy', () => {
  test.each(FAULTS)('is refused with $what, with file, line, path and remedy', (fault) => {
    const { code, errors } = refusal(() =>
      loadPolicyFiles({ ...files, [fault.file]: edited(fault) }),
    );
    expect(code).toBe('policy_invalid');
    const found = errors.find(({ pointer }) => pointer.endsWith(`#${fault.path}`));
    expect(found?.pointer).toMatch(new RegExp(`^${fault.file}:[1-9]\\d*#`));
    expect(found?.detail).toMatch(fault.detail);
  });
});

describe('loadRegister', () => {
  const text = readFileSync(`${SHIPPED}/${REGISTER}`, 'utf8');

  it('reads one register on its own, the same as with the rest', () => {
    expect(loadRegister('mine.yaml', text)).toEqual(loadPolicyFiles(files).register);
  });

  test.each(inRegister.filter(({ what }) => !what.startsWith('a basis')))(
    'refuses $what by the name given',
    (fault) => {
      const { errors } = refusal(() =>
        loadRegister('mine.yaml', edited({ ...fault, file: REGISTER })),
      );
      const found = errors.find(({ pointer }) => pointer.endsWith(`#${fault.path}`));
      expect(found?.pointer).toMatch(/^mine\.yaml:[1-9]\d*#/);
      expect(found?.detail).toMatch(fault.detail);
    },
  );

  it('refuses what is no YAML', () => {
    expect(refusal(() => loadRegister('mine.yaml', 'a: [')).detail).toMatch(/^mine\.yaml:1#/);
  });
});
