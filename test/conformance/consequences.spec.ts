/**
 * What each right means for each category of the shipped register, as a lawyer derived it from the
 * notice: one table, checked cell by cell against the plans. Every system is able to do everything,
 * so that the table shows what is owed and not what some connector lacks.
 */
import { join } from 'node:path';
import { projectRoot } from '@habeas/config';
import {
  ACTIONS,
  cellsOnSystems,
  compilePlan,
  packsInForce,
  type CellDecision,
  type ConnectorFacts,
  type Law,
  type PlanInput,
  type Right,
} from '@habeas/domain';
import { loadPolicy } from '@habeas/policy';

interface Consequence {
  category: string;
  /** Activities for which it is handed over. */
  portability: string[];
  /** Activities that stop on an objection, pending the balance. */
  objection: string[];
  /** Activities that stop on an objection to marketing. */
  marketing: string[];
  /** Collected by cookies on consent, so that withdrawal ends the collection. */
  consent: boolean;
  /** A legal obligation may keep it. */
  blocked: boolean;
  /** Activities that use it. */
  used: string[];
}

const CONSEQUENCES: Consequence[] = [
  {
    category: 'BC',
    portability: ['publish-comments', 'provide-services'],
    objection: [],
    marketing: [],
    consent: false,
    blocked: true,
    used: ['publish-comments', 'provide-services', 'compliance'],
  },
  {
    category: 'ID',
    portability: ['account', 'publish-comments', 'provide-services', 'promotions', 'marketing'],
    objection: ['manage-site', 'updates', 'improvement-surveys', 'others'],
    marketing: ['promotions', 'marketing'],
    consent: false,
    blocked: true,
    used: [
      'manage-site',
      'account',
      'publish-comments',
      'provide-services',
      'updates',
      'promotions',
      'marketing',
      'improvement-surveys',
      'compliance',
      'others',
    ],
  },
  {
    category: 'LOC',
    portability: [],
    objection: ['manage-site'],
    marketing: [],
    consent: false,
    blocked: false,
    used: ['manage-site'],
  },
  {
    category: 'MC',
    portability: ['marketing'],
    objection: ['others'],
    marketing: ['marketing'],
    consent: true,
    blocked: false,
    used: ['marketing', 'others'],
  },
  {
    category: 'PDA',
    portability: ['marketing'],
    objection: ['manage-site', 'others'],
    marketing: ['marketing'],
    consent: false,
    blocked: false,
    used: ['manage-site', 'marketing', 'others'],
  },
  {
    category: 'PU',
    portability: ['publish-comments', 'marketing'],
    objection: ['manage-site', 'improvement-surveys', 'others'],
    marketing: ['marketing'],
    consent: true,
    blocked: false,
    used: ['manage-site', 'publish-comments', 'marketing', 'improvement-surveys', 'others'],
  },
  {
    category: 'TR',
    portability: ['account', 'provide-services', 'promotions'],
    objection: ['updates', 'improvement-surveys'],
    marketing: ['promotions'],
    consent: false,
    blocked: true,
    used: [
      'account',
      'provide-services',
      'updates',
      'promotions',
      'improvement-surveys',
      'compliance',
    ],
  },
];

const SECTIONS: Record<string, Record<string, string>> = {
  portability: { gdpr: 'Art. 20', pdpa_tha: 's. 31' },
  objection: { gdpr: 'Art. 21(1)', pdpa_tha: 's. 32 para 1' },
  marketing_objection: { gdpr: 'Art. 21(', pdpa_tha: 's. 32 para' },
  consent_withdrawal: { gdpr: 'Art. 7(3)', pdpa_tha: 's. 19' },
  erasure: { gdpr: 'Art. 17', pdpa_tha: 's. 33' },
};

const policy = loadPolicy(join(projectRoot, 'libs/policy/data'));
const { register, retention, controller } = policy;
const packs = packsInForce(policy.packs, controller.venues, '2026-03-02T09:00:00Z');

const able: ConnectorFacts[] = register.systems.map(({ id, categories }) => ({
  slug: id,
  actions: [...ACTIONS],
  categories: categories.map((category) => category.id),
  accepts: ['email'],
  returns: [],
  suppresses: ['marketing', 'collection'],
  manifestDigest: id,
  worstCaseHours: 1,
}));

function plan(right: Right, laws: Law[], more: Partial<PlanInput> = {}) {
  const asked = { right, laws, parameters: { closeAccount: true } };
  return compilePlan({ ...asked, packs, register, retention, connectors: able, ...more });
}

/** The activities for which a category is so decided on some system, in the register's order. */
function activities(
  { cells }: ReturnType<typeof plan>,
  category: string,
  decision: CellDecision,
): string[] {
  const found = cells.filter((cell) => cell.category === category && cell.decision === decision);
  const order = register.activities.map(({ id }) => id);
  return order.filter((id) => found.some(({ activity }) => activity === id));
}

const LAWS_ASKED: Law[] = ['gdpr', 'pdpa_tha'];
const ROWS = LAWS_ASKED.flatMap((law) =>
  CONSEQUENCES.map((row) => [law, row.category, row] as const),
);

