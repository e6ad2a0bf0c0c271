import { flatten, FLATTEN_DEPTH_MAX } from './flatten.js';

const shown = (data: Record<string, unknown>) =>
  Object.fromEntries([...flatten(data)].map(([name, { type, text }]) => [name, `${type} ${text}`]));

it('names nested values by their path and says what they are', () => {
  const data = {
    id: 7,
    price: 9.5,
    paid: false,
    note: null,
    born: '1990-02-28',
    seen: '2026-03-02T08:00:00Z',
    address: { city: 'Hà Nội', lines: ['a', 'b'], more: {} },
  };
  expect(shown(data)).toEqual({
    id: 'integer 7',
    price: 'number 9.5',
    paid: 'boolean false',
    note: 'null ',
    born: 'date 1990-02-28',
    seen: 'date-time 2026-03-02T08:00:00Z',
    'address.city': 'string Hà Nội',
    'address.lines': 'array ["a","b"]',
    'address.more': 'object {}',
  });
});

it('never puts two keys into one column', () => {
  expect(shown({ 'a.b': 1, a: { b: 2 }, 'a\\': { b: 3 } })).toEqual({
    'a\\.b': 'integer 1',
    'a.b': 'integer 2',
    'a\\\\.b': 'integer 3',
  });
});

it('keeps a key named __proto__ as an ordinary column', () => {
  const data = JSON.parse('{"__proto__":{"polluted":1},"constructor":"x"}') as Record<
    string,
    unknown
  >;
  expect([...flatten(data).keys()]).toEqual(['__proto__.polluted', 'constructor']);
});

it('writes what lies too deep as JSON', () => {
  let deep: Record<string, unknown> = { end: 1 };
  for (let level = 0; level < 20; level += 1) deep = { x: deep };
  const [name] = [...flatten(deep).keys()];
  expect(name?.split('.')).toHaveLength(FLATTEN_DEPTH_MAX);
});
