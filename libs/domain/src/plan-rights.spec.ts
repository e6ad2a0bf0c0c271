/** Rights that do not erase, over a register of two systems: what is planned, and what it carries. */
import type { LawPack } from './law-pack.js';
import type { PlanInput } from './plan-facts.js';
import { compilePlan } from './plan.js';
import type { DecisionRule } from './plan-rules.js';
import { sealContent } from './plan-seal.js';
import type { ConnectorFacts, Plan } from './plan-types.js';
import type { Activity, Register } from './register.js';
import type { Law, Right } from './right.js';

const cited = (citation: string) => ({ citation, because: `${citation} says so.` });
const head = {
  version: '1',
  source: 'none',
  reviewedOn: '2026-01-01',
  status: 'draft' as const,
  toVerify: [],
};

const activity = (id: string, more: Partial<Activity>): Activity => ({
  id,
  name: id,
  basis: 'contract',
  categories: ['ID'],
  directMarketing: false,
  ...more,
});

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
  categories: [
    { id: 'ID', name: 'Identity', source: 'direct', holds: ['name', 'pin'], secrets: ['pin'] },
    {
      id: 'PU',
      name: 'Usage',
      source: 'automated-with-consent',
      holds: ['clicks', 'patterns'],
      derived: ['patterns'],
    },
  ],
  bases: [],
  activities: [
    activity('account', {}),
    activity('site', { basis: 'legitimate-interests', categories: ['ID', 'PU'] }),
    activity('mail', { categories: ['PU'], directMarketing: true }),
  ],
  systems: [
    {
      id: 'accounts',
      name: 'Accounts',
      categories: [{ id: 'ID', holds: '', correctable: ['/people/name', '/homes/*/street'] }],
    },
    {
      id: 'mailer',
      name: 'Mailer',
      categories: [
        { id: 'ID', holds: '', parts: ['name'], correctable: ['/contacts/name'] },
        { id: 'PU', holds: '', parts: ['patterns'] },
      ],
    },
    { id: 'tracker', name: 'Tracker', categories: [{ id: 'PU', holds: '' }] },
  ],
  recipients: [
    { id: 'group', name: 'Group' },
    { id: 'signer', name: 'Signer', categories: ['ID'] },
    { id: 'counter', name: 'Counter', categories: ['PU'] },
  ],
  transfers: [],
  childAges: [],
  automatedDecisions: false,
  cookies: { essentialBasis: 'legitimate-interests', otherBasis: 'consent', essential: [] },
};

const DECISIONS: Partial<Record<Right, DecisionRule[]>> = {
  portability: [
    { basis: 'contract', when: 'derived', decision: 'keep', ...cited('20(1)') },
    { basis: 'contract', decision: 'export', withholds: ['secrets', 'derived'], ...cited('20(1)') },
    { basis: 'legitimate-interests', decision: 'keep', ...cited('20(1)(a)') },
  ],
  rectification: [
    { basis: 'any', when: 'change_named', decision: 'rectify', ...cited('16') },
    { basis: 'any', when: 'no_change_named', decision: 'keep', ...cited('16') },
  ],
  objection: [
    {
      basis: 'legitimate-interests',
      decision: 'restrict',
      ...cited('21(1)'),
      balance: {
        upheld: { decision: 'erase', ...cited('17(1)(c)') },
        refused: { decision: 'keep', ...cited('21(1) end') },
      },
    },
    { basis: 'contract', decision: 'keep', ...cited('21(1)') },
  ],
  marketing_objection: [
    { basis: 'any', when: 'direct_marketing', decision: 'suppress', ...cited('21(3)') },
    { basis: 'any', when: 'other_purpose', decision: 'keep', ...cited('21(2)') },
  ],
  consent_withdrawal: [
    {
      basis: 'any',
      when: 'collected_by_consent',
      decision: 'suppress',
      note: 'It ends collection.',
      ...cited('7(3)'),
    },
    { basis: 'any', when: 'collected_otherwise', decision: 'keep', ...cited('7(3)') },
  ],
};

