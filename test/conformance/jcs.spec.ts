import { readdirSync, readFileSync } from 'node:fs';
import { canonicalJson } from '@habeas/evidence-format';
import canonicalize from 'canonicalize';
import { hex, readVectors } from './tlog-vectors.js';

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

interface Rfc8785 {
  cases: Record<string, { input: string; output: string; outHex: string }>;
  es6NumberSamples: [bits: string, text: string][];
}

describe('RFC 8785 as repacked with the vectors of logs', () => {
  const { cases, es6NumberSamples } = readVectors<Rfc8785>('jcs-rfc8785');
  const documents = Object.entries(cases).map(([name, one]) => ({ name, ...one }));

  it.each(documents)('gives the bytes of $name', ({ input: text, output: canonical, outHex }) => {
    expect(canonicalize(JSON.parse(text))).toBe(canonical);
    expect(Buffer.from(canonical).toString('hex')).toBe(outHex);
  });

  it.each(es6NumberSamples)('writes the number of the bits %s as %s', (bits, text) => {
    const value = hex(bits.padStart(16, '0')).readDoubleBE();
    expect(canonicalize(value)).toBe(text);
    const isExact = Number.isSafeInteger(value);
    if (isExact) expect(canonicalJson(value)).toBe(text);
    else expect(() => canonicalJson(value)).toThrow('is not a safe integer');
  });
});
