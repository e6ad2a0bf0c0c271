import { orderOf } from '../test/fixtures.js';
import { canonicalJson, orderDigest } from './index.js';

describe('canonical JSON', () => {
  it('sorts members at every level and adds no space', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'é\n€' })).toBe(
      '{"a":"é\\n€","b":[1,{"c":true,"d":null}]}',
    );
  });

  it('sorts by UTF-16 code units', () => {
    expect(canonicalJson({ '\u{1f600}': 1, '\ufb33': 2, a: 3 })).toBe('{"a":3,"😀":1,"\ufb33":2}');
  });

  it.each([[1.5], [Number.NaN], [2 ** 53], ['\ud800'], [undefined], [{ a: undefined }], [() => 1]])(
    'refuses %p',
    (value) => expect(() => canonicalJson(value)).toThrow(TypeError),
  );
});

describe('the digest of an order', () => {
  const order = orderOf('erase');

  it('stays when only deadline and callback change', () => {
    const repeat = { ...order, deadline: '2030-01-01T00:00:00Z', callback: 'https://x.example/' };
    expect(orderDigest(repeat)).toBe(orderDigest(order));
  });

  it.each([
    [{ task: 'tsk_other' }],
    [{ nonce: orderOf('erase').nonce }],
    [{ identifiers: [] }],
    [{ scope: [] }],
    [{ audience: 'other.test' }],
  ])('changes with %p', (more) => {
    expect(orderDigest({ ...order, ...more })).not.toBe(orderDigest(order));
  });
});
