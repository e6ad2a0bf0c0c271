import { ATTACKS } from './attacks.js';
import { claim, faultsOf, notApplicable, numberFaults, shown } from './claims.js';
import { ON_DATA } from './scenarios-on-data.js';
import { ON_LIFE } from './scenarios-on-life.js';

const SCENARIOS = [...ON_DATA, ...ON_LIFE];

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

const FIELD = [
  ...range(4, 20),
  ...['23', ...range(25, 28), ...range(30, 32), ...range(34, 39), ...range(42, 45)],
  ...['48', '49', '51', '55', '56'],
];
const ATTACK = ['1', '2', '3', ...range(4, 10), '17', '18', '20'].map((number) => `A${number}`);

describe('scenarios from the field', () => {
  it.each(SCENARIOS)('field $number: $title', (one) => {
    expect(faultsOf(one)).toEqual([]);
  });

  it('are each answered once', () => {
    expect(numberFaults(SCENARIOS, FIELD)).toEqual([]);
  });
});

describe('attacks', () => {
  it.each(ATTACKS)('$number: $title', (one) => {
    expect(faultsOf(one)).toEqual([]);
  });

  it('are each answered once', () => {
    expect(numberFaults(ATTACKS, ATTACK)).toEqual([]);
  });
});

describe('what these tables prove', () => {
  const own = 'test/conformance/field-scenarios.spec.ts';

  it('finds a test by its file and exact title', () => {
    const title = 'finds a test by its file and exact title';
    expect(faultsOf(claim(1, 'one', shown(own, title, 'one')))).toEqual([]);
    expect(faultsOf(claim(1, 'one', shown(own, 'field $number: $title')))).toEqual([]);
  });

  it.each([
    ['a test that is not there', shown(own, 'no such')],
    ['a file that is not there', shown('test/none.spec.ts', 'no such')],
    ['a group of tests', shown(own, 'what these tables prove')],
    ['a row that is not there', shown(own, 'are each answered once', ['no', 'row'].join(' '))],
  ])('names %s', (_, where) => {
    expect(faultsOf(claim(1, 'one', where))).toHaveLength(1);
  });

  it('wants a test or a reason', () => {
    expect(faultsOf(claim(1, 'one'))).toEqual(['no test is named']);
    expect(faultsOf(notApplicable(1, 'one', ''))).toEqual(['no reason is given']);
  });

  it('names numbers that are missing, doubled or unknown', () => {
    const claims = [claim(1, 'one'), claim(1, 'one'), claim(3, 'three')];
    expect(numberFaults(claims, ['1', '2'])).toEqual([
      '2 is missing',
      '1 is listed twice',
      '3 is unknown',
    ]);
  });
});
