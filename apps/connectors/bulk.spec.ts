import { copyAll, copyLine, type Cell } from './bulk.js';
import type { Transaction } from './store.js';

describe('a line of COPY', () => {
  it.each<[string, Cell, string]>([
    ['nothing', null, '\\N'],
    ['what is left out', undefined, '\\N'],
    ['an empty text, which is not nothing', '', ''],
    ['text that looks like nothing', '\\N', '\\\\N'],
    ['a tab', 'a\tb', 'a\\tb'],
    ['line ends', 'a\r\nb\n', 'a\\r\\nb\\n'],
    ['backslashes', 'C:\\new\\', 'C:\\\\new\\\\'],
    ['the mark of the end', '\\.', '\\\\.'],
    ['an escape that is none', '\\t', '\\\\t'],
    ['quotes and commas', `"a", 'b'`, `"a", 'b'`],
    ['scripts and signs beyond the first plane', 'สวัสดี 😀 Đặng', 'สวัสดี 😀 Đặng'],
    ['line ends of other scripts', 'a\u2028b\u0085c', 'a\u2028b\u0085c'],
    ['a number', -1.5, '-1.5'],
    ['a truth', false, 'false'],
  ])('writes %s', (_, cell, written) => {
    expect(copyLine([cell])).toBe(`${written}\n`);
  });

  it('keeps cells apart by tabs', () => {
    expect(copyLine([1, null, 'a\tb'])).toBe('1\t\\N\ta\\tb\n');
  });
});

describe('loading', () => {
  /** Takes the texts as a connection would, one by one. */
  async function loaded(rows: Iterable<Cell[]>, take = (_text: string) => {}): Promise<string> {
    let sent = '';
    const copy = (sql: string, texts: Iterable<string>) => {
      sent = `${sql}\n`;
      for (const text of texts) {
        take(text);
        sent += text;
      }
      return Promise.resolve(0);
    };
    const session: Transaction = { query: () => Promise.resolve([]), copy };
    await copyAll(session, { table: 'notes', columns: ['id', 'body'] }, rows);
    return sent;
  }

  it('names the columns and their order', async () => {
    const sent = await loaded([
      [1, 'a'],
      [2, null],
    ]);
    expect(sent).toBe("copy notes (id, body) from stdin with (encoding 'UTF8')\n1\ta\n2\t\\N\n");
  });

  it('makes rows only as they are taken', async () => {
    let made = 0;
    let ahead = 0;
    let taken = 0;
    function* rows(): Generator<Cell[]> {
      for (; made < 50_000; made += 1) yield [made, 'x'.repeat(20)];
    }
    await loaded(rows(), (text) => {
      taken += text.split('\n').length - 1;
      ahead = Math.max(ahead, made - taken);
    });
    expect(taken).toBe(50_000);
    expect(ahead).toBeLessThan(2);
  });

  it('refuses a row that does not fit the columns, without quoting it', async () => {
    await expect(async () => loaded([['secret']])).rejects.toThrow('a row of 1 cells, not 2');
  });
});
