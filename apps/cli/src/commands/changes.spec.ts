import { changesFrom } from './changes.js';

describe('changes on the command line', () => {
  it.each<[string, object]>([
    [
      'ID:/people/given_name=Lena=>Lene',
      {
        category: 'ID',
        patch: [
          { op: 'test', path: '/people/given_name', value: 'Lena' },
          { op: 'replace', path: '/people/given_name', value: 'Lene' },
        ],
      },
    ],
    [
      'accounts/ID:/people/phone=+491510000=1',
      {
        system: 'accounts',
        category: 'ID',
        patch: [
          { op: 'test', path: '/people/phone', value: null },
          { op: 'add', path: '/people/phone', value: '+491510000=1' },
        ],
      },
    ],
  ])('reads %s', (text, change) => {
    expect(changesFrom({ change: [text] })).toEqual([change]);
  });

  it.each(['ID', 'ID:people=a', '/people=a', 'ID:/people/given_name'])('refuses %s', (text) => {
    expect(() => changesFrom({ change: [text] })).toThrow('Give a change as');
  });

  it('asks for nothing when nothing is given, and for a file that can be read', () => {
    expect(changesFrom({})).toBeUndefined();
    expect(() => changesFrom({ changes: '/no/such/file.json' })).toThrow('cannot be read');
  });
});
