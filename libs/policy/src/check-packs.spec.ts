import { fileURLToPath } from 'node:url';
import { HabeasError } from '@habeas/domain';
import { loadPolicyFiles } from './load-policy.js';
import { readPolicyFiles } from './policy-files.js';

// Without the calendars that no venue uses: they are read by tests of their own.
const shipped = Object.fromEntries(
  Object.entries(readPolicyFiles(fileURLToPath(new URL('../data', import.meta.url)))).filter(
    ([name]) => !/^calendars\/(?!(?:DE|TH)\.yaml)/.test(name),
  ),
);

/** Loads the shipped policy with one text replaced; gives the faults at a path. */
function faultsOf(
  file: string,
  [old, by]: [string, string],
): { pointer: string; detail: string }[] {
  const before = shipped[file] ?? '';
  expect(before).toContain(old);
  try {
    loadPolicyFiles({ ...shipped, [file]: before.replace(old, by) });
  } catch (error) {
    if (error instanceof HabeasError) return error.errors;
    throw error;
  }
  return [];
}

interface Broken {
  what: string;
  file: string;
  edit: [string, string];
  path: string;
  detail: RegExp;
}

const CALIFORNIA = 'packs/ccpa_usa.yaml';
const VIETNAM = 'packs/pdpl_vnm.2026.yaml';
const CONTROLLER = 'controllers/smartapp.yaml';
const LAWS = 'laws: [gdpr, pdpa_tha]';

const BROKEN: Broken[] = [
  {
    what: 'a duty of no clock',
    file: CALIFORNIA,
    edit: ['  sale_opt_out:\n    clock: stop', '  sale_opt_out:\n    clock: stopp'],
    path: '/duties/sale_opt_out/clock',
    detail: /No clock is called "stopp"; this pack has acknowledgement/,
  },
  {
    what: 'a duty that nobody knows',
    file: CALIFORNIA,
    edit: ['  sale_opt_out:', '  sale_optout:'],
    path: '/duties/sale_optout',
    detail: /not known; known are acknowledgement/,
  },
  {
    what: 'days without saying whether a last day moves',
    file: 'packs/appi_jpn.yaml',
    edit: ['  noRoll:', '  roll:'],
    path: '/counting/roll/kind',
    detail: /not known/,
  },
  {
    what: 'a last day that both moves and stays',
    file: VIETNAM,
    edit: ['  roll:\n', '  noRoll: { kind: policy, citation: x, because: x }\n  roll:\n'],
    path: '/counting/noRoll',
    detail: /moves or stays; keep one/,
  },
  {
    what: 'a further period in another unit',
    file: VIETNAM,
    edit: ['        period: { days: 20 }', '        period: { months: 1 }'],
    path: '/clocks/stop/periodsWhen/0',
    detail: /in the unit of the period/,
  },
  {
    what: 'an extension of hours',
    file: 'packs/pdpl_vnm.2023.yaml',
    edit: [
      '    period: { hours: 72 }\n',
      '    period: { hours: 72 }\n    extension:\n      { period: { hours: 9 }, noticeWithin: first-period, citation: x, because: x }\n',
    ],
    path: '/clocks/answer/extension',
    detail: /Only a period in months or days/,
  },
  {
    what: 'a fact that nobody knows',
    file: VIETNAM,
    edit: ['fact: third_party_involved', 'fact: third_party'],
    path: '/clocks/stop/periodsWhen/0/fact',
    detail: /give one of third_party_involved/,
  },
  {
    what: 'a pause of no effect',
    file: 'packs/uk_gdpr.2026.yaml',
    edit: ['effect: restart', 'effect: again'],
    path: '/pauses/0/effect',
    detail: /give one of days_between, days_inclusive, restart/,
  },
  {
    what: 'a law to answer under without a venue',
    file: CONTROLLER,
    edit: [LAWS, 'laws: [gdpr, pdpa_tha, uk_gdpr]'],
    path: '/laws/2',
    detail: /uk_gdpr has no venue/,
  },
  {
    what: 'a law to answer under without a retention file',
    file: CONTROLLER,
    edit: [LAWS, 'laws: [gdpr, pdpa_tha, uk_gdpr]'],
    path: '/laws/2',
    detail: /no retention file; add retention\/uk_gdpr\.yaml/,
  },
  {
    what: 'a law to answer under that the texts do not know',
    file: CONTROLLER,
    edit: [LAWS, 'laws: [gdpr, pdpa_tha, uk_gdpr]'],
    path: '/complaint',
    detail: /answers under uk_gdpr; add "uk_gdpr" here/,
  },
  {
    what: 'a law to answer under that the register does not cite',
    file: CONTROLLER,
    edit: [LAWS, 'laws: [gdpr, pdpa_tha, uk_gdpr]'],
    path: '/bases/0/citations',
    detail: /answers under uk_gdpr/,
  },
  {
    what: 'a venue of a law that is not answered under',
    file: CONTROLLER,
    edit: [LAWS, 'laws: [gdpr]'],
    path: '/venues/pdpa_tha',
    detail: /"laws" does not name pdpa_tha/,
  },
];

describe('packs and the laws of the controller', () => {
  it.each(BROKEN)('are refused for $what, with path and remedy', ({ file, edit, path, detail }) => {
    const details = faultsOf(file, edit)
      .filter(({ pointer }) => pointer.endsWith(`#${path}`))
      .map((fault) => fault.detail);
    expect(details.join('\n')).toMatch(detail);
  });

  it('are refused when a pack counts days and says neither', () => {
    const counting = /  noRoll:\n(?:    .*\n|\n)*?(?=\npauses)/;
    const file = 'packs/appi_jpn.yaml';
    const text = shipped[file] ?? '';
    expect(text).toMatch(counting);
    expect(() => loadPolicyFiles({ ...shipped, [file]: text.replace(counting, '') })).toThrow(
      /add "roll" or "noRoll"/,
    );
  });
});
