import { parseIdempotencyKey } from './idempotency-key.js';

const uuid = '8e03978e-40d5-43dd-bc93-6894a57f9324';

describe('parseIdempotencyKey', () => {
  it.each([
    ['a quoted UUID', `"${uuid}"`, uuid],
    ['a bare UUID', uuid, uuid],
    ['a quoted string with escapes', String.raw`"a \"b\" \\ c"`, String.raw`a "b" \ c`],
    ['the longest', 'k'.repeat(255), 'k'.repeat(255)],
  ])('reads %s', (_, header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it.each([
    ['no header', undefined, 'idempotency_key_missing'],
    ['an empty header', '', 'idempotency_key_missing'],
    ['an empty string', '""', 'idempotency_key_invalid'],
    ['one character too many', 'k'.repeat(256), 'idempotency_key_invalid'],
    ['an open quote', '"abc', 'idempotency_key_invalid'],
    ['a stray quote inside', '"a"b"', 'idempotency_key_invalid'],
    ['spaces without quotes', 'a b', 'idempotency_key_invalid'],
    ['parameters', '"a";b=1', 'idempotency_key_invalid'],
    ['two headers', ['"a"', '"b"'], 'idempotency_key_invalid'],
    ['two headers joined', '"a", "b"', 'idempotency_key_invalid'],
    ['letters beyond ASCII', '"ü"', 'idempotency_key_invalid'],
  ])('refuses %s', (_, header, code) => {
    expect(() => parseIdempotencyKey(header)).toThrow(expect.objectContaining({ code }));
  });
});
