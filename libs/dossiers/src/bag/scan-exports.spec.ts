import { COLUMNS_MAX } from './columns.js';
import type { ExportRecord, ExportSource } from './dataset.js';
import { PREVIEW_ROWS_MAX } from './preview.js';
import { DATASETS_MAX, recordsOf, scanExports } from './scan-exports.js';

const source = (system: string, records: ExportRecord[], categories = ['ID']): ExportSource => ({
  system,
  categories,
  async *open() {
    for (const record of records) yield Buffer.from(`${JSON.stringify(record)}\n`);
  },
});

const person = (data: Record<string, unknown>, dataset = 'people', category = 'ID') => ({
  dataset,
  category,
  data,
});

it('learns every column of unequal rows, with types and counts', async () => {
  const rows = [person({ a: 1 }), person({ b: 'x', a: null }), person({ a: 2.5, c: { d: true } })];
  const [dataset] = await scanExports([source('accounts', rows)]);
  expect(dataset).toMatchObject({ rows: 3, path: 'accounts/people', crowded: false });
  expect(dataset?.columns).toEqual([
    { name: 'a', types: ['integer', 'null', 'number'], filled: 2 },
    { name: 'b', types: ['string'], filled: 1 },
    { name: 'c.d', types: ['boolean'], filled: 1 },
  ]);
});

it('takes the time range from instants, else from days, never from birthdays', async () => {
  const [events, orders, people] = await scanExports([
    source('a', [
      person({ at: '2026-03-02T08:00:00+07:00', day: '1999-01-01' }, '1'),
      person({ at: '2025-03-02 08:00:00' }, '1'),
      person({ ordered_on: '2024-05-01', valid_until: '2030-01-01' }, '2'),
      person({ born_on: '1990-01-01' }, '3'),
    ]),
  ]);
  expect(events?.timeRange).toEqual({
    from: '2025-03-02T08:00:00.000Z',
    to: '2026-03-02T01:00:00.000Z',
  });
  expect(orders?.timeRange).toEqual({ from: '2024-05-01', to: '2024-05-01' });
  expect(people?.timeRange).toBeUndefined();
});

it('refuses a record of a category that nobody asked for', async () => {
  const records = [person({}), person({}, 'people', 'IDX')];
  await expect(scanExports([source('accounts', records)])).rejects.toMatchObject({
    code: 'record_out_of_scope',
  });
});

it('refuses an export of 65,536 data sets as soon as there is one too many', async () => {
  let given = 0;
  const many: ExportSource = {
    ...source('shop', []),
    async *open() {
      for (; given < 65_536; given += 1) {
        yield Buffer.from(`${JSON.stringify(person({}, `orders${given}`))}\n`);
      }
    },
  };
  await expect(scanExports([many])).rejects.toMatchObject({ code: 'datasets_too_many' });
  expect(given).toBe(DATASETS_MAX);
});

it('gives clashing names different files', async () => {
  const names = ['Orders', 'orders', '../orders', 'orders/'];
  const records = names.map((name) => person({ name }, name));
  const datasets = await scanExports([
    source('shop', records),
    source('../shop', records),
    source('SHOP', [person({}, 'orders', 'ID'), person({}, 'orders', 'TR')], ['ID', 'TR']),
  ]);
  const paths = datasets.map(({ path }) => path);
  expect(new Set(paths).size).toBe(10);
  expect(paths.every((path) => /^shop(?:-\d)?\/orders[a-z0-9-]*$/.test(path))).toBe(true);
});

it('reads each data set back whole when the export mixes them', async () => {
  const records = Array.from({ length: 300 }, (_, n) => person({ n }, n % 3 === 0 ? 'a' : 'b'));
  const datasets = await scanExports([source('x', records), source('x', records)]);
  for (const dataset of datasets) {
    const numbers: unknown[] = [];
    for await (const batch of recordsOf(dataset))
      numbers.push(...batch.map(({ data }) => data['n']));
    const own = records.filter((record) => record.dataset === dataset.name);
    const once = own.map(({ data }) => data['n']);
    expect(numbers).toEqual([...once, ...once]);
  }
});

it('stops reading where a data set ends', async () => {
  const records = Array.from({ length: 1000 }, (_, n) => person({ n }, n < 10 ? 'first' : 'rest'));
  let opened = 0;
  let given = 0;
  const counted: ExportSource = {
    ...source('x', records),
    async *open() {
      opened += 1;
      for await (const chunk of source('x', records).open()) {
        given += 1;
        yield chunk;
      }
    },
  };
  const [first] = await scanExports([counted]);
  given = 0;
  if (first) for await (const batch of recordsOf(first)) expect(batch.length).toBeLessThan(2);
  expect({ opened, few: given < 15 }).toEqual({ opened: 2, few: true });
});

it('shows the first rows, shortened, and counts the others', async () => {
  const records = Array.from({ length: 500 }, (_, n) =>
    person({ n, text: `x${'😀'.repeat(2000)}` }),
  );
  const [dataset] = await scanExports([source('x', records)]);
  expect(dataset?.rows).toBe(500);
  expect(dataset?.preview).toHaveLength(PREVIEW_ROWS_MAX);
  const text = new Map(dataset?.preview[0]).get('text')?.text;
  expect(text).toHaveLength(601);
  expect(text?.isWellFormed()).toBe(true);
});

it('bounds its memory when every record brings columns of its own', async () => {
  const records = Array.from({ length: 3000 }, (_, n) => person({ [`key${n}`]: n }));
  const [dataset] = await scanExports([source('x', records)]);
  expect(dataset?.crowded).toBe(true);
  expect(dataset?.columns).toHaveLength(COLUMNS_MAX + 1);
});
