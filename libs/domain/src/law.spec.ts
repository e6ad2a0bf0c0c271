import { venueOf } from './controller.js';
import type { LawPack, RightRule } from './law-pack.js';
import {
  approvalsNeeded,
  lawsFor,
  localDate,
  minimumLevel,
  packsInForce,
  packsNotAnswered,
  rightRules,
  type LawFacts,
} from './law.js';
import type { Law } from './right.js';

const cited = (citation: string) => ({ citation, because: 'so it is.' });

function pack(id: Law, more: Partial<LawPack>): LawPack {
  return {
    id,
    name: id,
    version: '1',
    source: 'none',
    reviewedOn: '2026-01-01',
    status: 'draft',
    toVerify: [],
    digest: 'aa',
    validFrom: '2018-05-25',
    countries: [],
    appliesWhen: [],
    counting: { start: cited('start'), end: cited('end') },
    pauses: [],
    clocks: {},
    rights: {},
    ...more,
  };
}

const UNION = pack('gdpr', {
  countries: ['DE', 'FR'],
  appliesWhen: [
    { fact: 'establishment', offeredThere: false, ...cited('Art. 3(1)') },
    { fact: 'residence', offeredThere: true, ...cited('Art. 3(2)') },
  ],
});
const THAI = pack('pdpa_tha', {
  countries: ['TH'],
  validFrom: '2024-11-11',
  appliesWhen: [
    { fact: 'residence', offeredThere: true, ...cited('s. 5') },
    { fact: 'stay', offeredThere: true, ...cited('Thai Appendix') },
  ],
});
const PACKS = { gdpr: UNION, pdpa_tha: THAI };
const FACTS: LawFacts = { residence: 'VN', controllerEstablishment: 'JP' };

describe('lawsFor', () => {
  test.each<[string, Partial<LawFacts>, Law[]]>([
    ['a resident of a country of the law', { residence: 'DE' }, ['gdpr']],
    ['a resident of Thailand', { residence: 'TH' }, ['pdpa_tha']],
    ['someone who will go to Thailand', { stays: ['TH'] }, ['pdpa_tha']],
    ['a Union resident on holiday', { residence: 'FR', stays: ['TH'] }, ['gdpr', 'pdpa_tha']],
    ['anybody, if the controller is there', { controllerEstablishment: 'DE' }, ['gdpr']],
    ['the service offered there', { residence: 'DE', offeredIn: ['DE'] }, ['gdpr']],
    ['whatever an operator chooses', { laws: ['pdpa_tha', 'pdpa_tha'] }, ['pdpa_tha']],
  ])('finds the law for %s', (_, facts, laws) => {
    expect(lawsFor({ ...FACTS, ...facts }, PACKS).laws).toEqual(laws);
  });

  it('says why, with the article', () => {
    expect(lawsFor({ ...FACTS, residence: 'DE' }, PACKS).because).toEqual(['Art. 3(2): so it is.']);
    expect(lawsFor({ ...FACTS, laws: ['gdpr'] }, PACKS).because).toEqual([
      'gdpr: chosen by the operator.',
    ]);
  });

  test.each<[string, Partial<LawFacts>]>([
    ['a country of no law', {}],
    ['a stay, where only residence counts', { stays: ['DE'] }],
    ['a service that is not offered there', { residence: 'DE', offeredIn: ['FR'] }],
  ])('leaves it undetermined for %s', (_, facts) => {
    expect(() => lawsFor({ ...FACTS, ...facts }, PACKS)).toThrow(/law_undetermined/);
  });

  it('refuses a chosen law that has no version for the day', () => {
    expect(() => lawsFor({ ...FACTS, laws: ['pdpa_tha'] }, { gdpr: UNION })).toThrow(
      /law_undetermined: No version of pdpa_tha/,
    );
  });
});

