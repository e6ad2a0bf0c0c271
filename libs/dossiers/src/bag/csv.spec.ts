import fc from 'fast-check';
import { csvCell, csvHeader, csvRow } from './csv.js';
import { flatten } from './flatten.js';

const NEUTRALISED: [text: string, cell: string][] = [
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("https://evil.example","x")', `"'=HYPERLINK(""https://evil.example"",""x"")"`],
  ['+49 30 1234', "'+49 30 1234"],
  ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
  ['@SUM(1)', "'@SUM(1)"],
  ['\t=1', `"'\t'=1"`],
  ['\r=1', `"'\r'=1"`],
  ['\uFF1D1+1', "'\uFF1D1+1"],
  ['a;=1+1;b', `"a;'=1+1;b"`],
  ['a\n@x', `"a\n'@x"`],
];

const UNTOUCHED: [text: string, cell: string][] = [
  ['-5', '-5'],
  ['-5.25', '-5.25'],
  ['-1e-7', '-1e-7'],
  ['Straße 5', 'Straße 5'],
  ['a=b', 'a=b'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['สมชาย', 'สมชาย'],
  ['', '""'],
];

it.each(NEUTRALISED)('puts an apostrophe before the formula in %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

it.each(UNTOUCHED)('leaves %j as it is', (text, cell) => {
  expect(csvCell(text)).toBe(cell);
});

it('gives no text a first character that starts a formula, whatever it is', () => {
  const risky = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '"', 'a', '1') });
  fc.assert(
    fc.property(risky, (text) => {
      const cell = csvCell(text);
      const shown = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
      return /^-?\d+$/.test(text) || !/^[=+\-@\t\r]/.test(shown);
    }),
  );
});

it('keeps the columns of every row, in one order', () => {
  const columns = ['a', 'b.c', 'd'];
  expect(csvRow(columns, flatten({ d: [1, 2], b: { c: null } }))).toBe(',,"[1,2]"\r\n');
  expect(csvRow(columns, flatten({ b: { c: true }, a: '' }))).toBe('"",true,\r\n');
});

it('starts with a byte order mark and neutralises column names too', () => {
  expect(csvHeader(['a', '=b'])).toBe("\uFEFFa,'=b\r\n");
});
