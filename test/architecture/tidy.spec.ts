import { CODE_CHECKS } from './code-rules.js';
import { readHouse } from './house.js';
import { IMPORT_CHECKS } from './imports.js';
import { RECORD_CHECKS } from './record-rules.js';
import { CODE_SAMPLES } from './samples/code-samples.js';
import { IMPORT_SAMPLES } from './samples/import-samples.js';
import { RECORD_SAMPLES } from './samples/record-samples.js';
import type { Sample } from './samples/sample.js';

const CHECKS = [...IMPORT_CHECKS, ...CODE_CHECKS, ...RECORD_CHECKS];
/** By rule; a rule without a sample fails. */
const SAMPLES: Record<string, Sample> = { ...IMPORT_SAMPLES, ...CODE_SAMPLES, ...RECORD_SAMPLES };
const house = readHouse();

describe.each(CHECKS)('$rule', ({ rule, find }) => {
  it('holds in this tree', () => {
    expect(find(house)).toEqual([]);
  });

  it('finds every fault in its bad sample', () => {
    const sample = SAMPLES[rule];
    expect(sample && find(sample.house)).toEqual(sample?.findings ?? 'a sample');
  });
});

it('keeps no sample without a rule', () => {
  const rules = CHECKS.map(({ rule }) => rule);
  expect(Object.keys(SAMPLES).filter((rule) => !rules.includes(rule))).toEqual([]);
});

it('reads a tree that is there', () => {
  expect(house.files.length).toBeGreaterThan(100);
  expect(house.units).toContain('libs/domain');
});
