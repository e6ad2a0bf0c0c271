import { canonicalJson, digestOf, sha256 } from './canonical-json.js';

class Point {
  x = 1;
}

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('canonicalJson', () => {
  it('sorts keys by UTF-16 code unit at every depth and drops white space', () => {
    const value = { '€': 1, b: { z: [true, null, 'é'], a: 2 }, '\u{1F600}': 0, '\ufb33': 3 };
    expect(canonicalJson(value)).toBe(
      '{"b":{"a":2,"z":[true,null,"é"]},"€":1,"\u{1F600}":0,"\ufb33":3}',
    );
  });

  it('keeps a key named __proto__ as data', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":2}'))).toBe('{"__proto__":2,"b":1}');
  });

  it.each<[string, unknown, string]>([
    ['a fraction', { a: 1.5 }, "at '/a' is not a safe integer"],
    ['NaN', [Number.NaN], "at '/0' is not a safe integer"],
    ['2^53', 2 ** 53, "at '' is not a safe integer"],
    ['a field that is undefined', { a: { b: undefined } }, "at '/a/b' is undefined"],
    ['a hole in an array', [, 1], "at '/0' is undefined"],
    ['a bigint', 1n, 'is bigint'],
    ['a function', () => 1, 'is function'],
    ['a lone high surrogate', ['\ud800'], "at '/0' has a lone surrogate"],
    ['a lone low surrogate in a key', { '\udc00': 1 }, 'has a key with a lone surrogate'],
    ['a date', { at: new Date(0) }, "at '/at' is an instance of a class"],
    ['a class instance', new Point(), 'is an instance of a class'],
    ['a map', new Map(), 'is an instance of a class'],
    ['nesting beyond the limit', nested(65), 'nested deeper than 64'],
  ])('refuses %s', (_name, value, message) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
    expect(() => canonicalJson(value)).toThrow(message);
  });

  it('does not repeat a refused value in its message', () => {
    expect(() => canonicalJson({ a: 'ada@example.org\ud800' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('ada') }),
    );
  });

  it('takes the greatest depth and integer that it allows', () => {
    expect(canonicalJson(nested(64))).toHaveLength(129);
    expect(canonicalJson(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
  });
});

describe('digests', () => {
  it('hash the canonical text as UTF-8', () => {
    expect(sha256('nonce').toString('base64')).toBe('eDd7UldXtJRCf4kBT5fXmSjzk40U61HiD7XeyYNOswQ=');
    expect(digestOf({ b: 'ü', a: 1 })).toBe(sha256('{"a":1,"b":"ü"}').toString('base64url'));
  });

  it('do not depend on the order of keys', () => {
    expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
  });
});
