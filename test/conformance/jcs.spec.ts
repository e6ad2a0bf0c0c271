import { readdirSync, readFileSync } from 'node:fs';
import { canonicalJson } from '@habeas/evidence-format';
import canonicalize from 'canonicalize';

const folder = new URL('vectors/jcs/', import.meta.url);
const names = readdirSync(new URL('input/', folder));
const read = (path: string) => readFileSync(new URL(path, folder), 'utf8');
const input = (name: string): unknown => JSON.parse(read(`input/${name}`));
const output = (name: string) => read(`output/${name}`);

/** It has fractions and numbers above 2^53, which evidence may not hold. */
const BEYOND_EVIDENCE = 'values.json';

describe('RFC 8785 canonical JSON', () => {
  it('has all six vectors of the reference suite', () => {
    expect(names.sort()).toEqual([
      'arrays.json',
      'french.json',
      'structures.json',
      'unicode.json',
      'values.json',
      'weird.json',
    ]);
  });

  it.each(names)('gives the bytes of %s', (name) => {
    expect(canonicalize(input(name))).toBe(output(name));
  });

  it.each(names.filter((name) => name !== BEYOND_EVIDENCE))('is what evidence uses: %s', (name) => {
    expect(canonicalJson(input(name))).toBe(output(name));
  });

  it.each(names.filter((name) => name !== BEYOND_EVIDENCE))('is stable: %s again', (name) => {
    expect(canonicalJson(JSON.parse(output(name)))).toBe(output(name));
  });

  it('refuses numbers that two readers may read differently, wherever they stand', () => {
    expect(() => canonicalJson(input(BEYOND_EVIDENCE))).toThrow('is not a safe integer');
  });
});