const pack = (id: Law, told: Right[] = ['rectification']): LawPack => {
  const rights = Object.entries(DECISIONS).map(([right, decisions]) => [
    right,
    {
      article: right,
      clock: 'answer',
      approvals: 0,
      identity: { minimum: 'low', ...cited('12(6)') },
      conditions: [],
      refusals: [],
      decisions: structuredClone(decisions),
      ...(told.includes(right as Right) ? { recipientsTold: cited('19') } : {}),
    },
  ]);
  const counting = { start: cited('start'), end: cited('end') };
  const law = { ...head, id, name: id, digest: id, validFrom: '2018-05-25', countries: [] };
  const rest = { appliesWhen: [], pauses: [], clocks: {}, duties: {} };
  return { ...law, ...rest, counting, rights: Object.fromEntries(rights) as LawPack['rights'] };
};

const ALL: ConnectorFacts['actions'] = ['export', 'rectify', 'restrict', 'release', 'erase'];
const connector = (slug: string, more: Partial<ConnectorFacts> = {}): ConnectorFacts => ({
  slug,
  actions: slug === 'mailer' ? [...ALL, 'suppress'] : ALL,
  categories: ['ID', 'PU'],
  accepts: ['email'],
  returns: [],
  manifestDigest: slug,
  worstCaseHours: 1,
  ...more,
});

const CONNECTORS = ['accounts', 'mailer', 'tracker'].map((slug) => connector(slug));

const plan = (right: Right, more: Partial<PlanInput> = {}): Plan =>
  compilePlan({
    right,
    parameters: {},
    laws: ['gdpr'],
    packs: { gdpr: pack('gdpr') },
    register: REGISTER,
    retention: [],
    connectors: CONNECTORS,
    ...more,
  });

const decided = ({ cells }: Plan) =>
  cells.map((cell) => `${cell.system} ${cell.category} ${cell.activity}: ${cell.decision}`);
const keys = (tasks: Plan['tasks'] = []) => tasks.map(({ key }) => key);

describe('portability', () => {
  it('hands over what any qualifying use holds, without secrets and inferences', () => {
    const one = plan('portability');
    expect(decided(one)).toEqual([
      'accounts ID account: export',
      'accounts ID site: keep',
      'mailer ID account: export',
      'mailer ID site: keep',
      'mailer PU site: keep',
      'mailer PU mail: keep',
      'tracker PU site: keep',
      'tracker PU mail: export',
    ]);
    expect(one.tasks.map(({ key, withheld }) => [key, withheld])).toEqual([
      ['export:accounts', [{ category: 'ID', parts: ['pin'] }]],
      ['export:mailer', undefined],
      ['export:tracker', [{ category: 'PU', parts: ['patterns'] }]],
    ]);
  });

  it('shows a gap where nobody knows in which fields lies what must stay out', () => {
    const parts = { ID: ['pin'], PU: ['patterns'] };
    const knowing = CONNECTORS.map((one) => ({ ...one, parts }));
    expect(decided(plan('portability', { connectors: knowing }))).toEqual(
      decided(plan('portability')),
    );
    const silent = CONNECTORS.map((one) => ({ ...one, parts: {} }));
    const one = plan('portability', { connectors: silent });
    expect(decided(one).filter((cell) => cell.endsWith('gap')).length).toBeGreaterThan(0);
    expect(one.tasks.map(({ key }) => key)).not.toContain('export:accounts');
  });

  it('asks a person about data that the register does not know', () => {
    const located = { accounts: { ID: 1, PU: 2 } };
    expect(decided(plan('portability', { located }))).toContain('accounts PU unregistered: human');
  });
});

const patch = (...paths: string[]) =>
  paths.flatMap((path) => [
    { op: 'test', path },
    { op: 'replace', path },
  ]);
const rectify = (changes: PlanInput['parameters']['changes'] = [], more: Partial<PlanInput> = {}) =>
  plan('rectification', { parameters: { changes }, ...more });

