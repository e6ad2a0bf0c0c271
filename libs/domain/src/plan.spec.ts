import type { LawPack, RightRule } from './law-pack.js';
import type { Located, PlanInput } from './plan-facts.js';
import type { DecisionRule } from './plan-rules.js';
import { compilePlan } from './plan.js';
import { sealContent } from './plan-seal.js';
import type { ConnectorFacts, Plan } from './plan-types.js';
import type { Register } from './register.js';
import type { RetentionRule } from './retention.js';
import type { Law, Right } from './right.js';

const cited = (citation: string) => ({ citation, because: 'so it is.' });
const head = {
  version: '1',
  source: 'none',
  reviewedOn: '2026-01-01',
  status: 'draft' as const,
  toVerify: [],
};

const rule = (article: string, decisions?: DecisionRule[]): RightRule => ({
  article,
  clock: 'answer',
  approvals: 0,
  identity: { minimum: 'low', ...cited('Art. 12(6)') },
  conditions: [],
  refusals: [],
  ...(decisions ? { decisions } : {}),
});

const ERASURE: DecisionRule[] = [
  { basis: 'legitimate-interests', decision: 'erase', ...cited('17(1)(c)') },
  { basis: 'contract', when: 'account_closes', decision: 'erase', ...cited('17(1)(a)') },
  { basis: 'contract', when: 'account_stays', decision: 'keep', ...cited('17(1)(a)') },
  {
    basis: 'legal-obligation',
    when: 'statute_names_fields',
    decision: 'retain',
    ...cited('17(3)'),
  },
  { basis: 'legal-obligation', when: 'nothing_to_keep', decision: 'erase', ...cited('17(3)') },
  { basis: 'legal-obligation', when: 'no_retention_rule', decision: 'human', ...cited('17(3)') },
];

const pack = (id: Law): LawPack => ({
  ...head,
  id,
  name: id,
  digest: `digest of ${id}`,
  validFrom: '2018-05-25',
  countries: [],
  appliesWhen: [],
  counting: { start: cited('start'), end: cited('end') },
  pauses: [],
  clocks: {},
  rights: {
    access: rule('15', [{ basis: 'any', decision: 'export', ...cited('15(1)') }]),
    erasure: rule('17', ERASURE),
    portability: rule('20'),
  },
});

/** Two systems; `ID` is held by both, and used by a contract, an interest and a legal duty. */
const REGISTER: Register = {
  ...head,
  id: 'small',
  service: 'Small',
  digest: 'digest of register',
  noticeUpdatedOn: '2026-01-01',
  sources: {
    direct: { provided: 'given', consent: false },
    automated: { provided: 'observed', consent: false },
    'automated-with-consent': { provided: 'observed', consent: true },
  },
  categories: ['ID', 'TR', 'LOC'].map((id) => ({ id, name: id, source: 'direct', holds: [] })),
  bases: [],
  activities: [
    {
      id: 'site',
      name: 'Site',
      basis: 'legitimate-interests',
      categories: ['ID', 'LOC'],
      directMarketing: false,
    },
    {
      id: 'account',
      name: 'Account',
      basis: 'contract',
      categories: ['ID', 'TR'],
      directMarketing: false,
    },
    {
      id: 'duty',
      name: 'Duty',
      basis: 'legal-obligation',
      categories: ['TR'],
      directMarketing: false,
    },
  ],
  systems: [
    {
      id: 'accounts',
      name: 'Accounts',
      categories: [
        { id: 'ID', holds: '' },
        { id: 'TR', holds: '' },
      ],
    },
    {
      id: 'telemetry',
      name: 'Telemetry',
      categories: [
        { id: 'ID', holds: '' },
        { id: 'LOC', holds: '' },
      ],
    },
  ],
  recipients: [],
  transfers: [],
  childAges: [],
  automatedDecisions: false,
  cookies: { essentialBasis: 'legitimate-interests', otherBasis: 'consent', essential: [] },
};

const statute = (law: Law, fields: string[], years: number): RetentionRule => ({
  id: `${law}-orders`,
  law,
  category: 'TR',
  statute: `statute of ${law}`,
  source: 'none',
  because: 'Orders are kept.',
  keep: { system: 'accounts', dataset: 'orders', fields, years },
});

