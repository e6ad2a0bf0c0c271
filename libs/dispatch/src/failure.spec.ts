import fc from 'fast-check';
import {
  ATTEMPTS_MAX,
  CallFailure,
  FAILURE_CLASSES,
  followUp,
  HOPELESS_ATTEMPTS_MAX,
  retryAfterMs,
  type FailureClass,
} from './failure.js';

const failure = (kind: FailureClass, waitMs?: number) => new CallFailure(kind, 'code', waitMs);

describe('what follows a failed call', () => {
  it('waits longer each time, up to five minutes', () => {
    const delays = [1, 2, 3, 10, 19].map((attempts) =>
      followUp(failure('retryable'), attempts, 0.5),
    );
    expect(delays).toEqual(
      [750, 1_500, 3_000, 225_000, 225_000].map((delayMs) => ({ kind: 'retry', delayMs })),
    );
  });

  it('spreads the retries of many tasks', () => {
    expect(followUp(failure('retryable'), 1, 0)).toEqual({ kind: 'retry', delayMs: 500 });
    expect(followUp(failure('retryable'), 1, 0.999)).toEqual({ kind: 'retry', delayMs: 1_000 });
  });

  it('never comes back earlier than the connector asked', () => {
    expect(followUp(failure('throttled', 60_000), 1, 0)).toEqual({
      kind: 'retry',
      delayMs: 60_000,
    });
  });

  it.each([
    ['retryable', ATTEMPTS_MAX],
    ['throttled', ATTEMPTS_MAX],
    ['contract', HOPELESS_ATTEMPTS_MAX],
    ['authentication', HOPELESS_ATTEMPTS_MAX],
    ['needs_human', 1],
  ] as const)('gives up on %s after %d attempts', (kind, attempts) => {
    expect(followUp(failure(kind), attempts, 0).kind).toBe('give_up');
    if (attempts > 1) expect(followUp(failure(kind), attempts - 1, 0).kind).toBe('retry');
  });

  it('always ends within its attempts, with a delay that is positive and bounded', () => {
    const attempts = fc.integer({ min: 1, max: 1000 });
    const random = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...FAILURE_CLASSES), attempts, random, (kind, tried, by) => {
        const next = followUp(failure(kind), tried, by);
        if (tried >= ATTEMPTS_MAX) expect(next.kind).toBe('give_up');
        if (next.kind === 'retry') {
          expect(next.delayMs).toBeGreaterThan(0);
          expect(next.delayMs).toBeLessThanOrEqual(300_000);
        }
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-11-22T10:00:00Z');
  it.each([
    ['120', 120_000],
    ['Sun, 22 Nov 2026 10:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s is %s ms', (value, expected) => {
    expect(retryAfterMs(value, now)).toBe(expected);
  });
});