describe('rectification', () => {
  it('changes on each system what that system declares, and says whom to tell', () => {
    const one = rectify([{ category: 'ID', patch: patch('/people/name', '/contacts/name') }]);
    expect(one.tasks.map(({ key, changes }) => [key, changes])).toEqual([
      ['rectify:accounts', [{ category: 'ID', paths: ['/people/name'] }]],
      ['rectify:mailer', [{ category: 'ID', paths: ['/contacts/name'] }]],
    ]);
    expect(decided(one)).toContain('tracker PU site: keep');
    expect(one.told?.recipients).toEqual([
      { id: 'group', categories: ['ID'], assumed: true },
      { id: 'signer', categories: ['ID'], assumed: false },
    ]);
    expect(one.notes).toContainEqual(expect.stringMatching(/does not say which categories/));
  });

  it('keeps to the system named, with `*` for any one step', () => {
    const one = rectify([{ system: 'accounts', category: 'ID', patch: patch('/homes/2/street') }]);
    expect(keys(one.tasks)).toEqual(['rectify:accounts']);
    expect(decided(one)).toContain('mailer ID account: keep');
  });

  test.each<[string, PlanInput['parameters']['changes'], string[]]>([
    [
      'no system declares',
      [{ category: 'ID', patch: patch('/people/age') }],
      ['accounts', 'mailer'],
    ],
    [
      'one of them no system declares',
      [{ category: 'ID', patch: patch('/people/name', '/people/age') }],
      ['accounts', 'mailer'],
    ],
    ['only others declare', [{ category: 'ID', patch: patch('/people/name') }], ['mailer']],
    [
      'the system named does not declare',
      [{ system: 'mailer', category: 'ID', patch: patch('/people/name') }],
      ['mailer'],
    ],
    [
      'nothing can be changed',
      [{ category: 'PU', patch: patch('/clicks/1') }],
      ['mailer', 'tracker'],
    ],
  ])('shows a gap where a place is named that %s', (_, changes, systems) => {
    const { cells } = rectify(changes);
    const gaps = cells.filter(({ decision }) => decision === 'gap').map(({ system }) => system);
    expect([...new Set(gaps)]).toEqual(systems);
  });

  it('shows a gap where the connector cannot rectify, and asks when nothing is named', () => {
    const connectors = CONNECTORS.map((one) => ({ ...one, actions: ['export' as const] }));
    const changes = [{ system: 'accounts', category: 'ID', patch: patch('/people/name') }];
    expect(decided(rectify(changes, { connectors }))).toContain('accounts ID site: gap');
    expect(new Set(rectify([]).cells.map(({ decision }) => decision))).toEqual(new Set(['human']));
  });

  it('never carries a value', () => {
    const value = 'Miriam';
    const asked = [
      { op: 'test', path: '/people/name', value },
      { op: 'replace', path: '/people/name', value },
    ];
    const one = rectify([{ system: 'accounts', category: 'ID', patch: asked }]);
    expect(JSON.stringify([one, sealContent(one, [])])).not.toContain(value);
  });

  it('tells a recipient’s system after all that acts, but none that acts itself', () => {
    const notify = { actions: ['notify' as const, ...ALL] };
    const connectors = [connector('accounts', notify), connector('signer', notify)];
    const changes = [{ system: 'accounts', category: 'ID', patch: patch('/people/name') }];
    const { tasks } = rectify(changes, { connectors });
    expect(tasks.map(({ key, after }) => [key, after])).toEqual([
      ['rectify:accounts', []],
      ['notify:signer', ['rectify:accounts']],
    ]);
  });
});

