import { Refusal } from './problem.js';

/** An answer before it is signed. */
export interface Reply {
  status: number;
  contentType: string;
  body: Buffer;
  headers?: Record<string, string>;
}

export function jsonReply(status: number, value: unknown): Reply {
  return { status, contentType: 'application/json', body: Buffer.from(JSON.stringify(value)) };
}

/** What an error says to the caller: its own words for a refusal, nothing for all others. */
export function problemReply(error: unknown): Reply {
  const internal = new Refusal(
    'internal',
    'The task was not done; the log of the connector says why',
  );
  const refusal = error instanceof Refusal ? error : internal;
  const { retryAfterSeconds } = refusal.options;
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  const reply = jsonReply(refusal.status, refusal.problem());
  return { ...reply, contentType: 'application/problem+json', headers: retry };
}