const connector = (slug: string, more: Partial<ConnectorFacts> = {}): ConnectorFacts => ({
  slug,
  actions: ['locate', 'export', 'restrict', 'erase', 'verify'],
  categories: ['ID', 'TR', 'LOC'],
  accepts: slug === 'accounts' ? ['email'] : ['device_serial'],
  returns: slug === 'accounts' ? ['device_serial'] : [],
  manifestDigest: `digest of ${slug}`,
  worstCaseHours: 1,
  ...more,
});

const BOTH: Located = { accounts: { ID: 1, TR: 2 }, telemetry: { LOC: 9 } };

function input(right: Right): PlanInput {
  return {
    right,
    parameters: { closeAccount: true },
    laws: ['gdpr'],
    packs: { gdpr: pack('gdpr'), pdpa_tha: pack('pdpa_tha') },
    register: REGISTER,
    retention: [statute('gdpr', ['order_no', 'total'], 8)],
    connectors: [connector('accounts'), connector('telemetry')],
    located: BOTH,
  };
}

const plan = (right: Right, more: Partial<PlanInput> = {}): Plan =>
  compilePlan({ ...input(right), ...more });

const decided = ({ cells }: Plan) =>
  cells.map(
    ({ system, category, activity, decision }) => `${system} ${category} ${activity}: ${decision}`,
  );

const tasks = (one: Plan) =>
  one.tasks.map(({ key, scope, after }) => [key, scope.map(({ category }) => category), after]);

describe('access', () => {
  it('exports every cell of every system that holds something', () => {
    const one = plan('access');
    expect(new Set(one.cells.map(({ decision }) => decision))).toEqual(new Set(['export']));
    expect(one.cells[0]?.grounds).toEqual([
      { law: 'gdpr', article: '15(1)', because: 'so it is.' },
    ]);
    expect(tasks(one)).toEqual([
      ['export:accounts', ['ID', 'TR'], []],
      ['export:telemetry', ['ID', 'LOC'], []],
    ]);
  });

  it('needs no task where nothing was found', () => {
    const one = plan('access', { located: { accounts: { ID: 1 }, telemetry: {} } });
    expect(tasks(one).map(([key]) => key)).toEqual(['export:accounts']);
    expect(decided(one)).toContain('telemetry LOC site: nothing_held');
  });

  it('has no task at all when no system holds anything', () => {
    const one = plan('access', { located: {} });
    expect(one.tasks).toEqual([]);
    expect(new Set(one.cells.map(({ decision }) => decision))).toEqual(new Set(['nothing_held']));
  });

  it('plans every system while nothing was searched yet', () => {
    const { located: _, ...unsearched } = input('access');
    expect(compilePlan(unsearched).tasks).toHaveLength(2);
  });

  it('hands over what the register does not know, too', () => {
    const one = plan('access', { located: { telemetry: { TR: 3, MC: 0 } } });
    expect(decided(one)).toContain('telemetry TR unregistered: export');
    expect(decided(one).join()).not.toContain('telemetry MC');
    expect(tasks(one)).toEqual([['export:telemetry', ['ID', 'LOC', 'TR'], []]]);
  });
});

describe('gaps', () => {
  test.each<[string, ConnectorFacts[]]>([
    ['a system without a connector', [connector('accounts')]],
    [
      'a category that the connector lacks',
      [connector('accounts'), connector('telemetry', { categories: ['ID'] })],
    ],
    [
      'a connector without the action',
      [connector('accounts'), connector('telemetry', { actions: ['locate'] })],
    ],
  ])('shows %s', (_, connectors) => {
    expect(decided(plan('access', { connectors }))).toContain('telemetry LOC site: gap');
  });
});

