import { HabeasError } from './errors.js';
import {
  IDENTIFIER_LENGTH_MAX,
  IDENTIFIER_TYPES,
  normaliseIdentifier,
  type IdentifierType,
} from './identifier.js';

const refused = expect.objectContaining({ code: 'identifier_invalid' }) as HabeasError;

it.each<[IdentifierType, string[], string]>([
  ['email', ['Ada@Example.ORG', ' ada@example.org '], 'ada@example.org'],
  ['email', ['jo\u0308rdis@de.example', 'j\u00f6rdis@de.example'], 'j\u00f6rdis@de.example'],
  ['phone', ['+49 30 123456', '+49-30-123456', '+49(30)123.456'], '+4930123456'],
  ['username', ['Ada.L', 'ada.l'], 'ada.l'],
  ['device_serial', ['ab12-cd34', 'AB12 CD34'], 'AB12CD34'],
  ['imei', ['49 015420 323751 8', '49-015420-323751-8'], '490154203237518'],
  ['mac', ['AA-BB-CC-00-11-22', 'aa:bb:cc:00:11:22'], 'aa:bb:cc:00:11:22'],
])('field 11: one identifier in several forms becomes one value (%s)', (type, forms, value) => {
  for (const form of forms) expect(normaliseIdentifier(type, form)).toBe(value);
});

it.each(['', ' ', '\t', '\u00a0'])('field 10: %j is no identifier of any type', (value) => {
  for (const type of IDENTIFIER_TYPES) {
    expect(() => normaliseIdentifier(type, value)).toThrow(refused);
  }
});

describe('A10: text that looks like other text', () => {
  it.each([
    ['NUL', 'ada\u0000@people.test'],
    ['half a surrogate pair', 'ada\ud800@people.test'],
    ['a mark that turns right to left', 'ada\u202e@people.test'],
    ['an isolate', 'ada\u2066@people.test'],
    ['a line break', 'ada@people.test\r\nbcc: x'],
  ])('is refused with %s', (_, value) => {
    for (const type of ['email', 'username'] as const) {
      expect(() => normaliseIdentifier(type, value)).toThrow(refused);
    }
  });

  it('is kept exactly when it is four bytes long', () => {
    expect(normaliseIdentifier('username', 'ada\u{1f469}')).toBe('ada\u{1f469}');
  });

  it('is another identifier when a letter comes from another script', () => {
    const latin = normaliseIdentifier('email', 'ada@people.test');
    for (const other of ['\u0430da@people.test', '\uff41da@people.test', 'ada@p\u0435ople.test']) {
      expect(normaliseIdentifier('email', other)).not.toBe(latin);
    }
    expect(() => normaliseIdentifier('phone', '+\u0664\u0669301234567')).toThrow(refused);
  });
});

/** Texts that stall a pattern that backtracks, built to a length. */
const STALLING: [string, (length: number) => string][] = [
  ['many at signs', (length) => 'a@'.repeat(length / 2)],
  ['many dots', (length) => `a@${'a.'.repeat(length / 2)}`],
  ['many dots and a bad end', (length) => `a@${'a.'.repeat(length / 2)}@`],
  ['many spaces', (length) => `+${' '.repeat(length)}x`],
  ['many brackets', (length) => `+1${'('.repeat(length)}`],
  ['many digits', (length) => `+1${'1'.repeat(length)}x`],
  ['many colons', (length) => `${'aa:'.repeat(length / 3)}z`],
  ['many combining marks', (length) => `a${'\u0301'.repeat(length)}@b.c`],
];

describe('A8: text to stall a pattern', () => {
  /** The least of several runs, in milliseconds, of 200 tries each. */
  function cost(type: IdentifierType, value: string): number {
    const runs = Array.from({ length: 5 }, () => {
      const startedAt = performance.now();
      for (let index = 0; index < 200; index += 1) tried(type, value);
      return performance.now() - startedAt;
    });
    return Math.min(...runs);
  }

  function tried(type: IdentifierType, value: string): void {
    try {
      normaliseIdentifier(type, value);
    } catch (error) {
      if (!(error instanceof HabeasError)) throw error;
    }
  }

  // A quadratic pattern costs 256 times more for 16 times the length, a linear one 16 times.
  it.each(STALLING)('costs no more than in line with its length: %s', (_, build) => {
    for (const type of IDENTIFIER_TYPES) {
      const short = cost(type, build(15));
      const long = cost(type, build(IDENTIFIER_LENGTH_MAX - 14));
      expect(long).toBeLessThan(short * 160 + 1);
    }
  });

  it('is not even read beyond the longest identifier', () => {
    const [, build] = STALLING[2] ?? ['', () => ''];
    const atLimit = cost('email', build(IDENTIFIER_LENGTH_MAX - 14));
    expect(cost('email', build(1_000_000))).toBeLessThan(atLimit * 10 + 1);
  });
});