describe('objection', () => {
  it('restricts at once and shows both ends of the balance', () => {
    const one = plan('objection');
    expect(keys(one.tasks)).toEqual(['restrict:accounts', 'restrict:mailer', 'restrict:tracker']);
    expect(one.tasks[0]).toMatchObject({ activities: ['site'], scope: [{ category: 'ID' }] });
    expect(one.cells.find(({ decision }) => decision === 'restrict')?.later).toEqual({
      upheld: {
        decision: 'restrict',
        grounds: [{ law: 'gdpr', article: '17(1)(c)', because: '17(1)(c) says so.' }],
      },
      refused: {
        decision: 'keep',
        grounds: [{ law: 'gdpr', article: '21(1) end', because: '21(1) end says so.' }],
      },
    });
    expect(keys(one.balance?.upheld)).toEqual([]);
    expect(keys(one.balance?.refused)).toEqual([
      'release:accounts',
      'release:mailer',
      'release:tracker',
    ]);
  });

  it('erases, when upheld, what no other use needs', () => {
    const activities = REGISTER.activities.filter(({ id }) => id !== 'mail');
    const one = plan('objection', { register: { ...REGISTER, activities } });
    expect(one.balance?.upheld.map(({ key, after, scope }) => [key, after, scope.length])).toEqual([
      ['erase:mailer', [], 1],
      ['erase:tracker', [], 1],
    ]);
    expect(one.balance?.upheld[1]?.stopsCollecting).toEqual(['PU']);
    expect(one.tasks[2]).not.toHaveProperty('activities');
  });

  it('waits for no balance unless each law that restricts does', () => {
    const packs = { gdpr: pack('gdpr'), pdpa_tha: pack('pdpa_tha') };
    const rule = packs.pdpa_tha.rights.objection?.decisions?.[0];
    expect(plan('objection', { packs, laws: ['gdpr', 'pdpa_tha'] }).balance).toBeDefined();
    delete rule?.balance;
    expect(plan('objection', { packs, laws: ['gdpr', 'pdpa_tha'] }).balance).toBeUndefined();
  });

  it('is sealed with both ends', () => {
    const activities = REGISTER.activities.map((one) => ({ ...one, directMarketing: false }));
    const seal = (input: Partial<PlanInput>) =>
      JSON.stringify(sealContent(plan('objection', input), []));
    const rules = pack('gdpr');
    Object.assign(rules.rights.objection?.decisions?.[0]?.balance?.upheld ?? {}, cited('other'));
    expect(seal({ packs: { gdpr: rules } })).not.toBe(seal({}));
    expect(seal({ register: { ...REGISTER, activities } })).toBe(seal({}));
  });
});

describe('what ends at once', () => {
  it('stops marketing where it is done, though the decision stands everywhere', () => {
    const one = plan('marketing_objection');
    expect(decided(one)).toContain('tracker PU mail: suppress');
    expect(keys(one.tasks)).toEqual(['suppress:mailer']);
  });

  it('stops collection where it is collected, or shows a gap', () => {
    const both = ['marketing', 'collection'] as const;
    const mailer = connector('mailer', { suppresses: both });
    const connectors = CONNECTORS.map((other) => (other.slug === 'mailer' ? mailer : other));
    const one = plan('consent_withdrawal', { identifierTypes: ['email'], connectors });
    expect(one.tasks).toMatchObject([{ key: 'suppress:mailer', purpose: 'collection' }]);
    expect(decided(one)).toEqual([
      'accounts ID account: keep',
      'accounts ID site: keep',
      'mailer ID account: keep',
      'mailer ID site: keep',
      'mailer PU site: suppress',
      'mailer PU mail: suppress',
      'tracker PU site: gap',
      'tracker PU mail: gap',
    ]);
    expect(one.notes).toContain('It ends collection.');
  });
});

describe('a system that can end collection alone', () => {
  const actions: ConnectorFacts['actions'] = [...ALL, 'suppress'];
  const tracker = connector('tracker', { actions, suppresses: ['collection'], accepts: ['imei'] });
  const connectors = CONNECTORS.map((other) => (other.slug === 'tracker' ? tracker : other));

  it('is not told of an objection to marketing', () => {
    const one = plan('marketing_objection', { connectors });
    expect(one.tasks).toMatchObject([{ key: 'suppress:mailer', purpose: 'marketing' }]);
    expect(one.cells.some(({ decision }) => decision === 'gap')).toBe(false);
  });

  it.each([
    [['imei'], ['suppress:tracker'], 'suppress'],
    [['email'], [], 'gap'],
  ])('is told of a withdrawal by %j: %j', (identifierTypes, tasks, decision) => {
    const one = plan('consent_withdrawal', { identifierTypes, connectors });
    expect(keys(one.tasks)).toEqual(tasks);
    expect(decided(one)).toContain(`tracker PU site: ${decision}`);
  });
});

describe('a search that a person left out', () => {
  const located = { accounts: { ID: 1 } };

  it('is shown as not searched, makes no task and is never called empty', () => {
    const one = plan('portability', { located, notSearched: ['tracker'] });
    expect(decided(one)).toContain('tracker PU mail: not_searched');
    expect(decided(one)).toContain('mailer ID account: nothing_held');
    expect(keys(one.tasks)).toEqual(['export:accounts']);
    expect(one.notes).toContain('The search was left out on tracker.');
  });

  it('gives way to what another search found there', () => {
    const one = plan('portability', { located, notSearched: ['accounts'] });
    expect(decided(one)).toContain('accounts ID account: export');
  });
});
