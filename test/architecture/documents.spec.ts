import { envExample } from '@habeas/config';
import { ERRORS, FINAL_STATUSES, lifecycleDocument, MOVES, STATUSES } from '@habeas/domain';
import type { ErrorCode } from '@habeas/domain';
import { adviceFor, errorDocument } from '../../apps/api/src/http/error-advice.js';
import { readText } from './source.js';

describe('what npm run docs writes', () => {
  it.each([
    ['.env.example', envExample],
    ['apps/api/ERRORS.md', errorDocument],
    ['libs/domain/LIFECYCLE.md', lifecycleDocument],
  ])('is in %s as it stands', (path, written) => {
    expect(readText(path)).toBe(written());
  });
});

describe('the lifecycle page', () => {
  const page = lifecycleDocument();
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));

  it('has every move in its table, and no other', () => {
    const told = rows.flatMap((row) => {
      const [from = '', to = '', by = '', guard = ''] = row.split(' | ').map(cell);
      return from.split(' ').map((start) => [start, to, by, guard].join(' '));
    });
    const meant = MOVES.map(({ from, to, by, guard }) => [from, to, by, guard].join(' '));
    expect(told.toSorted()).toEqual(meant.toSorted());
  });

  it('leads every status that can be reached to an end', () => {
    const reached = new Set(['received', ...MOVES.map(({ to }) => to)]);
    const ends: readonly string[] = FINAL_STATUSES;
    for (const status of STATUSES.filter((one) => reached.has(one) && !ends.includes(one))) {
      expect(MOVES.filter(({ from }) => from === status).map(({ to }) => to)).toContain(
        'withdrawn',
      );
    }
  });

  it('has no label that Mermaid would read as its own', () => {
    const arrows = page.split('\n').filter((line) => line.includes('-->'));
    expect(arrows.length).toBeGreaterThan(20);
    for (const arrow of arrows)
      expect(arrow).toMatch(/^ {2}\S+ --> \S+$|^ {2}\w+ --> \w+: [^:;]+$/);
  });

  function cell(text: string): string {
    return text.replaceAll(/[`|]/g, '').trim();
  }
});

describe('the error page', () => {
  it.each(Object.keys(ERRORS) as ErrorCode[])('says what to do about %s', (code) => {
    expect(adviceFor(code)).toMatch(/^\S.*\.$/);
  });
});

describe('what the README quotes', () => {
  const quotes = [
    ...readText('README.md').matchAll(
      /<!-- (\S+) -->\n<!-- prettier-ignore -->\n```yaml\n([\s\S]*?)\n```/g,
    ),
  ];

  it('stands so in the file that it names', () => {
    expect(quotes.length).toBeGreaterThan(1);
    for (const [, path = '', text = ''] of quotes) expect(readText(path)).toContain(`${text}\n`);
  });
});
