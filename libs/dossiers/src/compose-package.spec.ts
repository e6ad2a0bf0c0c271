import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '@habeas/config';
import { LOCALES } from '@habeas/domain';
import { loadPolicy } from '@habeas/policy';
import { SAMPLES, sampleSources, sourceOf } from '../../../test/support/sample-disclosure.js';
import { unzip } from '../../../test/support/unzip.js';
import type { Answer } from './answer.js';
import type { ExportSource } from './bag/dataset.js';
import { DATASETS_MAX } from './bag/scan-exports.js';
import type { AnswerFacts } from './compose-answer.js';
import { composePackage } from './compose-package.js';

const policy = loadPolicy(join(projectRoot, 'libs/policy/data'));
const { de, th } = SAMPLES;

async function zipOf(facts: AnswerFacts, sources: ExportSource[]): Promise<Buffer> {
  const { bytes } = await composePackage(facts, policy, sources);
  const chunks: Buffer[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The files of the package, as text. */
async function packed(facts: AnswerFacts, sources: ExportSource[]): Promise<Map<string, string>> {
  const files = await unzip(await zipOf(facts, sources));
  return new Map([...files].map(([path, bytes]) => [path, bytes.toString('utf8')]));
}

const page = (files: Map<string, string>) => files.get('data/index.html') ?? '';
const answerIn = (files: Map<string, string>) =>
  JSON.parse(files.get('data/article-15.json') ?? '') as Answer;

const located = [
  sourceOf('telemetry', ['LOC'], [{ dataset: 'points', category: 'LOC', data: { x: 1 } }]),
];

describe('the bag', () => {
  it('passes sha256sum -c for payload and tag files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'habeas-bag-'));
    try {
      for (const [path, bytes] of await unzip(await zipOf(de.facts, sampleSources(de, 40)))) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) {
        const said = execFileSync('sha256sum', ['-c', manifest], { cwd: folder, encoding: 'utf8' });
        expect(said).toMatch(/^(?:\S+: OK\n)+$/);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has each data set as exact lines and as a table of all columns', async () => {
    const rows = [{ a: 1, b: { c: 'ü' } }, { d: ['x'] }, { a: -5, b: { c: '=1' } }];
    const records = rows.map((data) => ({ dataset: 'Orders', category: 'TR', data }));
    const files = await packed(de.facts, [sourceOf('accounts', ['TR'], records)]);
    expect(files.get('data/accounts/orders.jsonl')).toBe(
      rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    );
    expect(files.get('data/accounts/orders.csv')).toBe(
      '\uFEFFa,b.c,d\r\n1,ü,\r\n,,"[""x""]"\r\n-5,\'=1,\r\n',
    );
  });

  it('describes each data set: source, category, schema, rows, bases, time range', async () => {
    const files = await packed(de.facts, sampleSources(de, 40));
    const { datasets } = JSON.parse(files.get('data/datasets.json') ?? '') as {
      datasets: { dataset: string }[];
    };
    expect(datasets).toHaveLength(14);
    expect(datasets.find(({ dataset }) => dataset === 'location_points')).toEqual({
      system: 'telemetry',
      dataset: 'location_points',
      category: 'LOC',
      files: {
        jsonl: 'data/telemetry/location_points.jsonl',
        csv: 'data/telemetry/location_points.csv',
      },
      rows: 40,
      timeRange: { from: '2026-02-27T22:44:00.000Z', to: '2026-03-02T09:14:00.000Z' },
      legalBases: [
        {
          activity: 'manage-site',
          basis: 'legitimate-interests',
          articles: { gdpr: 'Art. 6(1)(f) GDPR' },
        },
      ],
      schema: [
        { name: 'recorded_at', types: ['date-time'], filled: 40 },
        { name: 'latitude', types: ['number'], filled: 40 },
        { name: 'longitude', types: ['number'], filled: 40 },
        { name: 'accuracy_m', types: ['integer'], filled: 40 },
        { name: 'source', types: ['string'], filled: 40 },
      ],
    });
  });

  it('keeps the person out of its tag files and its name', async () => {
    const files = await packed(th.facts, sampleSources(th, 10));
    const tags = [...files].filter(([path]) => !path.startsWith('data/')).map(([, text]) => text);
    expect(tags.join('')).not.toMatch(/example\.org|กนกวรรณ|C-204417|NAX7/);
    expect(files.get('bag-info.txt')).toMatch(/^External-Identifier: req_0195568cf2b07/m);
  });

  it('is the same, byte for byte, when built again', async () => {
    const [first, second] = [
      await zipOf(de.facts, sampleSources(de, 40)),
      await zipOf(de.facts, sampleSources(de, 40)),
    ];
    expect(first.equals(second)).toBe(true);
  });

  it('stays inside its folder whatever systems and data sets are called', async () => {
    const hostile = [
      '../../etc/passwd',
      '/etc/passwd',
      'C:\\x',
      '..',
      'a\u0000b',
      'a\nb',
      '~',
      'CON',
    ];
    const sources = hostile.map((name) =>
      sourceOf(
        name,
        ['ID'],
        hostile.map((dataset) => ({ dataset, category: 'ID', data: { a: 1 } })),
      ),
    );
    const files = await packed(de.facts, sources);
    const data = [...files.keys()].filter((path) => /\.(?:csv|jsonl)$/.test(path));
    expect(data).toHaveLength(2 * hostile.length ** 2);
    expect(
      data.filter((path) => !/^data\/[a-z0-9_-]+\/[a-z0-9_-]+\.(?:csv|jsonl)$/.test(path)),
    ).toEqual([]);
  });
});

it('packs as many data sets as may be, all named alike, each under a path of its own', async () => {
  const alike = Array.from({ length: DATASETS_MAX }, (_, count) => '../'.repeat(count + 1));
  const records = alike.map((dataset) => ({ dataset, category: 'ID', data: { dataset } }));
  const files = await packed(de.facts, [sourceOf('../..', ['ID'], records)]);
  const lines = [...files].filter(([path]) => path.endsWith('.jsonl'));
  expect(lines.map(([, text]) => text)).toEqual(
    alike.map((dataset) => `{"dataset":"${dataset}"}\n`),
  );
  expect(lines.filter(([path]) => !/^data\/data\/data[a-z0-9-]*\.jsonl$/.test(path))).toEqual([]);
});

describe('the answer', () => {
  it('names only what concerns data that was found', async () => {
    const files = await packed(de.facts, located);
    const answer = answerIn(files);
    expect(answer.categories.map(({ category }) => category)).toEqual(['LOC']);
    expect(answer.purposes.map(({ activity, categories }) => [activity, categories])).toEqual([
      ['manage-site', ['LOC']],
    ]);
    expect(answer.storage.statutes).toEqual([]);
    expect(page(files)).not.toContain(policy.texts.de.categories['TR']?.name);
  });

  it('has every part of Article 15(1) and (2)', async () => {
    const answer = answerIn(await packed(de.facts, sampleSources(de, 40)));
    const [gdpr] = answer.laws;
    expect(answer.held).toBe(true);
    expect(answer.purposes).toHaveLength(10);
    expect(answer.categories).toHaveLength(7);
    expect(answer.recipients).toHaveLength(5);
    expect(answer.storage.criteria).toMatch(/aufbewahr|bewahren/);
    expect(answer.storage.statutes.map(({ dataset, years }) => [dataset, years])).toEqual([
      ['orders', 8],
    ]);
    expect(gdpr?.rights.join(' ')).toMatch(/Art\. 16.*Art\. 17.*Art\. 18.*Art\. 21/);
    expect(gdpr?.authority.url).toMatch(/^https:/);
    expect(answer.categories.map(({ sourceName }) => sourceName).every((name) => name !== '')).toBe(
      true,
    );
    expect(answer.automatedDecisions).toMatchObject({ exist: false });
    expect(
      answer.transfers.map(({ country, safeguards }) => [country, safeguards.gdpr?.citation]),
    ).toEqual([
      ['JP', 'Art. 45 GDPR'],
      ['SG', 'Art. 46 GDPR'],
      ['BR', 'Art. 45 GDPR'],
    ]);
  });

  it('cites each law that governs the request, with its own last day', async () => {
    const answer = answerIn(await packed(th.facts, sampleSources(th, 4)));
    expect(answer.laws.map(({ law, article, dueOn }) => [law, article, dueOn])).toEqual([
      ['pdpa_tha', 's. 30 PDPA', '2026-04-01'],
      ['gdpr', 'Art. 15 GDPR', '2026-04-02'],
    ]);
    expect(answer.categories[0]?.bases[0]?.articles).toEqual({
      pdpa_tha: 's. 24(3) PDPA',
      gdpr: 'Art. 6(1)(b) GDPR',
    });
  });

  it('says which systems did not answer and which were not searched', async () => {
    const systems = [
      { slug: 'accounts', name: 'Accounts', answered: true },
      { slug: 'telemetry', name: 'Telemetry', answered: false },
    ];
    const files = await packed({ ...de.facts, systems }, located);
    expect(answerIn(files).systems.map(({ system, outcome }) => [system, outcome])).toEqual([
      ['accounts', 'nothing_found'],
      ['telemetry', 'unanswered'],
      ['marketing', 'not_searched'],
    ]);
    expect(page(files)).toContain('möglicherweise unvollständig');
  });

  it('says honestly that nothing is held', async () => {
    const files = await packed(de.facts, []);
    expect(answerIn(files)).toMatchObject({
      held: false,
      categories: [],
      purposes: [],
      recipients: [],
    });
    expect(page(files)).toContain('<h1>Wir haben nichts über Sie gespeichert</h1>');
    expect(page(files)).toContain('nichts gefunden');
    expect(page(files)).not.toContain('möglicherweise unvollständig');
    expect([...files.keys()].some((path) => path.endsWith('.csv'))).toBe(false);
  });
});

it.each([
  ['records_missing', [{ ...sourceOf('a', ['ID'], []), records: 3 }]],
  ['record_out_of_scope', [sourceOf('a', ['ID'], [{ dataset: 'x', category: 'LOC', data: {} }])]],
  [
    'record_malformed',
    [
      {
        system: 'a',
        categories: [],
        async *open() {
          yield Buffer.from('{');
        },
      },
    ],
  ],
])('composes nothing at all after %s', async (code, sources) => {
  await expect(composePackage(de.facts, policy, sources)).rejects.toMatchObject({ code });
});

it('fails when an export changes between its two readings', async () => {
  let readings = 0;
  const torn: ExportSource = {
    system: 'accounts',
    categories: ['ID'],
    async *open() {
      readings += 1;
      if (readings > 1) throw new Error('the blob is gone');
      yield Buffer.from('{"dataset":"a","category":"ID","data":{}}\n');
    },
  };
  await expect(zipOf(de.facts, [torn])).rejects.toThrow('the blob is gone');
});

describe.each(LOCALES)('in %s', (locale) => {
  const facts = { ...th.facts, locale };

  it('tells everything in that language', async () => {
    const files = await packed(facts, sampleSources(th, 10));
    const { title, sections } = policy.texts[locale];
    expect(page(files)).toContain(`<html lang="${locale}">`);
    const headings = [title, ...Object.values(sections).map((section) => section.title)];
    const missing = headings.filter(
      (heading) => !page(files).includes(heading.replaceAll("'", '&#39;')),
    );
    expect(missing).toEqual([]);
    expect(page(files)).not.toMatch(/\{\w+\}|undefined|\[object/);
  });
});
