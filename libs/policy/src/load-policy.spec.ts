import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HabeasError } from '@habeas/domain';
import { loadPolicy } from './load-policy.js';

const SHIPPED = fileURLToPath(new URL('../data', import.meta.url));

/** The calendars of the controller's venues; all of them are read by other tests. */
const isNeeded = (path: string) => !/calendars\/(?!(?:DE|TH)\.yaml)[^/]+$/.test(path);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'habeas-policy-'));
  cpSync(SHIPPED, dir, { recursive: true, filter: isNeeded });
});
afterEach(() => rmSync(dir, { recursive: true }));

const textOf = (file: string) => readFileSync(join(dir, file), 'utf8');

/** Replaces the first `old` in a file; fails when the file does not have it. */
function edit(file: string, old: string, replacement: string): void {
  const before = textOf(file);
  expect(before).toContain(old);
  writeFileSync(join(dir, file), before.replace(old, replacement));
}

function refused(from = dir): HabeasError {
  try {
    loadPolicy(from);
  } catch (error) {
    if (error instanceof HabeasError) return error;
    throw error;
  }
  throw new Error('the policy was accepted');
}

const GDPR = 'packs/gdpr.yaml';
const THAI = 'packs/pdpa_tha.2024.yaml';
const REGISTER = 'registers/smartapp.yaml';

interface Fault {
  what: string;
  file: string;
  old: string;
  by: string;
  path: string;
  detail: RegExp;
}

const FAULTS: Fault[] = [
  {
    what: 'an unknown key',
    file: GDPR,
    old: 'approvals: 1',
    by: 'approvals: 1\n    aprovers: 2',
    path: '/rights/erasure/aprovers',
    detail: /not known; known are article, clock/,
  },
  {
    what: 'a prototype as key',
    file: GDPR,
    old: 'status: draft',
    by: 'status: draft\n__proto__: {}',
    path: '/__proto__',
    detail: /not known/,
  },
  {
    what: 'a missing citation',
    file: GDPR,
    old: '    citation: Art. 7(3) GDPR\n    because: >-\n      Consent',
    by: '    because: >-\n      Consent',
    path: '/clocks/withdrawal',
    detail: /"citation" is missing; add it/,
  },
  {
    what: 'a reference to no clock',
    file: GDPR,
    old: 'clock: withdrawal',
    by: 'clock: withdrawel',
    path: '/rights/consent_withdrawal/clock',
    detail: /No clock is called "withdrawel"; this pack has answer/,
  },
  {
    what: 'an impossible date',
    file: GDPR,
    old: "'2018-05-25'",
    by: "'2018-02-30'",
    path: '/validFrom',
    detail: /no day/,
  },
  {
    what: 'overlapping validity',
    file: 'packs/pdpa_tha.2022.yaml',
    old: "validTo: '2024-11-10'",
    by: "validTo: '2024-11-11'",
    path: '/validFrom',
    detail: /still valid then; end it with validTo/,
  },
  {
    what: 'validity that ends before it begins',
    file: 'packs/pdpa_tha.2022.yaml',
    old: "validTo: '2024-11-10'",
    by: "validTo: '2021-11-10'",
    path: '/validTo',
    detail: /before validFrom/,
  },
  {
    what: 'a period in two units',
    file: THAI,
    old: '{ days: 90 }',
    by: '{ days: 90, months: 3 }',
    path: '/clocks/erasure/period',
    detail: /either months or days/,
  },
  {
    what: 'a statutory period without its number',
    file: THAI,
    old: '    period: { days: 90 }\n',
    by: '',
    path: '/clocks/erasure',
    detail: /Add the period/,
  },
  {
    what: 'an extension in another unit',
    file: GDPR,
    old: 'period: { months: 2 }',
    by: 'period: { days: 60 }',
    path: '/clocks/answer/extension',
    detail: /in the unit of the period/,
  },
  {
    what: 'a key given twice',
    file: GDPR,
    old: 'status: draft',
    by: 'status: draft\nstatus: verified',
    path: '',
    detail: /unique/,
  },
  {
    what: 'a wrong type',
    file: GDPR,
    old: 'approvals: 1',
    by: 'approvals: one',
    path: '/rights/erasure/approvals',
    detail: /whole number from 0 to 5/,
  },
  {
    what: 'an activity of no category',
    file: REGISTER,
    old: 'categories: [ID, PU, PDA, LOC]',
    by: 'categories: [ID, PU, PDA, GEO]',
    path: '/activities/0/categories/3',
    detail: /No category is called GEO/,
  },
  {
    what: 'a category that no system holds',
    file: REGISTER,
    old: '      - { id: LOC, holds: location points }\n',
    by: '',
    path: '/systems',
    detail: /No system holds LOC/,
  },
  {
    what: 'an id that stands twice',
    file: REGISTER,
    old: 'id: publish-comments',
    by: 'id: account',
    path: '/activities/2',
    detail: /twice/,
  },
  {
    what: 'retention on a system that does not hold the category',
    file: 'retention/gdpr.yaml',
    old: 'system: accounts',
    by: 'system: telemetry',
    path: '/rules/0/keep/system',
    detail: /no system "telemetry" that holds TR/,
  },
  {
    what: 'words for a system that the register lacks',
    file: 'texts/de.yaml',
    old: '  telemetry: ',
    by: '  telemetrie: ',
    path: '/systems/telemetrie',
    detail: /no such id/,
  },
  {
    what: 'a language missing',
    file: 'texts/vi.yaml',
    old: 'locale: vi',
    by: 'locale: en',
    path: '',
    detail: /add the file/,
  },
  {
    what: 'no such time zone',
    file: 'controllers/smartapp.yaml',
    old: 'zone: Asia/Bangkok',
    by: 'zone: Asia/Bankok',
    path: '/venues/pdpa_tha/zone',
    detail: /No such time zone/,
  },
];

