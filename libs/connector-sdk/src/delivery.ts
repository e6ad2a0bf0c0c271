import { setTimeout } from 'node:timers/promises';
import { errorFields } from './log.js';
import type { Answer } from './protocol.js';
import { signRequest } from './request-signature.js';
import type { Runtime } from './runtime.js';
import { CALLBACK_TAG } from './signature-profile.js';

/** Attempts between two starts of the connector: with the usual waits, about a week. */
export const DELIVERY_ATTEMPTS_MAX = 1_000;
const DELIVERY_TIMEOUT_MS = 15_000;
const RETRY_AFTER_LONGEST_SECONDS = 3_600;

type Attempt = { result: 'taken' | 'refused' } | { result: 'again'; waitMs?: number };

/**
 * Posts an answer to the order's callback until Habeas takes it. A 4xx other than 408 and 429 ends
 * it, too: Habeas then asks by repeating the order. False when given up or the connector closes.
 */
export async function deliver<Session>(
  runtime: Runtime<Session>,
  callback: string,
  answer: Answer,
): Promise<boolean> {
  const { log, closing, retryDelayMs } = runtime;
  for (let attempt = 1; attempt <= DELIVERY_ATTEMPTS_MAX && !closing.aborted; attempt += 1) {
    const tried = await attemptDelivery(runtime, callback, answer);
    log('callback', { task: answer.task, attempt, result: tried.result });
    if (tried.result !== 'again') return true;
    await pause(tried.waitMs ?? retryDelayMs(attempt), closing);
  }
  return false;
}

/** Waits; ends early, without an error, when the connector closes. */
export async function pause(waitMs: number, closing: AbortSignal): Promise<void> {
  await setTimeout(waitMs, undefined, { signal: closing }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
}

async function attemptDelivery<Session>(
  runtime: Runtime<Session>,
  callback: string,
  answer: Answer,
): Promise<Attempt> {
  const body = JSON.stringify(answer);
  const { keys } = runtime.definition;
  const call = { method: 'POST', url: callback, body, key: keys, tag: CALLBACK_TAG };
  const { headers } = signRequest({ ...call, now: runtime.now() });
  const signal = AbortSignal.any([runtime.closing, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]);
  try {
    const options = { method: 'POST', headers, body, signal, redirect: 'manual' as const };
    const response = await fetch(callback, options);
    await response.body?.cancel();
    return judge(response);
  } catch (error) {
    if (!runtime.closing.aborted) {
      runtime.log('callback_unreachable', { task: answer.task, ...errorFields(error) });
    }
    return { result: 'again' };
  }
}

function judge({ ok, status, headers }: Response): Attempt {
  if (ok) return { result: 'taken' };
  const final = status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (final) return { result: 'refused' };
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  if (!(seconds >= 0)) return { result: 'again' };
  return { result: 'again', waitMs: Math.min(seconds, RETRY_AFTER_LONGEST_SECONDS) * 1000 };
}
