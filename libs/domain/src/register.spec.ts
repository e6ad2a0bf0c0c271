import { holdingFacts, recipientsOf, type Holding, type Register } from './register.js';

const register = (held: Partial<Holding>): Register =>
  ({
    sources: {
      direct: { provided: 'given', consent: false },
      automated: { provided: 'observed', consent: false },
      'automated-with-consent': { provided: 'observed', consent: true },
    },
    categories: [
      {
        id: 'PU',
        name: 'Usage',
        source: 'automated-with-consent',
        holds: ['passwords', 'clicks', 'patterns'],
        derived: ['patterns'],
        secrets: ['passwords'],
      },
    ],
    systems: [{ id: 'one', name: 'One', categories: [{ id: 'PU', holds: '', ...held }] }],
  }) as unknown as Register;

const facts = (held: Partial<Holding>) =>
  holdingFacts(register(held), { system: 'one', category: 'PU' });

describe('holdingFacts', () => {
  it.each<[string, Partial<Holding>, object]>([
    [
      'the whole category',
      {},
      { provided: 'observed', consent: true, derived: ['patterns'], secrets: ['passwords'] },
    ],
    ['inferences alone', { parts: ['patterns'] }, { provided: 'derived', secrets: [] }],
    ['no inference', { parts: ['clicks'] }, { provided: 'observed', derived: [], secrets: [] }],
    [
      'another source',
      { source: 'direct' },
      { provided: 'given', consent: false, automated: false },
    ],
    ['what may be changed', { correctable: ['/a'] }, { correctable: ['/a'], automated: true }],
  ])('says of a system that holds %s', (_, held, expected) => {
    expect(facts(held)).toMatchObject(expected);
  });

  it('knows nothing of what the register lacks', () => {
    expect(holdingFacts(register({}), { system: 'two', category: 'PU' })).toBeUndefined();
    expect(holdingFacts(register({}), { system: 'one', category: 'ID' })).toBeUndefined();
  });
});

it('assumes of a recipient without categories that it got each, and says so', () => {
  const recipients = [
    { id: 'any', name: 'Any' },
    { id: 'some', name: 'Some', categories: ['PU'] },
    { id: 'none', name: 'None', categories: ['LOC'] },
  ];
  expect(recipientsOf({ recipients }, ['ID', 'PU'])).toEqual([
    { id: 'any', categories: ['ID', 'PU'], assumed: true },
    { id: 'some', categories: ['PU'], assumed: false },
  ]);
});