/** The 1-based line on which a text begins. */
const lineOf = (file: string, text: string) => textOf(file).split(text)[0]?.split('\n').length;

describe('loadPolicy', () => {
  test.each(FAULTS)('refuses $what, with file, line, path and remedy', (fault) => {
    edit(fault.file, fault.old, fault.by);
    const { code, errors } = refused();
    expect(code).toBe('policy_invalid');
    const found = errors.find(({ pointer }) => pointer.endsWith(`#${fault.path}`));
    expect(found?.detail).toMatch(fault.detail);
  });

  test.each([
    ['an unknown key', 'approvals: 1', 'aprovers: 1', '/rights/erasure/aprovers'],
    ['a value', 'clock: withdrawal', 'clock: withdrawel', '/rights/consent_withdrawal/clock'],
    ['a list', 'countries: [', 'countries: [Germany, ', '/countries/0'],
  ])('tells the line of %s', (_, old, by, path) => {
    edit(GDPR, old, by);
    const pointers = refused().errors.map(({ pointer }) => pointer);
    expect(pointers).toContain(`${GDPR}:${lineOf(GDPR, by)}#${path}`);
  });

  it('lists every fault of every file at once', () => {
    edit(GDPR, "'2018-05-25'", "'2018-02-30'");
    edit(REGISTER, 'automatedDecisions: false', 'automatedDecisions: perhaps');
    const { errors, detail } = refused();
    expect(errors.map(({ pointer }) => pointer.split(':')[0])).toEqual([GDPR, REGISTER]);
    expect(detail).toMatch(/And 1 more\.$/);
  });

  it('refuses a second register, an empty folder and a folder that is not there', () => {
    writeFileSync(join(dir, 'registers/other.yaml'), textOf(REGISTER));
    expect(refused().detail).toMatch(/Exactly one file/);
    rmSync(join(dir, 'registers'), { recursive: true });
    expect(refused().detail).toMatch(/registers:1#: No YAML file/);
    expect(refused(join(dir, 'absent')).errors).toHaveLength(6);
  });

  it('digests each file by its text and hands out frozen data', () => {
    const policy = loadPolicy(dir);
    const digest = createHash('sha256').update(textOf(GDPR)).digest('hex');
    expect(policy.digests[GDPR]).toBe(digest);
    expect(policy.packs.find(({ id }) => id === 'gdpr')?.digest).toBe(digest);
    expect(Object.isFrozen(policy.packs[0]?.rights)).toBe(true);
  });
});
