import { HabeasError } from '@habeas/domain';

import { BODY_BYTES_MAX, BODY_DEPTH_MAX, BODY_KEYS_MAX, parseBody } from './json-body.js';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const manyKeys = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 0])));

function faultOf(body: string | Buffer): string {
  try {
    parseBody(Buffer.from(body));
  } catch (error) {
    if (error instanceof HabeasError && error.code === 'body_invalid') return error.detail;
    throw error;
  }
  return 'none';
}

describe('parseBody', () => {
  it('returns what JSON.parse returns for sound bodies', () => {
    const body = { a: [1, { b: 'tab\tquote" back\\slash {[:]}', c: 'ü 😀 ‮' }], d: null };
    expect(parseBody(Buffer.from(JSON.stringify(body)))).toEqual(body);
  });

  it.each([
    ['text that is no JSON', '{"a":', /not JSON/],
    ['an empty body', '', /not JSON/],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
    ['a lone surrogate as bytes', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), /not UTF-8/],
    ['an escaped lone surrogate', String.raw`{"a":"\ud800"}`, /surrogate/],
    ['an escaped lone surrogate in a key', String.raw`{"\udc00":1}`, /surrogate/],
    ['an escaped NUL', String.raw`{"a":"x\u0000y"}`, /NUL/],
    ['__proto__', '{"a":{"__proto__":{"b":1}}}', /reserved/],
    ['an escaped __proto__', String.raw`{"\u005f_proto__":1}`, /reserved/],
    ['constructor', '{"constructor":{"prototype":{"b":1}}}', /reserved/],
    ['a key twice', '{"a":1,"b":{"a":2},"a":3}', /twice/],
    ['a key twice under another spelling', String.raw`{"a":1,"\u0061":3}`, /twice/],
    ['too deep a body', nested(BODY_DEPTH_MAX + 1), /deeper than 16/],
    ['too many keys', manyKeys(BODY_KEYS_MAX + 1), /more than 1000/],
  ])('refuses %s', (_, body, expected) => {
    expect(faultOf(body)).toMatch(expected);
  });

  it('accepts bodies at the limits', () => {
    expect(faultOf(nested(BODY_DEPTH_MAX))).toBe('none');
    expect(faultOf(manyKeys(BODY_KEYS_MAX))).toBe('none');
    expect(faultOf('[{"a":1},{"a":2}]')).toBe('none');
  });

  it('never repeats a name or a value', () => {
    const bodies = ['{"ada":"lovelace', '{"ada":1,"ada":2}', String.raw`{"ada":"lovelace\u0000"}`];
    for (const body of bodies) expect(faultOf(body)).not.toMatch(/ada|lovelace/);
  });

  it.each([
    ['nesting', nested(BODY_BYTES_MAX / 2)],
    ['quotes', `"${String.raw`\"`.repeat(BODY_BYTES_MAX / 2 - 1)}"`],
    ['keys', manyKeys(20_000)],
    ['unclosed nesting', '{"a":'.repeat(50_000)],
  ])('judges the largest body full of %s in well under a second', (_, body) => {
    const startedAt = performance.now();
    faultOf(body);
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
