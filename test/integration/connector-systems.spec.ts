import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  answerFaults,
  CONTINUATION_HEADER,
  exportReceiptFaults,
  nextLink,
  CHAIN_START,
  ORDER_TAG,
  parseAnswer,
  parseManifest,
  RECEIPT_HEADER,
  receiptFaults,
  signRequest,
  verifyAnswer,
  verifyCallback,
  verifyReceipt,
  type Answer,
  type Order,
  type Paging,
} from '@habeas/connector-sdk';
import { startAccounts } from '../../apps/connectors/accounts/accounts.js';
import { seedAccounts } from '../../apps/connectors/accounts/seed.js';
import { startMarketing } from '../../apps/connectors/marketing/marketing.js';
import { seedMarketing } from '../../apps/connectors/marketing/seed.js';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import type { RunningSystem, SystemOptions } from '../../apps/connectors/system.js';
import { seedTelemetry } from '../../apps/connectors/telemetry/seed.js';
import { startTelemetry } from '../../apps/connectors/telemetry/telemetry.js';
import { habeasKeys, orderOf } from '../../libs/connector-sdk/test/fixtures.js';
import { testDatabase, type TestDatabase } from '../support/index.js';
import { identifier, scopeOf } from '../support/system-actions.js';

const persona = PERSONAS.vietnameseWoman;
const load = { people: 20, seed: 1 };

const SYSTEMS = [
  {
    name: 'accounts',
    start: startAccounts,
    seed: (databaseUrl: string) => seedAccounts({ databaseUrl, ...load }),
    identifiers: [identifier('email', persona.email)],
    scope: scopeOf(['ID', 'TR', 'BC', 'PU']),
  },
  {
    name: 'marketing',
    start: startMarketing,
    seed: (databaseUrl: string) => seedMarketing({ databaseUrl, ...load }),
    identifiers: [identifier('email', persona.email)],
    scope: scopeOf(['ID', 'MC', 'PU']),
  },
  {
    name: 'telemetry',
    start: startTelemetry,
    seed: (databaseUrl: string) => seedTelemetry({ databaseUrl, ...load, events: 4000 }),
    identifiers: persona.devices.map(({ serial }) => identifier('device_serial', serial)),
    scope: scopeOf(['LOC', 'PDA', 'PU']),
  },
];

/** One signed call, its answer checked against the system's key. */
async function call(system: RunningSystem, path: string, json?: unknown) {
  const url = system.url + path;
  const method = json === undefined ? 'GET' : 'POST';
  const body = json === undefined ? {} : { body: JSON.stringify(json) };
  const { headers, nonce } = signRequest({ method, url, key: habeasKeys, tag: ORDER_TAG, ...body });
  const response = await fetch(url, { method, headers, ...body });
  const bytes = Buffer.from(await response.arrayBuffer());
  const verdict = verifyAnswer({
    status: response.status,
    headers: response.headers,
    body: bytes,
    key: system.publicKey,
    requestNonce: nonce,
  });
  expect(verdict).toMatchObject({ ok: true });
  return { status: response.status, headers: response.headers, bytes };
}

async function checkAnswer(system: RunningSystem, order: Order, answer: Answer): Promise<void> {
  expect(answerFaults(order, answer)).toEqual([]);
  const verdict = await verifyReceipt(answer.receipt, system.publicKey);
  if (!verdict.ok) throw new Error('the receipt does not verify');
  const expected = { issuer: order.task, order, answer };
  const faults = receiptFaults(verdict.receipt, { ...expected, issuer: verdict.receipt.iss });
  expect(faults).toEqual([]);
}

async function sync(system: RunningSystem, order: Order): Promise<Answer> {
  const { status, bytes } = await call(system, '/tasks', order);
  expect(status).toBe(200);
  const parsed = parseAnswer(bytes);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  await checkAnswer(system, order, parsed.value);
  return parsed.value;
}

/** Fetches every page, and checks the receipt against the bytes that came. */
async function exportAll(system: RunningSystem, order: Order): Promise<number> {
  const opened = await call(system, '/tasks', order);
  let { continuation } = JSON.parse(opened.bytes.toString()) as Paging;
  let records = 0;
  let chain = CHAIN_START;
  for (;;) {
    const page = await call(system, `/tasks/${order.task}/pages`, { order, continuation });
    records += page.bytes.toString().split('\n').filter(Boolean).length;
    chain = nextLink(chain, page.bytes);
    const receipt = page.headers.get(RECEIPT_HEADER);
    if (receipt !== null) {
      const verdict = await verifyReceipt(receipt, system.publicKey);
      if (!verdict.ok) throw new Error('the receipt does not verify');
      const issuer = verdict.receipt.iss;
      const expected = { issuer, order, records, chain };
      expect(exportReceiptFaults(verdict.receipt, expected)).toEqual([]);
      return records;
    }
    continuation = page.headers.get(CONTINUATION_HEADER) ?? '';
  }
}

