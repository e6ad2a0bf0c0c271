import { HabeasError, type Change, type Register, type Right } from '@habeas/domain';
import { assertChanges, openParameters } from './changes.js';

const REGISTER = {
  sources: { direct: { provided: 'given', consent: false } },
  categories: [{ id: 'ID', name: 'Identity', source: 'direct', holds: ['name'] }],
  systems: [
    {
      id: 'accounts',
      name: 'Accounts',
      categories: [{ id: 'ID', holds: '', correctable: ['/people/name'] }],
    },
  ],
} as unknown as Register;

const SECRET = 'Quintessa';
const add = (value: unknown): Change[] => [
  { category: 'ID', patch: [{ op: 'add', path: '/people/name', value }] },
];
const AT = '/rights/1/parameters/changes';

function pointersOf(right: Right, changes?: Change[]): string[] {
  try {
    assertChanges(REGISTER, { right, parameters: changes ? { changes } : {} }, 1);
    return [];
  } catch (error) {
    if (!(error instanceof HabeasError)) throw error;
    expect(error.code).toBe('changes_invalid');
    expect(JSON.stringify([error.detail, error.errors])).not.toContain(SECRET);
    return error.errors.map(({ pointer }) => pointer);
  }
}

describe('the changes of an intake', () => {
  it.each<[string, Right, Change[] | undefined, string[]]>([
    ['a correction', 'rectification', add(SECRET), []],
    ['a correction of nothing', 'rectification', undefined, [AT]],
    ['a value that is none', 'rectification', add(7), [`${AT}/0/patch/0/value`]],
    ['another right', 'access', undefined, []],
    ['another right that names changes', 'erasure', add(SECRET), [AT]],
  ])('are judged: %s', (_, right, changes, pointers) => {
    expect(pointersOf(right, changes)).toEqual(pointers);
  });

  it('stand in the clear without their values', () => {
    const open = openParameters({ closeAccount: true, changes: add(SECRET) });
    expect(open).toEqual({
      closeAccount: true,
      changes: [{ category: 'ID', patch: [{ op: 'add', path: '/people/name' }] }],
    });
    expect(openParameters({})).toEqual({});
  });
});
