import type { Plan, Register } from '@habeas/domain';
import { portedBy } from './portability.js';

const REGISTER = {
  categories: [
    {
      id: 'PU',
      holds: ['events', 'patterns', 'passwords'],
      derived: ['patterns'],
      secrets: ['passwords'],
    },
    { id: 'LOC', holds: ['places'] },
  ],
} as unknown as Register;

type Cell = Plan['cells'][number];

const cell = (text: string, more: Partial<Cell> = {}): Cell => {
  const [system = '', category = '', activity = '', basis = '', decision = ''] = text.split(' ');
  return {
    ...{ system, category, activity, basis },
    decision: decision as Cell['decision'],
    grounds: [{ law: 'gdpr', article: `Art. of ${basis}`, because: 'x' }],
    ...more,
  };
};

const ported = (...cells: Cell[]) => portedBy({ cells }, REGISTER);

describe('what is portable', () => {
  it('goes by the uses that qualify', () => {
    const { uses, leftOut } = ported(
      cell('tracker PU mail contract export'),
      cell('tracker PU site legitimate-interests keep'),
    );
    expect(uses).toEqual([{ system: 'tracker', category: 'PU', activities: ['mail'] }]);
    expect(leftOut).toEqual([]);
  });

  it.each<[string, Cell[], object[]]>([
    [
      'other bases, over all systems',
      [
        cell('a LOC site legitimate-interests keep'),
        cell('b LOC site legitimate-interests keep'),
        cell('b LOC law legal-obligation keep'),
      ],
      [
        {
          ...{ category: 'LOC', systems: ['a', 'b'], because: 'basis' },
          articles: ['Art. of legitimate-interests', 'Art. of legal-obligation'],
        },
      ],
    ],
    [
      'inferences alone, though the basis would do',
      [cell('a PU mail contract keep'), cell('a PU site legitimate-interests keep')],
      [{ category: 'PU', systems: ['a'], because: 'derived', articles: ['Art. of contract'] }],
    ],
    [
      'secrets and inferences among what goes',
      [cell('a PU mail contract export', { withheld: ['patterns', 'passwords'] })],
      [
        { category: 'PU', systems: ['a'], because: 'secrets', articles: ['Art. of contract'] },
        { category: 'PU', systems: ['a'], because: 'derived', articles: ['Art. of contract'] },
      ],
    ],
    [
      'no part that one of the uses lets go',
      [
        cell('a PU mail contract export', { withheld: ['patterns'] }),
        cell('a PU forum consent export'),
      ],
      [],
    ],
    ['nothing where nothing is held', [cell('a LOC site legitimate-interests nothing_held')], []],
  ])('names %s', (_, cells, leftOut) => {
    expect(ported(...cells).leftOut).toEqual(leftOut);
  });
});