describe('laws that the controller is not set up for', () => {
  const further = { pdpa_tha: THAI };
  const named = 's. 5: so it is. The controller is not set up to answer under pdpa_tha.';

  it('are named beside those that it answers under', () => {
    const facts = { ...FACTS, residence: 'TH', controllerEstablishment: 'DE' };
    expect(lawsFor(facts, { gdpr: UNION }, further)).toEqual({
      laws: ['gdpr'],
      because: ['Art. 3(1): so it is.', named],
    });
  });

  it('are named when nothing else fits', () => {
    const facts = { ...FACTS, residence: 'TH' };
    expect(() => lawsFor(facts, { gdpr: UNION }, further)).toThrow(named);
  });

  it('cannot be chosen', () => {
    const chosen = () => lawsFor({ ...FACTS, laws: ['pdpa_tha'] }, { gdpr: UNION }, further);
    expect(chosen).toThrow(/law_undetermined: The controller is not set up/);
  });

  it('are those without a venue', () => {
    const venues = { gdpr: { zone: 'Europe/Berlin' } };
    const packs = [UNION, THAI];
    expect(Object.keys(packsInForce(packs, venues, '2026-01-01T00:00:00Z'))).toEqual(['gdpr']);
    expect(Object.keys(packsNotAnswered(packs, venues, '2026-01-01T00:00:00Z'))).toEqual([
      'pdpa_tha',
    ]);
    expect(() => venueOf({ id: 'smartapp', venues: {} }, 'gdpr')).toThrow(/law_undetermined/);
  });
});

describe('packsInForce', () => {
  const old = pack('pdpa_tha', { validFrom: '2022-06-01', validTo: '2024-11-10', version: '0' });
  const venues = { gdpr: { zone: 'Europe/Berlin' }, pdpa_tha: { zone: 'Asia/Bangkok' } };

  test.each([
    ['2024-11-10T16:59:59Z', '0'],
    ['2024-11-10T17:00:00Z', '1'],
    ['2018-06-01T00:00:00Z', undefined],
  ])('picks by the local date of receipt: %s', (receivedAt, version) => {
    const packs = packsInForce([old, UNION, THAI], venues, receivedAt);
    expect(packs.pdpa_tha?.version).toBe(version);
    expect(packs.gdpr?.version).toBe('1');
  });

  it('knows the local date where the controller acts', () => {
    expect(localDate('2026-03-31T22:30:00Z', 'Europe/Berlin')).toBe('2026-04-01');
  });
});

describe('rules of several laws', () => {
  const rule = (minimum: RightRule['identity']['minimum'], approvals: number): RightRule => ({
    article: 'Art. 17',
    clock: 'answer',
    approvals,
    identity: { minimum, ...cited('Art. 12(6)') },
    conditions: [],
    refusals: [],
  });
  const strict = { ...UNION, rights: { erasure: rule('low', 2) } };
  const mild = { ...THAI, rights: { erasure: rule('substantial', 1) } };
  const rules = rightRules({ gdpr: strict, pdpa_tha: mild }, ['gdpr', 'pdpa_tha'], 'erasure');

  it('asks for the strictest of them', () => {
    const controller = (minimum: 'low' | 'high') => ({ identity: { minimum, because: '' } });
    expect(approvalsNeeded(rules)).toBe(2);
    expect(minimumLevel(controller('low'), rules)).toBe('substantial');
    expect(minimumLevel(controller('high'), rules)).toBe('high');
  });

  it('asks nothing more of what every law grants to an unverified identifier', () => {
    const granted = [{ rule: rule('unverified', 0) }];
    const controller = { identity: { minimum: 'substantial' as const, because: '' } };
    expect(minimumLevel(controller, granted)).toBe('unverified');
  });

  it('skips a law without the right, and refuses when none has it', () => {
    expect(
      rightRules({ gdpr: strict, pdpa_tha: THAI }, ['gdpr', 'pdpa_tha'], 'erasure'),
    ).toHaveLength(1);
    expect(() => rightRules(PACKS, ['gdpr'], 'erasure')).toThrow(/right_not_supported/);
  });
});
