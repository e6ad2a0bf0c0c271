import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';

/** What came back for one call. */
export interface Seen {
  status: number;
  headers: IncomingHttpHeaders;
  /** At most `BYTES_READ_MAX` of it. */
  body: Buffer;
  tookMs: number;
}

/** No usable answer: the connection failed, or time was up. */
export class NoAnswer extends Error {}

/** A byte more than any answer may have. */
export const BYTES_READ_MAX = 8_388_609;

/**
 * One call over a connection of its own, as given: nothing is added but what HTTP needs, no redirect
 * is followed. Rejects with `NoAnswer`.
 */
export async function exchange(
  url: string,
  call: { method: string; headers: Record<string, string>; body?: Buffer | undefined },
  timeoutMs: number,
): Promise<Seen> {
  const started = performance.now();
  const { method, headers, body } = call;
  const length = body ? { 'content-length': String(body.length) } : {};
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      reject(new NoAnswer(error.code ?? error.message, { cause: error }));
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = send(url, { method, headers: { ...headers, ...length }, signal, agent: false });
    sent.on('error', fail);
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers: found } = response;
      readAll(response).then((bytes) => {
        const tookMs = performance.now() - started;
        resolve({ status, headers: found, body: bytes, tookMs });
      }, fail);
    });
    sent.end(body);
  });
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= BYTES_READ_MAX) break;
  }
  return Buffer.concat(chunks).subarray(0, BYTES_READ_MAX);
}
