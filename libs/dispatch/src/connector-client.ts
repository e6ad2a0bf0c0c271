/** The only place that talks to connectors. */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { request } from 'undici';
import { Config } from '@habeas/config';
import {
  CONTINUATION_HEADER,
  ORDER_TAG,
  parseAnswer,
  parseManifest,
  parsePaging,
  RECEIPT_HEADER,
  signRequest,
  verifyAnswer,
  type Answer,
  type Manifest,
  type Order,
  type Paging,
  type PublicJwk,
} from '@habeas/connector-sdk';
import { HabeasError } from '@habeas/domain';
import { KeyRing } from '@habeas/vault';
import { assertCallable, guardedDispatchers, isAllowedHost } from './address-guard.js';
import { CallFailure, retryAfterMs } from './failure.js';

/** Largest answer and page that is read; more is a breach of the contract. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
const MANIFEST_TIMEOUT_MS = 5_000;

export type Reply =
  { kind: 'done'; answer: Answer } | { kind: 'paging'; paging: Paging } | { kind: 'accepted' };

export interface Page {
  bytes: Buffer;
  continuation?: string;
  receipt?: string;
}

/** The called system: where it is and the key that must sign its answers. */
export interface Callee {
  baseUrl: string;
  publicKey: PublicJwk;
  timeoutMs: number;
}

interface Raw {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
  nonce: string;
}

@Injectable()
export class ConnectorClient implements OnApplicationShutdown {
  private readonly dispatchers = guardedDispatchers();

  constructor(
    private readonly config: Config,
    private readonly keys: KeyRing,
  ) {}

  /**
   * Fetches the manifest and checks that it is signed by the key it names. Throws
   * `connector_address_refused`, `connector_unreachable`, `connector_contract`.
   */
  async fetchManifest(baseUrl: string): Promise<Manifest> {
    assertCallable(baseUrl, this.config.connectorHosts);
    const raw = await this.call('GET', `${baseUrl}/manifest`, {
      timeoutMs: MANIFEST_TIMEOUT_MS,
    }).catch((error: Error) => {
      throw new HabeasError('connector_unreachable', `No manifest was had (${error.message}).`);
    });
    const parsed = parseManifest(raw.body);
    if (!parsed.ok) {
      const faults = parsed.faults.map(({ path, detail }) => ({ pointer: path, detail }));
      throw new HabeasError(
        'connector_contract',
        'The manifest does not fit the protocol.',
        faults,
      );
    }
    const verdict = verifyAnswer({ ...raw, key: parsed.value.publicKey, requestNonce: raw.nonce });
    if (verdict.ok) return parsed.value;
    throw new HabeasError(
      'connector_contract',
      `The manifest is not signed by the key that it names (${verdict.reason}).`,
    );
  }

  /** Sends an order. Throws `CallFailure` for everything but an answer that fits the protocol. */
  async order(callee: Callee, order: Order, signal: AbortSignal): Promise<Reply> {
    const raw = await this.signedCall(callee, { path: '/tasks', body: order, signal });
    if (raw.status === 202) return { kind: 'accepted' };
    if (order.action === 'export') {
      const paging = parsePaging(raw.body);
      if (paging.ok) return { kind: 'paging', paging: paging.value };
    }
    const answer = parseAnswer(raw.body);
    if (!answer.ok) throw new CallFailure('contract', 'answer_invalid');
    return { kind: 'done', answer: answer.value };
  }

  /** Fetches one page of an export. The last one carries the receipt. */
  async page(
    callee: Callee,
    call: { order: Order; continuation: string },
    signal: AbortSignal,
  ): Promise<Page> {
    const path = `/tasks/${encodeURIComponent(call.order.task)}/pages`;
    const raw = await this.signedCall(callee, { path, body: call, signal });
    const continuation = single(raw.headers[CONTINUATION_HEADER]);
    const receipt = single(raw.headers[RECEIPT_HEADER]);
    if ((continuation === undefined) === (receipt === undefined)) {
      throw new CallFailure('contract', 'page_without_end');
    }
    return {
      bytes: raw.body,
      ...(continuation !== undefined ? { continuation } : {}),
      ...(receipt !== undefined ? { receipt } : {}),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    const { judged, trusted } = this.dispatchers;
    await Promise.all([judged.destroy(), trusted.destroy()]);
  }

  private async signedCall(
    callee: Callee,
    call: { path: string; body: object; signal: AbortSignal },
  ): Promise<Raw> {
    const url = `${callee.baseUrl}${call.path}`;
    const options = { body: JSON.stringify(call.body), timeoutMs: callee.timeoutMs };
    const raw = await this.call('POST', url, { ...options, signal: call.signal });
    // The signature is judged before the status: only the connector may tell us to go away.
    const verdict = verifyAnswer({ ...raw, key: callee.publicKey, requestNonce: raw.nonce });
    if (raw.status >= 500 && !verdict.ok) throw new CallFailure('retryable', `http_${raw.status}`);
    if (!verdict.ok) throw new CallFailure('authentication', verdict.reason);
    if (raw.status === 200 || raw.status === 202) return raw;
    throw failureOf(raw);
  }

  private async call(
    method: 'GET' | 'POST',
    url: string,
    options: { body?: string; timeoutMs: number; signal?: AbortSignal },
  ): Promise<Raw> {
    const target = assertCallable(url, this.config.connectorHosts);
    const allowed = isAllowedHost(target, this.config.connectorHosts);
    const { body } = options;
    const key = this.keys.signing('connector-calls');
    const signed = signRequest({ method, url, key, tag: ORDER_TAG, ...(body ? { body } : {}) });
    const timeout = AbortSignal.timeout(options.timeoutMs);
    try {
      const answer = await request(target, {
        method,
        headers: signed.headers,
        dispatcher: allowed ? this.dispatchers.trusted : this.dispatchers.judged,
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
        ...(body === undefined ? {} : { body }),
      });
      const { statusCode: status, headers } = answer;
      return { status, headers, body: await readCapped(answer.body), nonce: signed.nonce };
    } catch (error) {
      if (error instanceof CallFailure) throw error;
      throw new CallFailure('retryable', networkCode(error));
    }
  }
}

async function readCapped(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new CallFailure('contract', 'answer_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function failureOf(raw: Raw): CallFailure {
  const code = `http_${raw.status}`;
  if (raw.status === 429 || raw.status === 503) {
    const wait = retryAfterMs(single(raw.headers['retry-after']), new Date());
    return new CallFailure('throttled', code, wait);
  }
  if (raw.status === 401 || raw.status === 403) return new CallFailure('authentication', code);
  if (raw.status >= 500 || raw.status === 408) return new CallFailure('retryable', code);
  return new CallFailure('contract', code);
}

/** A network failure in one word; the library's own text may quote an address. */
function networkCode(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  const word = typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown';
  return word.toLowerCase().replace(/[^a-z0-9_]/g, '_');
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
