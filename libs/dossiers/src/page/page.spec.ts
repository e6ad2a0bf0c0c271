import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { projectRoot } from '@habeas/config';
import { loadPolicy } from '@habeas/policy';
import { SAMPLES, sampleSources, sourceOf } from '../../../../test/support/sample-disclosure.js';
import type { ExportSource } from '../bag/dataset.js';
import { scanExports } from '../bag/scan-exports.js';
import { composeAnswer } from '../compose-answer.js';
import { renderPage } from './page.js';
import { Reader } from './reader.js';

const policy = loadPolicy(join(projectRoot, 'libs/policy/data'));
const { de } = SAMPLES;

async function pageOf(sources: ExportSource[]): Promise<string> {
  const datasets = await scanExports(sources);
  const answer = composeAnswer(de.facts, policy, datasets);
  return renderPage(answer, datasets, new Reader('de', policy.texts.de, answer.timeZone));
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><script>alert(1)</script>',
  '</summary></details><iframe src="https://evil.example">',
  '<!--',
  'javascript:alert(1)',
  '{{constructor}} ${alert(1)}',
  '&lt;script&gt;',
  '\u202Egnp.exe',
  '\u0000\u0008',
  '\uD800',
];

/** As connectors may send it: in values, in names of fields, data sets and systems. */
const hostileSources = HOSTILE.map((text) =>
  sourceOf(
    text,
    ['ID'],
    [
      {
        dataset: text,
        category: 'ID',
        data: { [text]: text, list: [text], more: { [text]: text } },
      },
      ...Array.from({ length: 4 }, () => ({
        dataset: `${text}2`,
        category: 'ID',
        data: { [text]: text },
      })),
    ],
  ),
);

const TAGS = /<\/?([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*\/?>/g;

describe('hostile text', () => {
  it('adds no element and no attribute to the page', async () => {
    const [quiet, hostile] = [await pageOf(sampleSources(de, 300)), await pageOf(hostileSources)];
    const used = (page: string) => new Set([...page.matchAll(TAGS)].map(([, tag]) => tag));
    expect([...used(hostile)].filter((tag) => !used(quiet).has(tag))).toEqual([]);
    const rest = hostile.replace(/^<!doctype html>/, '').replace(TAGS, '');
    expect(rest.replace(/:root[^]*?\n(?=\n|$)/, '')).not.toMatch(/[<]/);
    const names = [...hostile.matchAll(TAGS)].flatMap(([, , attributes]) =>
      (attributes ?? '').replace(/="[^"]*"/g, '').split(/\s+/),
    );
    expect(names).toContain('aria-label');
    expect(
      names.filter((name) => name.startsWith('on') || name === 'style' || name === 'src'),
    ).toEqual([]);
  });

  it('is shown as it is', async () => {
    const page = await pageOf(hostileSources);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&amp;lt;script&amp;gt;');
    expect(page).toContain('\uFFFD\uFFFD');
    expect(page.isWellFormed()).toBe(true);
  });
});

it('fetches nothing, runs nothing, and lets only its own style in', async () => {
  const page = await pageOf(sampleSources(de, 50));
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
  const digest = createHash('sha256').update(style).digest('base64');
  const policyHeader = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1];
  expect(policyHeader?.replaceAll('&#39;', "'")).toBe(
    `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
  );
  expect(style).not.toMatch(/url\(|@import/i);
  const tags = (page.match(TAGS) ?? []).join('');
  expect(tags).not.toMatch(/<(?:script|img|link|iframe|object|embed|form|base)|\ssrc=|\sstyle=/i);
  const targets = [...page.matchAll(/\shref="([^"]*)"/g)].map(([, target]) => target ?? '');
  expect(
    targets.filter(
      (to) => !/^(?:#[\w.-]+|[a-z0-9_-]+\/[a-z0-9_-]+\.(?:csv|jsonl)|https:\/\/[\w./-]+)$/.test(to),
    ),
  ).toEqual([]);
});

it('has one target for each link within it', async () => {
  const one = (dataset: string) => [{ dataset, category: 'ID', data: {} }];
  const alike = [sourceOf('a', ['ID'], one('b-c')), sourceOf('a-b', ['ID'], one('c'))];
  const page = await pageOf([...sampleSources(de, 50), ...alike]);
  const targets = [...page.matchAll(/\shref="#([^"]*)"/g)].map(([, target]) => target);
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
});

it('shows the first rows of a long data set and says where the others are', async () => {
  const page = await pageOf(sampleSources(de, 300));
  expect(page).toContain('die ersten 200 von 600 Einträgen');
  expect(page.match(/<tr>/g)?.length).toBeGreaterThan(400);
  expect(page).toContain('href="telemetry/usage_events.csv"');
});

it('writes dates, numbers and yes or no as the reader does, and nothing as a dash', async () => {
  const records = [
    {
      dataset: 'x',
      category: 'ID',
      data: { at: '2026-03-01T23:30:00Z', on: '2026-03-02', yes: true, no: null, joined_at: '' },
    },
  ];
  const page = await pageOf([sourceOf('accounts', ['ID'], records)]);
  expect(page).toContain('<time datetime="2026-03-01T23:30:00Z">02.03.2026, 00:30:00</time>');
  expect(page).toContain('<time datetime="2026-03-02">02.03.2026</time>');
  expect(page).toContain('<span class="text">ja</span>'.replace(/<[^>]*>/g, ''));
  expect(page.match(/<span class="nil">–<\/span>/g)).toHaveLength(2);
  expect(page).toContain('registriert am');
});
