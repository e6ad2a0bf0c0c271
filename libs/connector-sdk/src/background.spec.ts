import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { call, manifestOf, orderOf, systemKeys } from '../test/fixtures.js';
import { peopleSystem } from '../test/people-system.js';
import {
  CALLBACK_TAG,
  receiptFaults,
  signRequest,
  verifyCallback,
  verifyReceipt,
  type ConnectorDefinition,
  type Order,
} from './index.js';

interface Callback {
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** Habeas' end of a callback: answers with the given statuses in turn, the last one ever after. */
async function callbackServer(...statuses: number[]) {
  const got: Callback[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    got.push({ url: `${url}${request.url}`, headers: request.headers, body });
    const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 204;
    response.writeHead(status, { 'retry-after': '0' }).end();
    for (const each of waiting) if (got.length >= each.count) each.resolve();
  };
  const server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  open.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  const received = (count: number) =>
    got.length >= count
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.push({ count, resolve }));
  return { url, got, received };
}

const done = { outcome: 'completed' as const, counts: {} };
const asyncActions = manifestOf({
  locate: { mode: 'sync' },
  export: { mode: 'sync' },
  erase: { mode: 'async' },
  verify: { mode: 'sync' },
});

async function start(more: Partial<ConnectorDefinition<undefined>> = {}) {
  const system = peopleSystem({ manifest: asyncActions, ...more });
  const { url, close } = await system.connector.listen({ port: 0 });
  open.push(close);
  return { ...system, url, close };
}

/** Resolves when the log has the event, so that nothing waits for a time. */
function logged(event: string) {
  let resolve = () => {};
  const seen = new Promise<void>((done) => (resolve = done));
  const lines: Record<string, unknown>[] = [];
  const log = (line: object) => {
    lines.push({ ...line });
    if ((line as { event: string }).event === event) resolve();
  };
  return { log, seen, lines };
}

function checked(got: Callback | undefined) {
  if (!got) throw new Error('No callback came');
  const keyFor = (kid: string) => (kid === systemKeys.jwk.kid ? systemKeys.jwk : undefined);
  return verifyCallback({ ...got, keyFor, seenNonce: () => false });
}

describe('an accepted task', () => {
  it('is answered 202 and reported, signed and with its receipt', async () => {
    const habeas = await callbackServer(204);
    const { url, people } = await start();
    const order = orderOf('erase', { callback: `${habeas.url}/v1/callbacks/tsk` });
    const answer = await call(`${url}/tasks`, { body: order });
    expect(answer).toMatchObject({ status: 202, json: { task: order.task, status: 'accepted' } });
    expect(answer.signature).toMatchObject({ ok: true });
    await habeas.received(1);
    expect(people).toEqual(['otto@example.org']);
    const verdict = await checked(habeas.got[0]);
    if (!verdict.ok) throw new Error(verdict.reason);
    const receipt = await verifyReceipt(verdict.answer.receipt, systemKeys.jwk);
    const expected = { issuer: 'accounts', order, answer: verdict.answer };
    expect(receipt.ok && receiptFaults(receipt.receipt, expected)).toEqual([]);
  });

  it('is reported until Habeas takes it, each time under a new signature', async () => {
    const habeas = await callbackServer(503, 429, 408, 302, 200);
    const { url, ran } = await start();
    await call(`${url}/tasks`, { body: orderOf('erase', { callback: habeas.url }) });
    await habeas.received(5);
    const nonces = habeas.got.map(
      ({ headers }) => /nonce="([^"]+)/.exec(String(headers['signature-input']))?.[1],
    );
    expect(new Set(nonces).size).toBe(5);
    expect(new Set(habeas.got.map(({ body }) => body.toString())).size).toBe(1);
    expect(ran).toEqual(['erase']);
  });

  it('is not reported again once Habeas refused the report', async () => {
    const habeas = await callbackServer(404);
    const { log, seen, lines } = logged('callback');
    const { url, definition } = await start({ log });
    const order = orderOf('erase', { callback: habeas.url });
    await call(`${url}/tasks`, { body: order });
    await seen;
    await open.at(-1)?.();
    expect(lines.filter(({ event }) => event === 'callback')).toMatchObject([
      { result: 'refused' },
    ]);
    expect(habeas.got).toHaveLength(1);
    expect(await definition.journal.pending()).toEqual([]);
  });

  it('answers a repeat 202 while it runs and 200 with the answer afterwards', async () => {
    const habeas = await callbackServer(204);
    const { definition } = peopleSystem();
    let release = () => {};
    const going = new Promise<void>((resolve) => (release = resolve));
    let runs = 0;
    const erase = async () => {
      runs += 1;
      await going;
      return { outcome: 'completed' as const, counts: { erased: 1 } };
    };
    const { url } = await start({ handlers: { ...definition.handlers, erase } });
    const order = orderOf('erase', { callback: habeas.url });
    const first = [
      await call(`${url}/tasks`, { body: order }),
      await call(`${url}/tasks`, { body: order }),
    ];
    expect(first.map(({ status }) => status)).toEqual([202, 202]);
    release();
    await habeas.received(1);
    const after = await call(`${url}/tasks`, { body: order });
    expect([after.status, after.json]).toEqual([200, JSON.parse(String(habeas.got[0]?.body))]);
    await open.at(-1)?.();
    expect([runs, habeas.got.length]).toEqual([1, 1]);
  });

  it('is tried again when its handler fails', async () => {
    const habeas = await callbackServer(204);
    const { definition } = peopleSystem();
    let attempts = 0;
    const erase = () => {
      attempts += 1;
      return attempts < 3 ? Promise.reject(new Error('down')) : Promise.resolve(done);
    };
    const { url } = await start({ handlers: { ...definition.handlers, erase } });
    await call(`${url}/tasks`, { body: orderOf('erase', { callback: habeas.url }) });
    await habeas.received(1);
    expect(attempts).toBe(3);
  });

  it('is given up after its deadline, order forgotten, until the order comes again', async () => {
    const { definition } = peopleSystem();
    let broken = true;
    const erase = () => (broken ? Promise.reject(new Error('down')) : Promise.resolve(done));
    const handlers = { ...definition.handlers, erase };
    const habeas = await callbackServer(204);
    const { log, seen } = logged('task_abandoned');
    const { url, definition: used } = await start({ handlers, log });
    const order = orderOf('erase', { deadline: '2020-01-01T00:00:00Z', callback: habeas.url });
    await call(`${url}/tasks`, { body: order });
    await seen;
    expect(await used.journal.pending()).toEqual([]);
    broken = false;
    await call(`${url}/tasks`, { body: { ...order, deadline: '2099-01-01T00:00:00Z' } });
    await habeas.received(1);
  });
});