describe.each(ROWS)('under %s, %s', (law, category, row) => {
  it('is handed over for the uses on consent or contract, and no others', () => {
    expect(activities(plan('portability', [law]), category, 'export')).toEqual(row.portability);
  });

  it('is restricted on an objection for exactly the uses on legitimate interests', () => {
    const one = plan('objection', [law]);
    expect(activities(one, category, 'restrict')).toEqual(row.objection);
    const untouched = row.used.filter((activity) => !row.objection.includes(activity));
    expect(activities(one, category, 'keep')).toEqual(untouched);
  });

  it('is stopped for marketing whatever the basis', () => {
    const one = plan('marketing_objection', [law]);
    expect(activities(one, category, 'suppress')).toEqual(row.marketing);
  });

  it('ends being collected when consent is withdrawn, if it rests on that', () => {
    const stopped = activities(plan('consent_withdrawal', [law]), category, 'suppress');
    expect(stopped).toEqual(row.consent ? row.used : []);
  });

  it('is kept from erasure by the compliance activity alone, and only where that uses it', () => {
    const unnamed = plan('erasure', [law], { retention: [] });
    expect(activities(unnamed, category, 'human')).toEqual(row.blocked ? ['compliance'] : []);
    const erased = row.used.filter((activity) => activity !== 'compliance');
    expect(activities(unnamed, category, 'erase')).toEqual(erased);
  });

  it('is given in an access answer for every use', () => {
    expect(activities(plan('access', [law]), category, 'export')).toEqual(row.used);
  });
});

describe('over all categories', () => {
  it('knows the register’s seven categories and thirty cells', () => {
    expect(CONSEQUENCES.map(({ category }) => category)).toEqual(
      register.categories.map(({ id }) => id),
    );
    expect(CONSEQUENCES.flatMap(({ used }) => used)).toHaveLength(30);
  });

  it.each(LAWS_ASKED)('objects to thirteen uses under %s', (law) => {
    const { cells } = plan('objection', [law]);
    const hit = cells.filter(({ decision }) => decision === 'restrict');
    expect(new Set(hit.map(({ category, activity }) => `${category} ${activity}`)).size).toBe(13);
    expect(new Set(hit.map(({ basis }) => basis))).toEqual(new Set(['legitimate-interests']));
  });

  it.each(
    LAWS_ASKED.flatMap((law) =>
      Object.keys(SECTIONS).map((right) => [law, right as Right] as const),
    ),
  )('cites %s in every cell of %s', (law, right) => {
    const { cells } = plan(right, [law]);
    expect(cells).toHaveLength(cellsOnSystems(register).length);
    for (const { grounds } of cells) {
      expect(grounds).toHaveLength(1);
      expect(grounds[0]).toMatchObject({
        law,
        article: expect.stringContaining(SECTIONS[right]?.[law] ?? 'nothing'),
        because: expect.stringMatching(/\.$/),
      });
    }
  });

  it('hands over inferences under Thai law alone, and secrets under none', () => {
    const segments = (law: Law) =>
      plan('portability', [law]).cells.filter(
        ({ system, category, activity }) =>
          system === 'marketing' && category === 'PU' && activity === 'marketing',
      );
    expect(segments('gdpr')).toMatchObject([{ decision: 'keep' }]);
    expect(segments('pdpa_tha')).toMatchObject([{ decision: 'export' }]);
    for (const right of ['access', 'portability'] as const) {
      for (const law of LAWS_ASKED) {
        const { tasks } = plan(right, [law]);
        expect(tasks.find(({ key }) => key === 'export:accounts')?.withheld).toEqual([
          { category: 'PU', parts: ['passwords'] },
        ]);
      }
    }
  });

  it('owes the wider content when both laws govern', () => {
    const exported = (laws: Law[]) =>
      plan('portability', laws).cells.filter(({ decision }) => decision === 'export').length;
    expect(exported(LAWS_ASKED)).toBe(exported(['pdpa_tha']));
    expect(exported(LAWS_ASKED)).toBeGreaterThan(exported(['gdpr']));
  });

  it('never hands location over for portability, whichever laws govern', () => {
    const { tasks } = plan('portability', LAWS_ASKED);
    const categories = tasks.flatMap(({ scope }) => scope.map(({ category }) => category));
    expect(new Set(categories)).toEqual(new Set(['ID', 'TR', 'BC', 'PU', 'MC', 'PDA']));
  });

  it('answers that no automated decision is taken, under the one law that has the right', () => {
    const one = plan('automated_decision_review', LAWS_ASKED);
    expect(new Set(one.cells.map(({ decision }) => decision))).toEqual(new Set(['keep']));
    expect(one.notes).toEqual([
      expect.stringMatching(/^The register records no decision/),
      'pdpa_tha does not have this right.',
    ]);
    expect(() => plan('automated_decision_review', ['pdpa_tha'])).toThrow(/right_not_supported/);
    const automated = { ...register, automatedDecisions: true };
    const asked = plan('automated_decision_review', ['gdpr'], { register: automated });
    expect(new Set(asked.cells.map(({ decision }) => decision))).toEqual(new Set(['human']));
  });
});