describe('erasure', () => {
  it('decides per cell and reduces a category to what a statute names', () => {
    const one = plan('erasure');
    expect(decided(one)).toEqual([
      'accounts ID site: erase',
      'accounts ID account: erase',
      'accounts TR account: erase',
      'accounts TR duty: retain',
      'telemetry ID site: erase',
      'telemetry ID account: erase',
      'telemetry LOC site: erase',
    ]);
    const erase = one.tasks.find(({ key }) => key === 'erase:accounts');
    expect(erase?.scope).toEqual([
      { category: 'ID', retain: [] },
      {
        category: 'TR',
        retain: [
          {
            rule: 'gdpr-orders',
            statute: 'statute of gdpr',
            dataset: 'orders',
            fields: ['order_no', 'total'],
            years: 8,
          },
        ],
      },
    ]);
  });

  it('restricts, erases whoever holds the keys last, then verifies', () => {
    expect(plan('erasure').tasks.map(({ key, after }) => [key, after])).toEqual([
      ['restrict:telemetry', []],
      ['restrict:accounts', []],
      ['erase:telemetry', ['restrict:telemetry']],
      ['erase:accounts', ['restrict:accounts', 'erase:telemetry']],
      ['verify:telemetry', ['erase:telemetry']],
      ['verify:accounts', ['erase:accounts']],
    ]);
  });

  it('keeps what the contract needs while the account stays, for every activity', () => {
    const one = plan('erasure', { parameters: {} });
    expect(decided(one)).toEqual([
      'accounts ID site: keep',
      'accounts ID account: keep',
      'accounts TR account: keep',
      'accounts TR duty: keep',
      'telemetry ID site: keep',
      'telemetry ID account: keep',
      'telemetry LOC site: erase',
    ]);
    expect(one.cells[0]?.grounds[0]?.because).toBe(
      'The activity "account" keeps this data. so it is.',
    );
    expect(tasks(one).map(([key, scope]) => [key, scope])).toEqual([
      ['restrict:telemetry', ['LOC']],
      ['erase:telemetry', ['LOC']],
      ['verify:telemetry', ['LOC']],
    ]);
  });

  it('sends a legal duty without a statute to a person, and erases nothing of that category', () => {
    const one = plan('erasure', { retention: [] });
    expect(decided(one)).toContain('accounts TR duty: human');
    expect(one.tasks.find(({ key }) => key === 'erase:accounts')?.scope).toEqual([
      { category: 'ID', retain: [] },
    ]);
  });

  it('erases where the review found that no statute keeps anything', () => {
    const { keep: _, ...none } = statute('gdpr', [], 0);
    expect(decided(plan('erasure', { retention: [none] }))).toContain('accounts TR duty: erase');
  });

  it('erases a copy on a system that the statute does not mean', () => {
    const systems = REGISTER.systems.map((system) => ({
      ...system,
      categories: [...system.categories, { id: 'TR', holds: '' }].slice(-2),
    }));
    const one = plan('erasure', { register: { ...REGISTER, systems } });
    expect(decided(one)).toContain('accounts TR duty: retain');
    expect(decided(one)).toContain('telemetry TR duty: erase');
  });

  it('sends what the register does not know to a person', () => {
    const one = plan('erasure', { located: { telemetry: { TR: 3 } } });
    expect(decided(one)).toContain('telemetry TR unregistered: human');
  });

  it('notes a cycle and still gives every system a turn', () => {
    const mutual = { accepts: ['email'], returns: ['email'] } as const;
    const connectors = ['telemetry', 'accounts'].map((slug) =>
      connector(slug, { accepts: [...mutual.accepts], returns: [...mutual.returns] }),
    );
    const one = plan('erasure', { connectors });
    expect(one.notes.filter((note) => note.includes('find each other'))).toHaveLength(1);
    expect(
      one.tasks.filter(({ action }) => action === 'erase').map(({ key, after }) => [key, after]),
    ).toEqual([
      ['erase:accounts', ['restrict:accounts']],
      ['erase:telemetry', ['restrict:telemetry', 'erase:accounts']],
    ]);
  });
});

