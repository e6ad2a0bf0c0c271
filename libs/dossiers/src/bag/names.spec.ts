import fc from 'fast-check';
import { safeName, UniqueNames } from './names.js';

it.each([
  ['orders', 'orders'],
  ['../../etc/passwd', 'etc-passwd'],
  ['..', 'data'],
  ['.', 'data'],
  ['', 'data'],
  ['/absolute', 'absolute'],
  ['C:\\Windows\\x', 'c-windows-x'],
  ['~root', 'root'],
  ['Größe', 'gro-e'],
  ['Überweisung', 'uberweisung'],
  ['a\u0000b', 'a-b'],
  ['a\nb', 'a-b'],
  ['CON', 'con-data'],
  ['lpt1', 'lpt1-data'],
  ['orders.csv', 'orders-csv'],
  ['ข้อมูล', 'data'],
  ['x'.repeat(300), 'x'.repeat(60)],
])('makes %j the file name %j', (name, safe) => {
  expect(safeName(name)).toBe(safe);
});

it('lets nothing but letters, digits, - and _ through', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => /^[a-z0-9_-]{1,65}$/.test(safeName(name))),
  );
});

it('gives each name once', () => {
  const names = new UniqueNames();
  expect(['a', 'a', 'a', 'a-2', 'b'].map((name) => names.take(name))).toEqual([
    'a',
    'a-2',
    'a-3',
    'a-2-2',
    'b',
  ]);
});

it('prefers a second candidate to a number', () => {
  const names = new UniqueNames();
  names.take('people');
  expect(names.take('people', 'people-id')).toBe('people-id');
  expect(names.take('people', 'people-id')).toBe('people-2');
});

it('numbers 65,536 equal names at a cost in line with their number', () => {
  const names = new UniqueNames();
  const given = Array.from({ length: 65_536 }, () => names.take('orders'));
  expect(new Set(given).size).toBe(given.length);
  expect(given.at(-1)).toBe('orders-65536');
}, 5_000);