describe('after a restart', () => {
  it('a task that was accepted and not done is done and reported', async () => {
    const { definition } = peopleSystem();
    const erase = (_order: Order, { signal }: { signal: AbortSignal }) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('killed')));
      });
    const before = await start({ handlers: { ...definition.handlers, erase } });
    const habeas = await callbackServer(204);
    const order = orderOf('erase', { callback: habeas.url });
    await call(`${before.url}/tasks`, { body: order });
    await before.close();
    expect(habeas.got).toEqual([]);
    const { journal } = before.definition;
    const after = await start({ journal });
    await habeas.received(1);
    expect(after.people).toEqual(['otto@example.org']);
    expect(await checked(habeas.got[0])).toMatchObject({ ok: true, answer: { task: order.task } });
  });

  it('a task that was done and not reported is reported, and not done again', async () => {
    const { log, seen } = logged('callback');
    const down = await callbackServer(503);
    const before = await start({ log, retryDelayMs: () => 3_600_000 });
    const order = orderOf('erase', { callback: down.url });
    await call(`${before.url}/tasks`, { body: order });
    await down.received(1);
    await seen;
    await before.close();
    const { journal } = before.definition;
    expect(await journal.pending()).toMatchObject([{ state: 'undelivered', task: order.task }]);
    const after = await start({ journal });
    await down.received(2);
    expect(after.ran).toEqual([]);
    expect(down.got[1]?.body.equals(down.got[0]?.body ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('a callback', () => {
  const at = 'https://habeas.example.org/v1/callbacks/tsk_1';

  it('whose body is no answer is refused with its faults', async () => {
    const body = '{"task":"tsk_1"}';
    const { headers } = signRequest({
      method: 'POST',
      url: at,
      body,
      key: systemKeys,
      tag: CALLBACK_TAG,
    });
    const verdict = await checked({ url: at, headers, body: Buffer.from(body) });
    expect(verdict).toMatchObject({
      ok: false,
      reason: 'answer_invalid',
      keyid: systemKeys.jwk.kid,
    });
    const elsewhere = await checked({ url: `${at}2`, headers, body: Buffer.from(body) });
    expect(elsewhere).toEqual({ ok: false, reason: 'bad_signature' });
  });
});