describe('several laws', () => {
  const laws: Law[] = ['gdpr', 'pdpa_tha'];
  const keptBy = (one: Plan) =>
    one.tasks.find(({ key }) => key === 'erase:accounts')?.scope.flatMap(({ retain }) => retain);

  it('keeps only fields that each law names, for the shortest time', () => {
    const retention = [
      statute('gdpr', ['order_no', 'total', 'tax'], 8),
      statute('pdpa_tha', ['order_no', 'tax', 'note'], 5),
    ];
    const one = plan('erasure', { laws, retention });
    expect(keptBy(one)).toMatchObject([
      { fields: ['order_no', 'tax'], years: 5, dataset: 'orders' },
    ]);
    const duty = one.cells.find(({ activity }) => activity === 'duty');
    expect(duty?.grounds.map(({ law }) => law)).toEqual(laws);
  });

  test.each<[string, RetentionRule[], string]>([
    ['erases when one law keeps nothing', [statute('gdpr', ['tax'], 8), none('pdpa_tha')], 'erase'],
    [
      'erases when they keep different fields',
      [statute('gdpr', ['tax'], 8), statute('pdpa_tha', ['note'], 5)],
      'erase',
    ],
    ['asks a person when one law has no rule', [statute('gdpr', ['tax'], 8)], 'human'],
  ])('%s', (_, retention, decision) => {
    const one = plan('erasure', { laws, retention });
    expect(decided(one)).toContain(`accounts TR duty: ${decision}`);
    expect(keptBy(one)).toEqual([]);
  });

  function none(law: Law): RetentionRule {
    const { keep: _, ...rest } = statute(law, [], 0);
    return rest;
  }

  it('names the digests of all that it was decided under', () => {
    expect(plan('access', { laws }).decidedUnder).toEqual({
      packs: { gdpr: 'digest of gdpr', pdpa_tha: 'digest of pdpa_tha' },
      register: 'digest of register',
      manifests: { accounts: 'digest of accounts', telemetry: 'digest of telemetry' },
    });
  });
});

it('refuses a right that no pack plans', () => {
  expect(() => plan('portability')).toThrow(/right_not_supported/);
  expect(() => plan('objection')).toThrow(/right_not_supported/);
});

describe('sealContent', () => {
  const seal = (one: Plan, identifiers: string[] = ['b', 'a']) => sealContent(one, identifiers);

  it('never covers how many records were found', () => {
    const more = { accounts: { ID: 7, TR: 70 }, telemetry: { LOC: 900, ID: 1 } };
    expect(seal(plan('erasure', { located: more }))).toEqual(seal(plan('erasure')));
    expect(JSON.stringify(seal(plan('erasure')))).not.toContain('because');
  });

  it('does not depend on the order of identifiers, laws or connectors', () => {
    const connectors = [connector('telemetry'), connector('accounts')];
    expect(seal(plan('erasure', { connectors }), ['a', 'b', 'a'])).toEqual(seal(plan('erasure')));
    const retention = [statute('gdpr', ['tax'], 8), statute('pdpa_tha', ['tax'], 5)];
    const under = (...laws: Law[]) => seal(plan('erasure', { laws, retention }));
    expect(under('pdpa_tha', 'gdpr')).toEqual(under('gdpr', 'pdpa_tha'));
  });

  test.each<[string, Partial<PlanInput>]>([
    [
      'a category',
      { connectors: [connector('accounts'), connector('telemetry', { categories: ['LOC'] })] },
    ],
    [
      'an action',
      { connectors: [connector('accounts', { actions: ['erase'] }), connector('telemetry')] },
    ],
    ['a ground', { parameters: {} }],
    ['a retained field', { retention: [statute('gdpr', ['order_no'], 8)] }],
    [
      'a manifest',
      { connectors: [connector('accounts', { manifestDigest: 'other' }), connector('telemetry')] },
    ],
    ['the register', { register: { ...REGISTER, digest: 'other' } }],
    ['a pack', { packs: { gdpr: { ...pack('gdpr'), digest: 'other' } } }],
    ['the retention rules', { retentionDigests: { gdpr: 'other' } }],
    ['a system', { located: { accounts: { ID: 1 } } }],
  ])('changes with %s', (_, change) => {
    expect(seal(plan('erasure', change))).not.toEqual(seal(plan('erasure')));
  });

  it('is another for a plan that is put up anew and comes out the same', () => {
    const [first, second] = [1, 2].map((number) => seal({ ...plan('erasure'), number }));
    expect(first).not.toEqual(second);
  });

  it('changes with an identifier', () => {
    expect(seal(plan('erasure'), ['a'])).not.toEqual(seal(plan('erasure'), ['b']));
  });
});
