import type { ExportRecord, Manifest, Order } from './protocol.js';
import { namesUnknownPart, Withheld } from './withheld.js';

const categories: Manifest['categories'] = [
  {
    id: 'usage',
    datasets: ['logins', 'segments', 'events'],
    parts: [
      { name: 'passwords', dataset: 'logins', fields: ['password', 'hint'] },
      { name: 'patterns of usage', dataset: 'segments' },
    ],
  },
  { id: 'contact', datasets: ['logins'] },
];
const scope = (...withhold: string[]): Order['scope'] => [
  { category: 'usage', retain: [], ...(withhold.length > 0 ? { withhold } : {}) },
  { category: 'contact', retain: [] },
];
const record = (dataset: string, category = 'usage'): ExportRecord => ({
  ...{ dataset, category, data: { password: 'x', hint: null, at: 'today' } },
});

describe('what an order withholds', () => {
  it.each<[string, ExportRecord, string[], ExportRecord['data'] | undefined]>([
    ['nothing was withheld', record('logins'), [], record('logins').data],
    ['fields of a part', record('logins'), ['passwords'], { at: 'today' }],
    ['another data set', record('events'), ['passwords'], record('events').data],
    ['a whole data set', record('segments'), ['patterns of usage'], undefined],
    [
      'the same fields of another category',
      record('logins', 'contact'),
      ['passwords'],
      record('logins').data,
    ],
  ])('stays out, and nothing else: %s', (_, given, parts, kept) => {
    const withheld = new Withheld({ scope: scope(...parts) }, { categories });
    const stripped = withheld.strip(given);
    expect(stripped?.data).toEqual(kept);
    expect(withheld.breaks(given)).toBe(kept !== given.data && !(kept && 'password' in kept));
    if (stripped) expect(withheld.breaks(stripped)).toBe(false);
  });

  it('counts no record of a data set that stays out', () => {
    const withheld = new Withheld({ scope: scope('patterns of usage') }, { categories });
    expect(withheld.covers({ name: 'segments', category: 'usage' })).toBe(true);
    expect(withheld.covers({ name: 'logins', category: 'usage' })).toBe(false);
  });

  it.each<[string[], boolean]>([
    [[], false],
    [['passwords'], false],
    [['passwords', 'secrets of others'], true],
  ])('knows the parts of its manifest: %j', (parts, unknown) => {
    expect(namesUnknownPart(scope(...parts), categories)).toBe(unknown);
  });
});
