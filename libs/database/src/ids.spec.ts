import { newId } from './ids.js';

test('an id is its prefix and a uuid v7 without dashes', () => {
  expect(newId('req')).toMatch(/^req_[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
});

test('ids grow in the order they are made', () => {
  const ids = Array.from({ length: 5_000 }, () => newId('tsk'));
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
