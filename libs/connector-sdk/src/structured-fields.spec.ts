import { dictionaryMember, parseBytes, parseInnerList } from './structured-fields.js';

describe('a member of a dictionary field', () => {
  it.each([
    ['a=1', '1'],
    ['b=2, a=1', '1'],
    ['b="x, a=9", a=1', '1'],
    ['b="x\\", a=9", a=1', '1'],
    ['a=("x" "y");p="q,r"', '("x" "y");p="q,r"'],
    ['b=1', undefined],
    ['aa=1', undefined],
    ['a', undefined],
    ['a=1, a=2', undefined],
    ['', undefined],
  ])('of %s is %s', (field, value) => {
    expect(dictionaryMember(field, 'a')).toBe(value);
  });
});

describe('an inner list', () => {
  it('is read with its parameters', () => {
    const list = parseInnerList('("@method" "date");created=12;tag="x y"');
    expect(list?.items).toEqual(['@method', 'date']);
    expect([...(list?.params ?? [])]).toEqual([
      ['created', 12],
      ['tag', 'x y'],
    ]);
    expect(parseInnerList('()')).toMatchObject({ items: [] });
  });

  it.each([
    '',
    '("a"',
    '( "a")',
    '("a"  "b")',
    '("A")',
    '("a";req)',
    '("a" "a")',
    '("a");b=1;b=2',
    '("a");b',
    '("a");b=1.5',
    '("a");b=1234567890123456',
    '("a");b="x\\"y"',
    '("a") ;b=1',
    '("a");b=?1',
  ])('%s is refused', (raw) => {
    expect(parseInnerList(raw)).toBeUndefined();
  });
});

describe('a byte sequence', () => {
  it('is read in its one canonical encoding', () => {
    expect(parseBytes(':AQID:')).toEqual(Buffer.from([1, 2, 3]));
    expect(parseBytes('::')).toEqual(Buffer.alloc(0));
  });

  it.each(['AQID', ':AQI:', ':AQJ=:', ':AQ-_:', ':AQ ID:', ':====:'])('%s is refused', (raw) => {
    expect(parseBytes(raw)).toBeUndefined();
  });
});
