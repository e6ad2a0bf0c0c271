import { join } from 'node:path';
import { projectRoot } from '@habeas/config';
import { LOCALES, type Locale } from '@habeas/domain';
import { loadPolicy } from '@habeas/policy';
import { SAMPLES, sampleSources } from '../../../../test/support/sample-disclosure.js';
import { scanExports } from '../bag/scan-exports.js';
import { composeAnswer } from '../compose-answer.js';
import type { Ported } from '../portability.js';
import { COVER_PHRASES } from './cover-phrases.js';
import { renderCover } from './cover.js';
import { Reader } from './reader.js';

const policy = loadPolicy(join(projectRoot, 'libs/policy/data'));
const { de } = SAMPLES;
const ported: Ported = {
  uses: [],
  leftOut: [
    { category: 'LOC', systems: ['telemetry'], because: 'basis', articles: ['Art. 20(1)(a) GDPR'] },
    { category: 'PU', systems: ['<b>'], because: 'derived', articles: ['<script>'] },
    { category: 'PU', systems: ['accounts'], because: 'secrets', articles: ['Art. 20(1) GDPR'] },
  ],
};

async function coverIn(locale: Locale, held = true): Promise<string> {
  const datasets = held ? await scanExports(sampleSources(de, 5)) : [];
  const facts = { ...de.facts, locale, right: 'portability' as const };
  const answer = composeAnswer(facts, policy, datasets);
  const reader = new Reader(locale, policy.texts[locale], answer.timeZone);
  return renderCover(answer, { ported, datasets }, reader);
}

describe('the cover of a portable package', () => {
  it.each([...LOCALES])('says in %s what is in and what is not', async (locale) => {
    const text = await coverIn(locale);
    const { title, inside, outside, because } = COVER_PHRASES[locale];
    expect(text).toContain(`lang="${locale}"`);
    for (const phrase of [title, inside, outside, ...Object.values(because)]) {
      expect(text).toContain(phrase);
    }
    expect(text).toContain('Art. 20 GDPR');
    expect(text).toContain('Art. 20(1)(a) GDPR');
    expect(text).not.toContain('undefined');
  });

  it('runs nothing that it is told', async () => {
    const text = await coverIn('en');
    expect(text).not.toContain('<script>');
    expect(text).toContain('&lt;script&gt;');
    expect(text).toContain('&lt;b&gt;');
    expect(text).toContain('Content-Security-Policy');
  });

  it('says so when nothing is held', async () => {
    const text = await coverIn('en', false);
    expect(text).toContain('We hold nothing about you');
    expect(text).not.toContain(COVER_PHRASES.en.inside);
  });
});
