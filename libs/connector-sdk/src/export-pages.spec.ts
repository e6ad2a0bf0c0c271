import { call, manifestOf, orderOf, strangerKeys, type Answered } from '../test/fixtures.js';
import { peopleSystem } from '../test/people-system.js';
import { ContinuationSeal } from './continuation.js';
import {
  CHAIN_START,
  createConnector,
  exportReceiptFaults,
  keysFromSeed,
  nextLink,
  parsePaging,
  parseRecord,
  verifyReceipt,
  type ConnectorDefinition,
  type ExportPage,
  type Order,
} from './index.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

async function start(more: Partial<ConnectorDefinition<undefined>> = {}) {
  const system = peopleSystem(more);
  const { url, close } = await system.connector.listen({ port: 0 });
  open.push(close);
  return { ...system, url };
}

/** As `start`, with pages of our own making. */
function startWithPages(
  page: (cursor: string | undefined, limit: number) => ExportPage,
  pageSize = 2,
) {
  const { definition } = peopleSystem();
  const { manifest } = definition;
  const limits = { ...manifest.limits, pageSize };
  const overview = [{ name: 'people', category: 'contact', records: 3 }];
  const handler: ConnectorDefinition<undefined>['handlers']['export'] = {
    datasets: () => Promise.resolve(overview),
    page: ({ cursor, limit }) => Promise.resolve(page(cursor, limit)),
  };
  const handlers = { ...definition.handlers, export: handler };
  return start({ handlers, manifest: { ...manifest, limits } });
}

const recordOf = (data: Record<string, unknown>) => ({
  dataset: 'people',
  category: 'contact',
  data,
});
const exportOrder = () => orderOf('export', { right: 'access' });
const begin = async (url: string, order: Order) =>
  String((await call(`${url}/tasks`, { body: order })).json['continuation']);
const page = (url: string, order: Order, continuation: string) =>
  call(`${url}/tasks/${order.task}/pages`, { body: { order, continuation } });

async function pagesFrom(url: string, order: Order, first: string): Promise<Answered[]> {
  const pages: Answered[] = [];
  for (let next: string | null = first; next !== null;) {
    const answer: Answered = await page(url, order, next);
    pages.push(answer);
    next = answer.headers.get('habeas-continuation');
  }
  return pages;
}

