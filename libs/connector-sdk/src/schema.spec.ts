import { manifestOf, orderOf, strangerKeys, systemKeys } from '../test/fixtures.js';
import { fullCounts } from './effects.js';
import {
  answerFaults,
  parseAnswer,
  parseManifest,
  parseOrder,
  parsePageCall,
  parsePaging,
  parseProblem,
  parseRecord,
  PROTOCOL,
  type Answer,
  type Parsed,
} from './index.js';

const counts = fullCounts({ found: 1, erased: 1 });
const retained = {
  rule: 'tax',
  statute: 'AO § 147',
  dataset: 'orders',
  category: 'contact',
  fields: ['total'],
  records: 1,
  until: '2035-12-31',
};
const match = {
  subject: '4711',
  by: [0],
  identifiers: [{ type: 'customer_id', value: 'c-4711' }],
  categories: { contact: 2 },
};
const documents = {
  manifest: {
    ...manifestOf({ locate: { mode: 'sync' }, erase: { mode: 'async' } }),
    protocol: PROTOCOL,
    publicKey: systemKeys.jwk,
  },
  order: orderOf('erase', {
    scope: [{ category: 'contact', retain: [{ ...retained, years: 10 }].map(asRetain) }],
  }),
  answer: {
    task: 'tsk_1',
    status: 'done',
    outcome: 'partial',
    counts,
    matches: [match],
    retained: [retained],
    reason: 'open_orders',
    receipt: 'aa.bb.cc',
  },
  paging: {
    task: 'tsk_1',
    status: 'paging',
    datasets: [{ name: 'people', category: 'contact', records: 3 }],
    continuation: 'abc',
  },
  problem: {
    type: 'urn:habeas:connector-problem:busy',
    title: 'Busy',
    status: 503,
    code: 'busy',
    detail: 'Later',
    errors: [{ path: '', detail: 'x' }],
  },
  record: { dataset: 'people', category: 'contact', data: { name: 'x', at: [1.5, null] } },
};
const parsers = {
  manifest: parseManifest,
  order: parseOrder,
  answer: parseAnswer,
  paging: parsePaging,
  problem: parseProblem,
  record: (value: unknown) => parseRecord(JSON.stringify(value)),
};
type Kind = keyof typeof documents;
const kinds = Object.keys(documents) as Kind[];

function asRetain({ rule, statute, dataset, fields }: typeof retained) {
  return { rule, statute, dataset, fields, years: 10 };
}

/** The document with the member at `path` set, or taken away when `value` is undefined. */
function changed(kind: Kind, path: string, value?: unknown): unknown {
  const copy = structuredClone(documents[kind]) as unknown as Record<string, unknown>;
  const names = path.split('/').slice(1);
  const last = names.pop() ?? '';
  const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

function faultsOf(parsed: Parsed<unknown>) {
  return parsed.ok ? [] : parsed.faults;
}

describe.each(kinds)('a %s', (kind) => {
  const parse = (value: unknown) => parsers[kind](value);

  it('is accepted as value, text and bytes', () => {
    expect(parse(documents[kind])).toEqual({ ok: true, value: documents[kind] });
    if (kind === 'record') return;
    const json = JSON.stringify(documents[kind]);
    expect(parse(json)).toMatchObject({ ok: true });
    expect(parse(Buffer.from(json))).toMatchObject({ ok: true });
  });

  it.each([[null], [[]], [7], [true], ['"x"']])('is refused as %j', (value) => {
    expect(faultsOf(parse(value))).toHaveLength(1);
  });

  it('is refused without any one of its members, and with one more at any depth', () => {
    const optional = ['/matches', '/retained', '/reason', '/errors'];
    for (const name of Object.keys(documents[kind])) {
      const faults = faultsOf(parse(changed(kind, `/${name}`)));
      const expected = optional.includes(`/${name}`) ? [] : [`/${name}`];
      expect(faults.map(({ path }) => path)).toEqual(expected);
    }
    for (const path of objectPaths(documents[kind])) {
      const more = changed(kind, `${path}/surplus`, 'lena@example.org');
      const open =
        /^\/(data|categories)|\/matches\/0\/categories/.test(path) && kind !== 'manifest';
      if (!open) expect(faultsOf(parse(more)).map((fault) => fault.path)).toEqual([path]);
    }
  });
});

function objectPaths(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([name, each]) =>
    objectPaths(each, `${path}/${name}`),
  );
  return Array.isArray(value) ? below : [path, ...below];
}

