import { HabeasError } from './errors.js';
import {
  checkChanges,
  checkChangeValues,
  correctablePlaces,
  withoutValues,
  type Change,
} from './plan-changes.js';
import type { Register } from './register.js';

const REGISTER = {
  sources: { direct: { provided: 'given', consent: false } },
  categories: [{ id: 'ID', name: 'Identity', source: 'direct', holds: ['name'] }],
  systems: [
    {
      id: 'accounts',
      name: 'Accounts',
      categories: [{ id: 'ID', holds: '', correctable: ['/people/name'] }],
    },
    { id: 'tracker', name: 'Tracker', categories: [] },
  ],
} as unknown as Register;

const tested = { op: 'test', path: '/people/name', value: 'Anna' };
const replace = { op: 'replace', path: '/people/name', value: 'Hanna' };
const change = (patch: Change['patch'], more: Partial<Change> = {}): Change => ({
  category: 'ID',
  patch,
  ...more,
});

function pointersOf(changes: Change[]): string[] {
  try {
    checkChanges(REGISTER, changes);
    return [];
  } catch (error) {
    if (!(error instanceof HabeasError)) throw error;
    expect(error.code).toBe('changes_invalid');
    expect(JSON.stringify([error.detail, error.errors])).not.toContain('anna');
    return error.errors.map(({ pointer }) => pointer);
  }
}

describe('checkChanges', () => {
  it.each<[string, Change[], string[]]>([
    ['a tested replacement', [change([tested, replace])], []],
    ['a supplement', [change([{ op: 'add', path: '/people/name', value: 'x' }])], []],
    ['nothing at all', [], ['']],
    ['an empty patch', [change([])], ['/0/patch']],
    ['a test alone', [change([tested])], ['/0/patch']],
    ['an untested replacement', [change([replace])], ['/0/patch/0/path']],
    ['a test that comes too late', [change([replace, tested])], ['/0/patch/0/path']],
    ['a move', [change([tested, replace, { op: 'move', path: '/people/x' }])], ['/0/patch/2/op']],
    ['an unknown category', [change([tested, replace], { category: 'XX' })], ['/0']],
    ['a system without it', [change([tested, replace], { system: 'tracker' })], ['/0']],
    [
      'a place that nobody corrects',
      [change([{ op: 'add', path: '/people/id', value: 'x' }])],
      ['/0/patch/0/path'],
    ],
    [
      'a test of what is not changed',
      [
        change([
          { op: 'test', path: '/people/name' },
          { op: 'add', path: '/people/name' },
        ]),
      ],
      [],
    ],
    ['faults of several', [change([tested]), change([replace])], ['/0/patch', '/1/patch/0/path']],
  ])('judges %s', (_, changes, pointers) => {
    expect(pointersOf(changes)).toEqual(pointers);
  });
});

it('names every place that can be corrected, in a form that is accepted', () => {
  const places = correctablePlaces(REGISTER);
  expect(places).toEqual([
    {
      system: 'accounts',
      category: 'ID',
      patch: [
        { op: 'test', path: '/people/name' },
        { op: 'replace', path: '/people/name' },
      ],
    },
  ]);
  expect(pointersOf(places)).toEqual([]);
});

describe('checkChangeValues', () => {
  const ok = { op: 'add', path: '/people/name' };
  it.each<[string, unknown, boolean]>([
    ['a text', 'Hanna', true],
    ['no text', '', true],
    ['nothing', null, true],
    ['the longest text', 'a'.repeat(1_000), true],
    ['a longer one', 'a'.repeat(1_001), false],
    ['no value', undefined, false],
    ['a number', 1, false],
    ['an object', {}, false],
    ['half a character', '\ud800', false],
    ['a zero character', 'a\0b', false],
  ])('judges %s', (_, value, fits) => {
    const check = () => checkChangeValues([change([{ ...ok, value }])], '/x');
    if (fits) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code: 'changes_invalid' }));
  });

  it('takes no value with a removal, and points to what is wrong', () => {
    const removal = { op: 'remove', path: '/people/name' };
    expect(() => checkChangeValues([change([removal])])).not.toThrow();
    const pointer = '/x/0/patch/0/value';
    expect(() => checkChangeValues([change([{ ...removal, value: 'a' }])], '/x')).toThrow(
      expect.objectContaining({ errors: [expect.objectContaining({ pointer })] }),
    );
  });
});

it('leaves out the values where only the places are asked for', () => {
  expect(withoutValues([change([tested, replace], { system: 'accounts' })])).toEqual([
    {
      system: 'accounts',
      category: 'ID',
      patch: [
        { op: 'test', path: '/people/name' },
        { op: 'replace', path: '/people/name' },
      ],
    },
  ]);
});
