import { fileURLToPath } from 'node:url';
import {
  cellsOnSystems,
  compilePlan,
  computeClock,
  correctablePlaces,
  holdingFacts,
  lawsFor,
  packsInForce,
  registerCells,
  RIGHTS,
  type ConnectorFacts,
  type HoldingFacts,
  type Law,
  type PlanInput,
  type Right,
} from '@habeas/domain';
import { loadPolicy } from './load-policy.js';

const policy = loadPolicy(fileURLToPath(new URL('../data', import.meta.url)));
const { controller, register, retention, texts } = policy;
const { venues } = controller;
const RECEIVED = '2026-03-02T09:00:00Z';
const packs = packsInForce(policy.packs, venues, RECEIVED);

const countBy = <T>(list: T[], keyOf: (item: T) => string) =>
  list.reduce<Record<string, number>>((counts, item) => {
    const key = keyOf(item);
    return { ...counts, [key]: (counts[key] ?? 0) + 1 };
  }, {});

describe('the shipped register', () => {
  const cells = registerCells(register);

  it('has the totals of the notice', () => {
    expect([register.activities.length, register.categories.length, cells.length]).toEqual([
      10, 7, 30,
    ]);
    expect(countBy(cells, ({ basis }) => basis)).toEqual({
      contract: 14,
      'legitimate-interests': 13,
      'legal-obligation': 3,
    });
    expect(countBy(cells, ({ category }) => category)).toEqual({
      ID: 10,
      TR: 6,
      PU: 5,
      BC: 3,
      PDA: 3,
      MC: 2,
      LOC: 1,
    });
  });

  it('has the notice’s sources, recipients and systems', () => {
    expect(Object.fromEntries(register.categories.map(({ id, source }) => [id, source]))).toEqual({
      BC: 'direct',
      ID: 'direct',
      LOC: 'automated',
      MC: 'automated-with-consent',
      PDA: 'automated',
      PU: 'automated-with-consent',
      TR: 'direct',
    });
    expect(register.recipients).toHaveLength(5);
    expect(
      register.systems.map(({ id, categories }) => [id, categories.map((one) => one.id)]),
    ).toEqual([
      ['accounts', ['ID', 'TR', 'BC', 'PU']],
      ['marketing', ['MC', 'ID', 'PU']],
      ['telemetry', ['LOC', 'PDA', 'PU']],
    ]);
    expect(register.automatedDecisions).toBe(false);
    const { essential, ...bases } = register.cookies;
    expect(bases).toEqual({ essentialBasis: 'legitimate-interests', otherBasis: 'consent' });
    expect(essential.map(({ days = 0 }) => days)).toEqual([100, 100, 365, 365, 100, 100, 10, 0]);
  });

  test.each<[string, string, string | undefined, Partial<HoldingFacts>]>([
    ['accounts', 'ID', 'given', { consent: false, automated: false }],
    ['accounts', 'TR', 'given', { consent: false }],
    ['accounts', 'BC', 'given', { consent: false, correctable: [] }],
    ['accounts', 'PU', 'observed', { consent: false, secrets: ['passwords'], derived: [] }],
    ['marketing', 'MC', 'observed', { consent: true, automated: true }],
    ['marketing', 'PU', 'derived', { consent: true, secrets: [] }],
    ['telemetry', 'LOC', 'observed', { consent: false, automated: true }],
    ['telemetry', 'PDA', 'observed', { consent: false, automated: true }],
    ['telemetry', 'PU', 'observed', { consent: true, derived: [], secrets: [] }],
  ])('knows of %s that its %s is %s', (system, category, provided, more) => {
    expect(holdingFacts(register, { system, category })).toMatchObject({ provided, ...more });
  });

  it('has the notice’s transfers and ages of children', () => {
    expect(register.transfers.map(({ country }) => country)).toEqual(['JP', 'SG', 'BR']);
    for (const { safeguards } of register.transfers) {
      expect(Object.keys(safeguards).sort()).toEqual(['gdpr', 'pdpa_tha']);
    }
    expect(register.childAges).toEqual([
      { age: 16, countries: [] },
      { age: 20, countries: ['TH'] },
    ]);
  });

  it('lets marketing be objected to where the notice says so', () => {
    const marketing = cells.filter(({ activity }) => activity === 'marketing');
    expect(marketing.map(({ category }) => category)).toEqual(['ID', 'MC', 'PDA', 'PU']);
    expect(marketing.every(({ directMarketing }) => directMarketing)).toBe(true);
  });
});