describe('an export', () => {
  it('opens with its data sets and comes in pages, the last with the receipt', async () => {
    const { url, definition } = await start();
    const order = exportOrder();
    const opened = await call(`${url}/tasks`, { body: order });
    expect(parsePaging(opened.body)).toMatchObject({ ok: true });
    expect(opened.json['datasets']).toEqual([{ name: 'people', category: 'contact', records: 2 }]);
    const pages = await pagesFrom(url, order, String(opened.json['continuation']));
    const lines = pages.flatMap(({ body }) => body.toString().split('\n').filter(Boolean));
    expect(lines.map(parseRecord)).toMatchObject([{ ok: true }, { ok: true }]);
    const chain = pages.map(({ body }) => body).reduce(nextLink, CHAIN_START);
    const jws = pages.at(-1)?.headers.get('habeas-receipt') ?? '';
    const verdict = await verifyReceipt(jws, definition.keys.jwk);
    const expected = { issuer: 'accounts', order, records: 2, chain };
    expect(verdict.ok && exportReceiptFaults(verdict.receipt, expected)).toEqual([]);
    expect(verdict).toMatchObject({ receipt: { outcome: 'completed', counts: { exported: 2 } } });
    expect(await definition.journal.find(order.task)).toMatchObject({ status: 'done' });
  });

  it('signs each page with what it says about the next', async () => {
    const { url } = await start();
    const order = orderOf('export', {
      identifiers: ['lena', 'otto'].map((name) => ({
        type: 'email',
        value: `${name}@example.org`,
      })),
    });
    const pages = await pagesFrom(url, order, await begin(url, order));
    expect(pages).toMatchObject([
      { status: 200, signature: { ok: true } },
      { status: 200, signature: { ok: true } },
    ]);
    expect(pages[0]?.headers.get('content-type')).toBe('application/x-ndjson');
    expect(pages[0]?.headers.get('habeas-receipt')).toBeNull();
    expect(pages[0]?.headers.get('signature-input')).toContain('"habeas-continuation"');
    expect(pages[1]?.headers.get('signature-input')).toContain('"habeas-receipt"');
  });

  it('of somebody unknown is one empty page and a receipt for nothing found', async () => {
    const { url } = await start();
    const order = orderOf('export', { identifiers: [{ type: 'email', value: 'x@example.org' }] });
    const [only, ...more] = await pagesFrom(url, order, await begin(url, order));
    expect([only?.body.length, more.length]).toEqual([0, 0]);
    const claims = only?.headers.get('habeas-receipt')?.split('.')[1] ?? '';
    const receipt = JSON.parse(Buffer.from(claims, 'base64url').toString());
    expect(receipt).toMatchObject({ outcome: 'nothing_found', counts: { exported: 0 } });
  });

  it('goes on in the middle after a restart, and gives a page again when asked again', async () => {
    const people = Array.from({ length: 5 }, (_, id) => ({ id }));
    const slice = (cursor = '0', limit = 2): ExportPage => {
      const end = Number(cursor) + limit;
      const rows = people.slice(Number(cursor), end);
      const records = rows.map((data) => ({ dataset: 'people', category: 'contact', data }));
      return { records, ...(end < people.length && { next: String(end) }) };
    };
    const before = await startWithPages(slice);
    const order = exportOrder();
    const first = await page(before.url, order, await begin(before.url, order));
    const next = first.headers.get('habeas-continuation') ?? '';
    const twice = [await page(before.url, order, next), await page(before.url, order, next)];
    expect(twice[1]?.body.equals(twice[0]?.body ?? Buffer.alloc(0))).toBe(true);
    await open.pop()?.();
    const { journal, handlers } = before.definition;
    const after = await start({ journal, handlers });
    const rest = await pagesFrom(after.url, order, next);
    const bodies = [first, ...rest].map(({ body }) => body);
    const jws = rest.at(-1)?.headers.get('habeas-receipt') ?? '';
    const verdict = await verifyReceipt(jws, before.definition.keys.jwk);
    const chain = bodies.reduce(nextLink, CHAIN_START);
    const expected = { issuer: 'accounts', order, records: 5, chain };
    expect(verdict.ok && exportReceiptFaults(verdict.receipt, expected)).toEqual([]);
  });

  it('asks for fewer records when a page grows too large', async () => {
    const big = recordOf({ text: 'x'.repeat(600_000) });
    const limits: number[] = [];
    const { url } = await startWithPages((_cursor, limit) => {
      limits.push(limit);
      return { records: Array.from({ length: limit }, () => big) };
    }, 20);
    const order = exportOrder();
    const only = await page(url, order, await begin(url, order));
    expect([only.status, limits]).toEqual([200, [20, 10]]);
    expect(only.body.length).toBeLessThan(8_388_608);
  });

  const mistakes: [string, string, () => ExportPage][] = [
    ['too many records', '/records', () => ({ records: [1, 2, 3].map(() => recordOf({})) })],
    [
      'a record without data',
      '/records/0/data',
      () => ({ records: [recordOf(undefined as never)] }),
    ],
    [
      'a record too long',
      '/records/0',
      () => ({ records: [recordOf({ a: 'x'.repeat(1_048_576) })] }),
    ],
    ['a cursor that stays', '/next', () => ({ records: [], next: '' })],
    ['a cursor too long', '/next', () => ({ records: [], next: 'x'.repeat(1025) })],
  ];

  it.each(mistakes)('does not hand out %s', async (_what, path, made) => {
    const { url, log } = await startWithPages(made);
    const order = exportOrder();
    const answer = await page(url, order, await begin(url, order));
    expect(answer).toMatchObject({ status: 500, json: { code: 'internal' } });
    const line = log.find(({ event }) => event === 'call_failed');
    expect(line).toMatchObject({
      faults: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });
});

describe('a page is refused', () => {
  it('under a token of another order, task or connector, or a changed one', async () => {
    const { url } = await start();
    const order = exportOrder();
    const token = await begin(url, order);
    const other = exportOrder();
    const foreign = new ContinuationSeal(strangerKeys).seal(
      new ContinuationSeal(peopleSystem().definition.keys).open(token) ?? never(),
    );
    const flipped = `${token.slice(0, 40)}${token[40] === 'A' ? 'B' : 'A'}${token.slice(41)}`;
    const wider = { ...order, identifiers: [{ type: 'email', value: 'otto@example.org' }] };
    for (const [asked, given] of [
      [other, token],
      [wider, token],
      [order, foreign],
      [order, flipped],
      [order, 'abc'],
    ] as const) {
      const answer = await page(url, asked, given);
      expect(answer).toMatchObject({ status: 400, json: { code: 'continuation_invalid' } });
    }
    const elsewhere = await call(`${url}/tasks/tsk_else/pages`, {
      body: { order, continuation: token },
    });
    expect(elsewhere).toMatchObject({ status: 400, json: { code: 'order_invalid' } });
  });

  it('when the journal does not know the task', async () => {
    const one = await start();
    const order = exportOrder();
    const token = await begin(one.url, order);
    const two = await start();
    const answer = await page(two.url, order, token);
    expect(answer).toMatchObject({ status: 404, json: { code: 'task_unknown' } });
  });
});

describe('a continuation', () => {
  const progress = {
    task: 'tsk_1',
    order: 'digest',
    cursor: 'customer 4711',
    exported: 7,
    chain: CHAIN_START,
    started: '2027-05-04T10:00:00.000Z',
  };

  it('opens to what was sealed, for the same key alone, and shows nothing', () => {
    const seal = new ContinuationSeal(keysFromSeed(Buffer.alloc(32, 5)));
    const token = seal.seal(progress);
    expect(new ContinuationSeal(keysFromSeed(Buffer.alloc(32, 5))).open(token)).toEqual(progress);
    expect(new ContinuationSeal(strangerKeys).open(token)).toBeUndefined();
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('4711');
    expect(seal.open('')).toBeUndefined();
  });
});

describe('a manifest', () => {
  it.each(['export', 'locate'] as const)('may not answer %s later', (action) => {
    const { definition } = peopleSystem();
    const manifest = manifestOf({ ...definition.manifest.actions, [action]: { mode: 'async' } });
    expect(() => createConnector({ ...definition, manifest })).toThrow(`/actions/${action}/mode`);
  });
});

function never(): never {
  throw new Error('The token did not open');
}
