/** Error classes decide what follows; see `followUp`. */
export const FAILURE_CLASSES = [
  'retryable',
  'throttled',
  'authentication',
  'contract',
  'needs_human',
] as const;
export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** A call that did not end in an answer. `code` is a word, never what the other side wrote. */
export class CallFailure extends Error {
  constructor(
    readonly kind: FailureClass,
    readonly code: string,
    readonly retryAfterMs?: number,
  ) {
    super(`${kind}: ${code}`);
    this.name = 'CallFailure';
  }
}

/** Attempts after which a task is parked as failed, for a person to look at. */
export const ATTEMPTS_MAX = 20;
/** A contract breach or a refused signature seldom heals by itself. */
export const HOPELESS_ATTEMPTS_MAX = 5;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MAX_MS = 300_000;

export type FollowUp = { kind: 'retry'; delayMs: number } | { kind: 'give_up' };

/**
 * What follows a failed attempt. Exponential backoff with full jitter, so that a system that comes
 * back is not met by all tasks at once; `Retry-After` is obeyed. `random` lies in [0, 1).
 */
export function followUp(failure: CallFailure, attempts: number, random: number): FollowUp {
  const { kind, retryAfterMs } = failure;
  if (kind === 'needs_human') return { kind: 'give_up' };
  const hopeless = kind === 'contract' || kind === 'authentication';
  if (attempts >= (hopeless ? HOPELESS_ATTEMPTS_MAX : ATTEMPTS_MAX)) return { kind: 'give_up' };
  const ceiling = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempts - 1, 16));
  const jittered = Math.ceil(ceiling / 2 + (random * ceiling) / 2);
  return { kind: 'retry', delayMs: Math.max(jittered, retryAfterMs ?? 0) };
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110 section 10.2.3). */
export function retryAfterMs(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Math.min(Number(value) * 1000, BACKOFF_MAX_MS * 12);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