/** A server that takes one callback. */
async function callbackServer(): Promise<{
  url: string;
  taken: Promise<unknown[]>;
  server: Server;
}> {
  const server = createServer();
  const taken = once(server, 'request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/callback`, taken, server };
}

describe.each(SYSTEMS)('$name over HTTP', ({ name, start, seed, identifiers, scope }) => {
  let database: TestDatabase;
  let folder: string;
  let system: RunningSystem;
  let options: SystemOptions;

  beforeAll(async () => {
    database = await testDatabase({ migrated: false });
    folder = await mkdtemp(join(tmpdir(), 'habeas-system-'));
    await seed(database.url);
    const keyFile = join(folder, 'connector.key');
    const log = (): void => undefined;
    options = { databaseUrl: database.url, port: 0, habeasKeys: [habeasKeys.jwk], keyFile, log };
    system = await start(options);
  });

  afterAll(async () => {
    await system.close();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('shows a manifest that names every data set of its categories', async () => {
    const { bytes } = await call(system, '/manifest');
    const parsed = parseManifest(bytes);
    expect(parsed).toMatchObject({ ok: true, value: { slug: name, publicKey: system.publicKey } });
  });

  it('locates, exports, restricts, erases and verifies under signed orders', async () => {
    const more = { identifiers, scope };
    const located = await sync(system, orderOf('locate', more));
    expect(located.counts.found).toBeGreaterThan(0);
    const exported = await exportAll(system, orderOf('export', more));
    expect(exported).toBe(located.counts.found);
    await sync(system, orderOf('restrict', more));

    const erased = await erase(orderOf('erase', more));
    expect(erased).toMatchObject({ outcome: 'completed' });
    expect(erased.counts.erased + erased.counts.anonymised).toBe(exported);
    const verified = await sync(system, orderOf('verify', more));
    expect(verified).toMatchObject({ outcome: 'completed', counts: { found: 0 } });
  });

  it('repeats an answer instead of the deed, also after a restart', async () => {
    const more = { identifiers: identifiers.slice(0, 1), scope };
    const order = orderOf('restrict', more);
    const first = await sync(system, order);
    await system.close();
    const { publicKey } = system;
    system = await start(options);
    // Bound anew, so its address is another: the order is the same, the signature is not.
    expect(system.publicKey).toEqual(publicKey);
    expect(await sync(system, order)).toEqual(first);
  });

  async function erase(order: Order): Promise<Answer> {
    if (name !== 'telemetry') return sync(system, order);
    const { url, taken, server } = await callbackServer();
    try {
      const called = { ...order, callback: url };
      const { status } = await call(system, '/tasks', called);
      expect(status).toBe(202);
      const [request, response] = (await taken) as Parameters<
        Parameters<typeof createServer>[1] & object
      >;
      const answer = await readCallback(request, url);
      response.writeHead(204).end();
      await checkAnswer(system, called, answer);
      return answer;
    } finally {
      server.close();
    }
  }

  async function readCallback(request: IncomingMessage, url: string): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const verdict = await verifyCallback({
      url,
      headers: request.headers,
      body: Buffer.concat(chunks),
      keyFor: () => system.publicKey,
      seenNonce: () => false,
    });
    if (!verdict.ok) throw new Error(`the callback was refused: ${verdict.reason}`);
    return verdict.answer;
  }
});

it('takes reports of devices beside the orders of Habeas, and refuses what is none', async () => {
  const database = await testDatabase({ migrated: false });
  const folder = await mkdtemp(join(tmpdir(), 'habeas-system-'));
  const keyFile = join(folder, 'connector.key');
  const system = await startTelemetry({
    databaseUrl: database.url,
    port: 0,
    habeasKeys: [],
    keyFile,
    log: () => undefined,
  });
  const post = async (body: string) => {
    const response = await fetch(`${system.url}/ingest`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  try {
    const recordedAt = new Date().toISOString();
    const event = { recordedAt, action: 'open', screen: 'home', durationMs: 1 };
    const good = JSON.stringify({ serial: 'HBNEW0000001', events: [event] });
    expect(await post(good)).toEqual({ status: 200, body: { stored: 1, dropped: 0 } });
    const bad = [
      'no json',
      'null',
      '{"serial":"x"}',
      JSON.stringify({ serial: 'HBNEW0000001', events: [{ ...event, recordedAt: '0001-01-01' }] }),
      JSON.stringify({ serial: 'HBNEW0000001', events: [null] }),
      JSON.stringify({ serial: 'HBNEW0000001', points: {} }),
      JSON.stringify({ serial: 'HBNEW0000001', account: "' or 1=1" }),
      'x'.repeat(2_000_000),
    ];
    for (const body of bad) expect(await post(body)).toMatchObject({ status: 400 });
  } finally {
    await system.close();
    await database.drop();
    await rm(folder, { recursive: true });
  }
});