describe('the shipped packs', () => {
  const clockOf = (law: Law, right: Right, receivedAt = RECEIVED) => {
    const pack = packsInForce(policy.packs, venues, receivedAt)[law];
    if (!pack) throw new Error(`no pack for ${law}`);
    return computeClock({ pack, duty: right, receivedAt, zone: venues[law]?.zone ?? 'UTC' });
  };

  test.each(controller.laws.flatMap((law) => RIGHTS.map((right) => [law, right] as const)))(
    '%s has a clock for %s, if it has the right',
    (law, right) => {
      const has = packs[law]?.rights[right] !== undefined;
      expect(has).toBe(!(law === 'pdpa_tha' && right === 'automated_decision_review'));
      if (has) expect(clockOf(law, right).explanation.length).toBeGreaterThan(2);
    },
  );

  test.each([
    ['2024-11-10T16:59:59Z', 'policy', '2024-12-10T16:59:59Z'],
    ['2024-11-10T17:00:00Z', 'statutory-period', '2025-02-10T16:59:59Z'],
  ])(
    'choose the Thai clock for erasure by the day of receipt: %s',
    (receivedAt, kind, legalDue) => {
      // The second is received at local midnight, before the opening: safe counts that day too.
      expect(clockOf('pdpa_tha', 'erasure', receivedAt)).toMatchObject({ kind, legalDue });
    },
  );

  it('stop marketing at once although the answer has a month', () => {
    expect(clockOf('gdpr', 'marketing_objection').milestones['effect']).toBe(RECEIVED);
  });

  it('differ between the two Thai versions only in the clock for erasure', () => {
    const [before, after] = policy.packs
      .filter(({ id }) => id === 'pdpa_tha')
      .map(({ rights, counting, countries, appliesWhen, clocks: { erasure: _, ...clocks } }) => {
        return { rights, counting, countries, appliesWhen, clocks };
      });
    expect(before).toEqual(after);
  });

  test.each([
    ['DE', [], ['gdpr']],
    ['FR', [], ['gdpr']],
    ['TH', [], ['pdpa_tha']],
    ['VN', ['TH'], ['pdpa_tha']],
    ['DE', ['TH'], ['gdpr', 'pdpa_tha']],
  ])('govern a resident of %s with stays in %j by %j', (residence, stays, laws) => {
    const facts = { residence, stays, controllerEstablishment: controller.establishment };
    expect(lawsFor(facts, packs).laws).toEqual(laws);
  });

  test.each(
    policy.packs.flatMap((pack) =>
      RIGHTS.filter((right) => pack.rights[right]).map((right) => {
        return [`${pack.id} ${pack.version}`, right, pack] as const;
      }),
    ),
  )('%s decides about every cell in %s, if it plans it', (_, right, pack) => {
    const planned = pack.rights[right]?.decisions !== undefined;
    expect(planned).toBe(pack.id === 'gdpr' || pack.id === 'pdpa_tha');
    if (!planned) return;
    const consent = register.activities.map((one) => ({ ...one, basis: 'consent' as const }));
    for (const activities of [register.activities, consent]) {
      const { cells } = plan(right, {
        laws: [pack.id],
        packs: { [pack.id]: pack },
        register: { ...register, activities },
        parameters: { changes: correctablePlaces(register) },
      });
      const undecided = cells.filter(({ grounds }) => /^No rule/.test(grounds[0]?.because ?? ''));
      expect(undecided).toEqual([]);
    }
  });
});

const connectors: ConnectorFacts[] = register.systems.map(({ id, categories }) => ({
  slug: id,
  actions: ['locate', 'export', 'rectify', 'restrict', 'erase', 'verify'],
  categories: categories.map((category) => category.id),
  accepts: { accounts: ['email'], marketing: ['email'], telemetry: ['device_serial'] }[id] ?? [],
  returns: { accounts: ['email', 'device_serial'], marketing: ['email'] }[id] ?? [],
  manifestDigest: 'aa',
  worstCaseHours: 1,
}));

function plan(right: Right, more: Partial<PlanInput> = {}) {
  const parameters = { closeAccount: true };
  return compilePlan({
    right,
    parameters,
    laws: ['gdpr'],
    packs,
    register,
    retention,
    connectors,
    ...more,
  });
}

