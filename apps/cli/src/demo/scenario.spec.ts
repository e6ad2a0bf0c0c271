import { RIGHTS } from '@habeas/domain';
import { SCENARIO } from './scenario.js';

describe('the demo', () => {
  const asked = SCENARIO.flatMap(({ rights }) => rights.map(({ right }) => right));

  it('asks every right', () => {
    expect([...new Set(asked)].sort()).toEqual([...RIGHTS].sort());
  });

  it('asks nothing twice for the same person', () => {
    const people = SCENARIO.map(({ identifiers }) => identifiers[0]?.value);
    expect(new Set(people).size).toBe(SCENARIO.length);
  });
});
