import type { FlatValue } from './flatten.js';

/** Spreadsheets read UTF-8 right only when the file starts with it. */
export const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';

const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const FORMULA = /^[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/;
/**
 * Where the spreadsheet's separator is not the comma, quotes do not hold a cell together: a
 * semicolon, tab or line break inside ours begins a new cell there, and so perhaps a formula.
 */
const INNER_FORMULA = /([;\t\r\n])(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;
const NEEDS_QUOTES = /[",;\t\r\n]|^\s|\s$|^$/;

/** One cell: formulas neutralised by an apostrophe before them, quoted as RFC 4180 says. */
export function csvCell(text: string): string {
  const inert = PLAIN_NUMBER.test(text) ? text : neutralise(text);
  return NEEDS_QUOTES.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function neutralise(text: string): string {
  const inner = text.replace(INNER_FORMULA, "$1'");
  return FORMULA.test(text) ? `'${inner}` : inner;
}

/** A row in the order of `columns`; what a record lacks stays empty, an empty text is `""`. */
export function csvRow(columns: readonly string[], values: ReadonlyMap<string, FlatValue>): string {
  const cells = columns.map((column) => {
    const value = values.get(column);
    return value === undefined || value.type === 'null' ? '' : csvCell(value.text);
  });
  return cells.join(',') + LINE_END;
}

export const csvHeader = (columns: readonly string[]): string =>
  BYTE_ORDER_MARK + columns.map(csvCell).join(',') + LINE_END;
