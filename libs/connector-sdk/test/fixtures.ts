import { randomBytes } from 'node:crypto';
import {
  keysFromSeed,
  ORDER_TAG,
  PROTOCOL,
  signRequest,
  verifyAnswer,
  type Action,
  type ConnectorDefinition,
  type Order,
  type SignatureVerdict,
} from '../src/index.js';

/** The caller's keys and the connector's; fixed, so that a failure repeats. */
export const habeasKeys = keysFromSeed(Buffer.alloc(32, 1));
export const systemKeys = keysFromSeed(Buffer.alloc(32, 2));
export const strangerKeys = keysFromSeed(Buffer.alloc(32, 3));

export function orderOf(action: Action, more: Partial<Order> = {}): Order {
  return {
    protocol: PROTOCOL,
    task: `tsk_${randomBytes(8).toString('hex')}`,
    nonce: randomBytes(32).toString('base64url'),
    audience: 'habeas.test',
    action,
    request: 'req_1',
    right: 'erasure',
    laws: ['gdpr'],
    identifiers: [{ type: 'email', value: 'lena@example.org' }],
    scope: [{ category: 'contact', retain: [] }],
    deadline: '2099-01-01T00:00:00Z',
    callback: 'http://127.0.0.1:9/callback',
    ...more,
  };
}

export function manifestOf(
  actions: ConnectorDefinition<undefined>['manifest']['actions'],
): ConnectorDefinition<undefined>['manifest'] {
  return {
    slug: 'accounts',
    name: 'Accounts',
    version: '1.0.0',
    actions,
    accepts: ['email'],
    returns: ['customer_id'],
    categories: [{ id: 'contact', datasets: ['people'] }],
    residency: ['DE'],
    limits: { concurrency: 4, pageSize: 2, timeoutSeconds: 10, worstCaseHours: 1 },
  };
}

export interface Answered {
  status: number;
  headers: Headers;
  body: Buffer;
  json: Record<string, unknown>;
  signature: SignatureVerdict;
}

/** One signed call as Habeas makes it, and its checked answer. */
export async function call(
  url: string,
  options: { method?: string; body?: unknown; key?: typeof habeasKeys } = {},
): Promise<Answered> {
  const { method = 'POST', key = habeasKeys } = options;
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
  const { headers, nonce } = signRequest({ method, url, key, tag: ORDER_TAG, ...body });
  const response = await fetch(url, { method, headers, ...body });
  return answered(response, nonce);
}

/** Reads an answer and checks its signature against the nonce of the call. */
export async function answered(response: Response, requestNonce: string): Promise<Answered> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const { status, headers } = response;
  const key = systemKeys.jwk;
  const signature = verifyAnswer({ status, headers, body: bytes, key, requestNonce });
  const isJson =
    /json$/.test(headers.get('content-type') ?? '') &&
    !/ndjson/.test(headers.get('content-type') ?? '');
  const json = isJson ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {};
  return { status, headers, body: bytes, json, signature };
}