describe('a document with a wrong value', () => {
  const wrong: [Kind, string, unknown][] = [
    ['manifest', '/protocol', 'habeas-connector/2'],
    ['manifest', '/slug', 'Accounts'],
    ['manifest', '/slug', `a${'b'.repeat(40)}`],
    ['manifest', '/name', ''],
    ['manifest', '/name', 'a\u0000b'],
    ['manifest', '/name', '\ud800'],
    ['manifest', '/publicKey/kid', strangerKeys.jwk.kid],
    ['manifest', '/actions/locate/mode', 'async'],
    ['manifest', '/actions/erase/mode', 'later'],
    ['manifest', '/accepts', 'email'],
    ['manifest', '/limits/pageSize', 0],
    ['manifest', '/limits/concurrency', 1.5],
    ['manifest', '/limits/worstCaseHours', -1],
    ['order', '/action', 'destroy'],
    ['order', '/nonce', 'short'],
    ['order', '/task', '../x'],
    ['order', '/deadline', 'tomorrow'],
    ['order', '/deadline', '2027-05-04T10:00:00'],
    ['order', '/callback', 'file:///etc/passwd'],
    ['order', '/identifiers/0/value', 'x'.repeat(255)],
    ['order', '/identifiers/0/value', 7],
    ['order', '/scope/0/retain/0/years', '10'],
    ['answer', '/status', 'paging'],
    ['answer', '/outcome', 'erased'],
    ['answer', '/counts/erased', -1],
    ['answer', '/counts/erased', -0],
    ['answer', '/counts/erased', 1.5],
    ['answer', '/counts/erased', '1'],
    ['answer', '/counts/erased', 2 ** 53],
    ['answer', '/reason', 'Lena has open orders'],
    ['answer', '/receipt', 'abc'],
    ['answer', '/matches/0/by', []],
    ['answer', '/matches/0/by/0', -1],
    ['answer', '/matches/0/categories/contact', -1],
    ['answer', '/matches/0/categories', { 'lena@example.org': 1 }],
    ['answer', '/retained/0/until', '31.12.2035'],
    ['paging', '/continuation', ''],
    ['paging', '/continuation', 'a b'],
    ['paging', '/datasets/0/records', null],
    ['problem', '/code', 'teapot'],
    ['problem', '/status', 200],
    ['record', '/data', []],
    ['record', '/data', null],
    ['record', '/dataset', 'a b'],
  ];

  it.each(wrong)('is refused: %s %s %j', (kind, path, value) => {
    const faults = faultsOf(parsers[kind](changed(kind, path, value)));
    expect(faults.map((fault) => fault.path)).toEqual([path]);
    expect(JSON.stringify(faults)).not.toMatch(/lena|Lena|passwd/);
  });

  it('is refused by text that is no JSON, no UTF-8, too long or nested too deep', () => {
    const noJson = [{ path: '', detail: 'is not JSON in UTF-8' }];
    expect(faultsOf(parseAnswer('{"task":'))).toEqual(noJson);
    expect(faultsOf(parseAnswer(Buffer.from([0x22, 0xff, 0x22])))).toEqual(noJson);
    expect(faultsOf(parseRecord('x'.repeat(1_048_577)))).toHaveLength(1);
    const deep = JSON.stringify({ ...documents.record, data: 1 }).replace(
      '"data":1',
      `"data":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    );
    expect(faultsOf(parseRecord(deep))).toMatchObject([{ path: '/data' }]);
  });

  it('cannot smuggle in a prototype', () => {
    const text = JSON.stringify(documents.paging).replace('{', '{"__proto__":{"x":1},');
    expect(faultsOf(parsePaging(text))).toMatchObject([{ path: '' }]);
  });

  it('reports at most twenty faults', () => {
    const identifiers = Array.from({ length: 60 }, () => 7);
    expect(faultsOf(parseOrder({ ...documents.order, identifiers }))).toHaveLength(20);
  });

  it('in the order of a page call is reported there', () => {
    const order = changed('order', '/nonce', 'x');
    const faults = faultsOf(parsePageCall({ order, continuation: 'abc' }));
    expect(faults.map(({ path }) => path)).toEqual(['/order/nonce']);
  });
});

describe('an answer against its order', () => {
  const order = orderOf('erase', { task: 'tsk_1' });
  const plain: Answer = {
    task: 'tsk_1',
    status: 'done',
    outcome: 'completed',
    counts,
    receipt: 'aa.bb.cc',
  };
  const located = { ...plain, matches: [match] };

  it('is without fault when it holds together', () => {
    expect(answerFaults(order, plain)).toEqual([]);
    const kept = { ...plain, counts: fullCounts({ retained: 1 }), retained: [retained] };
    expect(answerFaults(order, kept)).toEqual([]);
    expect(answerFaults(orderOf('locate', { task: 'tsk_1' }), located)).toEqual([]);
  });

  const lies: [string, string, Answer][] = [
    ['erase', '/task', { ...plain, task: 'tsk_2' }],
    ['erase', '/matches', located],
    ['locate', '/matches', plain],
    ['locate', '/matches/0/by', { ...plain, matches: [{ ...match, by: [1] }] }],
    ['erase', '/retained/0/category', { ...plain, retained: [{ ...retained, category: 'usage' }] }],
    ['erase', '/counts/retained', { ...plain, counts: fullCounts({ retained: 1 }) }],
    ['erase', '/outcome', { ...plain, outcome: 'nothing_found' }],
  ];

  it.each(lies)('of %s names %s', (action, path, answer) => {
    const faults = answerFaults(orderOf(action as 'erase', { task: 'tsk_1' }), answer);
    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });
});
