import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ORDER_TAG,
  signAnswer,
  signRequest,
  verifyRequest,
  type EffectAction,
  type EffectHandler,
  type Order,
} from '@habeas/connector-sdk';
import { habeasKeys, systemKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { startReference, type Rows } from './reference-connector.js';

export interface Incoming {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Why a good connector refuses the signature. */
  reason: string | undefined;
  /** The order in the body, if there is one. */
  order: Order | undefined;
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** A report of the connector behind, on its way to where the order wanted it. */
export interface Relayed {
  url: string;
  body: Buffer;
  headers: Record<string, string>;
}

/** How a connector errs. What is not said here is done rightly. */
export interface Fault {
  /** True: the call is let in, whatever its signature. */
  lets?: (call: Incoming) => boolean;
  /** The call that is carried out instead. */
  takes?: (call: Incoming) => Partial<Pick<Incoming, 'body' | 'path' | 'headers'>> | undefined;
  /** Answers without asking. */
  answers?: (call: Incoming) => Promise<Reply | undefined> | Reply | undefined;
  /** What becomes of an answer before it is signed. */
  changes?: (reply: Reply, call: Incoming) => Promise<Reply> | Reply;
  /** What becomes of it afterwards. */
  signs?: (reply: Reply, call: Incoming) => Record<string, string>;
  /** Delivers a report; the status that the connector behind is told. */
  reports?: (report: Relayed) => Promise<number>;
  handlers?: (rows: Rows) => Partial<Record<EffectAction, EffectHandler<undefined>>>;
}

/** The reference connector behind a front that errs; the front knows both keys. */
export async function startFaulty(fault: Fault): Promise<{ url: string; close(): Promise<void> }> {
  const front: { inner?: string; url: string; nonces: Set<string> } = {
    url: '',
    nonces: new Set(),
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  front.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { handlers } = fault;
  const inner = await startReference({ publicUrl: front.url, ...(handlers && { handlers }) });
  front.inner = inner.url;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await incoming(request, front);
    if (call.path.startsWith('/relay/')) {
      const status = await fault.reports?.(relayed(call));
      response.writeHead(status ?? 204).end();
      return;
    }
    const reply = await replyTo(call, fault, { inner: inner.url, url: front.url });
    response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length });
    response.end(reply.body);
  }

  return {
    url: front.url,
    async close() {
      await inner.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function replyTo(call: Incoming, fault: Fault, at: { inner: string; url: string }) {
  const given = await fault.answers?.(call);
  // The connector behind has not seen the nonces of calls that were signed again for it.
  const replayed = call.reason === 'replayed' && !fault.lets?.(call);
  const refused = replayed ? problem(401, 'signature_invalid') : undefined;
  const plain = given ?? refused ?? (await forward(call, fault, at));
  const changed = (await fault.changes?.(plain, call)) ?? plain;
  const nonce = nonceOf(call);
  if (nonce === undefined || call.path === '/health') return changed;
  const contentType = changed.headers['content-type'] ?? '';
  const { status, body, headers } = changed;
  const signed = signAnswer({
    status,
    contentType,
    body,
    headers,
    key: systemKeys,
    requestNonce: nonce,
  });
  const reply = { status, body, headers: signed };
  return { ...reply, headers: fault.signs?.(reply, call) ?? signed };
}

async function forward(
  call: Incoming,
  fault: Fault,
  at: { inner: string; url: string },
): Promise<Reply> {
  const taken = fault.takes?.(call);
  const sent = withRelay({ ...call, ...taken }, fault, at.url);
  const again = taken !== undefined || sent !== call.body || fault.lets?.(call) === true;
  const { method } = call;
  const path = taken?.path ?? call.path;
  const body = method === 'GET' ? {} : { body: sent };
  const url = at.url + path;
  const headers = again
    ? signRequest({ method, url, key: habeasKeys, tag: ORDER_TAG, ...body }).headers
    : Object.fromEntries(Object.entries(call.headers).filter(([name]) => !HOP.includes(name)));
  const init = { method, headers, ...body, redirect: 'manual' as const };
  const response = await fetch(at.inner + path, init);
  return {
    status: response.status,
    headers: plainHeaders(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

const HOP = ['host', 'connection', 'content-length', 'transfer-encoding'];
const KEPT = ['content-type', 'retry-after', 'habeas-continuation', 'habeas-receipt'];

function plainHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => KEPT.includes(name)));
}

/** Reports go through the front where the fault lies in them. */
function withRelay(call: Incoming, { reports }: Fault, url: string): Buffer {
  const { body, order } = call;
  // The one action of the reference connector that is reported.
  if (!reports || order?.action !== 'suppress') return body;
  const callback = `${url}/relay/${Buffer.from(order.callback).toString('base64url')}`;
  return Buffer.from(JSON.stringify({ ...order, callback }));
}

function relayed({ path, body }: Incoming): Relayed {
  const url = Buffer.from(path.slice('/relay/'.length), 'base64url').toString();
  const { headers } = signRequest({
    method: 'POST',
    url,
    body,
    key: systemKeys,
    tag: 'habeas-callback',
  });
  return { url, body, headers };
}

async function incoming(
  request: IncomingMessage,
  { url, nonces }: { url: string; nonces: Set<string> },
): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const { method = '', url: path = '' } = request;
  const headers = request.headers as Record<string, string>;
  const verdict = await verifyRequest({
    method,
    url: url + path,
    headers,
    body,
    tag: ORDER_TAG,
    keyFor: (keyid) => (keyid === habeasKeys.jwk.kid ? habeasKeys.jwk : undefined),
    seenNonce: (nonce) => nonces.size === nonces.add(nonce).size,
  });
  const reason = verdict.ok ? undefined : verdict.reason;
  return { method, path, headers, body, reason, order: orderIn(body) };
}

function orderIn(body: Buffer): Order | undefined {
  try {
    const json = JSON.parse(body.toString()) as Order & { order?: Order };
    return json.order ?? json;
  } catch {
    return undefined;
  }
}

export function nonceOf({ headers }: Pick<Incoming, 'headers'>): string | undefined {
  return /;nonce="([^"]*)"/.exec(headers['signature-input'] ?? '')?.[1];
}

/** A refusal as section 10 has it. */
export function problem(status: number, code: string): Reply {
  const json = { type: 'about:blank', title: 'No', status, code, detail: 'No' };
  const headers = { 'content-type': 'application/problem+json' };
  return { status, headers, body: Buffer.from(JSON.stringify(json)) };
}