describe('plans over the shipped register', () => {
  it('decide about every cell on every system that holds its category', () => {
    // 24 cells on accounts (ID, TR, BC, PU), 17 on marketing (MC, ID, PU), 9 on telemetry.
    expect(countBy(cellsOnSystems(register), ({ system }) => system)).toEqual({
      accounts: 24,
      marketing: 17,
      telemetry: 9,
    });
  });

  test.each<[Law, string]>([
    ['gdpr', 'Art. 15(1), (3) GDPR'],
    ['pdpa_tha', 's. 30 para 1 PDPA'],
  ])('export everything under %s, citing %s', (law, article) => {
    const { cells } = plan('access', { laws: [law] });
    expect(cells).toHaveLength(50);
    expect(cells.every(({ decision }) => decision === 'export')).toBe(true);
    expect(
      new Set(cells.flatMap(({ grounds }) => grounds.map((ground) => ground.article))),
    ).toEqual(new Set([article]));
  });

  test.each<[Law, number, string]>([
    ['gdpr', 8, 'Art. 17(3)(b) GDPR'],
    ['pdpa_tha', 5, 's. 33 para 2 PDPA'],
  ])('erase under %s all but the fields of orders, for %i years', (law, years, article) => {
    const { cells, tasks } = plan('erasure', { laws: [law] });
    expect(countBy(cells, ({ decision }) => decision)).toEqual({ erase: 49, retain: 1 });
    const retained = cells.find(({ decision }) => decision === 'retain');
    expect(retained).toMatchObject({ system: 'accounts', category: 'TR', activity: 'compliance' });
    expect(retained?.grounds.map((ground) => ground.article)).toEqual([article]);
    const kept = tasks
      .filter(({ action }) => action === 'erase')
      .flatMap(({ scope }) => scope.flatMap(({ retain }) => retain));
    expect(kept).toMatchObject([{ dataset: 'orders', years }]);
  });

  it('keep under both laws only what both keep, for the shorter time', () => {
    const { tasks } = plan('erasure', { laws: ['gdpr', 'pdpa_tha'] });
    const kept = tasks.flatMap(({ scope }) => scope.flatMap(({ retain }) => retain));
    expect(new Set(kept.map(({ years }) => years))).toEqual(new Set([5]));
  });

  it('erase accounts, which knows everybody’s keys, last', () => {
    const order = plan('erasure').tasks.filter(({ action }) => action === 'erase');
    expect(order.map(({ connector }) => connector)).toEqual(['telemetry', 'marketing', 'accounts']);
  });

  it('erase only what no contract needs while the account stays', () => {
    const { tasks } = plan('erasure', { parameters: {} });
    const erased = tasks.filter(({ action }) => action === 'erase');
    expect(
      erased.map(({ connector, scope }) => [connector, scope.map(({ category }) => category)]),
    ).toEqual([['telemetry', ['LOC']]]);
  });
});

describe('plans that stop a use', () => {
  const mailing = connectors.map((one) =>
    one.slug === 'marketing' ? { ...one, actions: [...one.actions, 'suppress' as const] } : one,
  );
  const objection = (more: Partial<PlanInput> = {}) =>
    plan('marketing_objection', { connectors: mailing, identifierTypes: ['email'], ...more });

  test.each<[Law, string]>([
    ['gdpr', 'Art. 18(1)-(2) GDPR'],
    ['pdpa_tha', 's. 34 para 1 PDPA'],
  ])('restrict everything under %s, citing %s', (law, article) => {
    const { cells, tasks } = plan('restriction', { laws: [law] });
    expect(cells.every(({ decision }) => decision === 'restrict')).toBe(true);
    expect(cells[0]?.grounds.map((ground) => ground.article)).toEqual([article]);
    expect(tasks.map(({ key }) => key)).toEqual([
      'restrict:accounts',
      'restrict:marketing',
      'restrict:telemetry',
    ]);
  });

  test.each<[Law, string]>([
    ['gdpr', 'Art. 21(3) GDPR'],
    ['pdpa_tha', 's. 32 para 3 PDPA'],
  ])('suppress marketing where it is done under %s, citing %s', (law, article) => {
    const { cells, tasks } = objection({ laws: [law] });
    const stopped = cells.filter(({ decision }) => decision === 'suppress');
    // Decided about wherever it is used, stopped where it is done.
    expect(new Set(stopped.map(({ system }) => system)).size).toBe(3);
    expect(new Set(stopped.map(({ activity }) => activity))).toEqual(
      new Set(register.activities.filter((one) => one.directMarketing).map(({ id }) => id)),
    );
    expect(stopped[0]?.grounds.map((ground) => ground.article)).toEqual([article]);
    expect(cells.some(({ decision }) => decision === 'gap')).toBe(false);
    expect(tasks.map(({ key }) => key)).toEqual(['suppress:marketing']);
  });

  it('show as a gap whom marketing cannot be told about, and when nobody can stop it', () => {
    const byPhone = objection({ identifierTypes: ['phone'] });
    expect(byPhone.tasks).toEqual([]);
    expect(byPhone.cells.some(({ decision }) => decision === 'gap')).toBe(true);
    const nobody = objection({ connectors });
    expect(nobody.cells.some(({ decision }) => decision === 'gap')).toBe(true);
  });
});

describe('the shipped texts', () => {
  it('say the same in every language: the same keys, the same placeholders', () => {
    const shape = (node: unknown): unknown => {
      if (typeof node === 'string') return (node.match(/\{\w+\}/g) ?? []).toSorted();
      if (typeof node !== 'object' || node === null) return typeof node;
      return Object.fromEntries(
        Object.entries(node)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, value]) => [key, shape(value)]),
      );
    };
    const spoken = Object.values(texts).map(({ toVerify: _, ...spokenText }) => shape(spokenText));
    for (const one of spoken) expect(one).toEqual(spoken[0]);
  });
});
