import type { Transaction } from './store.js';

/** What one column of one row is given. Days and instants are ISO 8601 texts. */
export type Cell = string | number | boolean | null | undefined;

export interface Target {
  table: string;
  /** The cells of each row stand in this order. */
  columns: string[];
}

/** Characters handed on at once: enough for speed, little enough to keep memory flat. */
const CHUNK = 64 * 1024;

/**
 * Loads rows by COPY, as they are made: no faster than the server takes them. Returns how many.
 * Nothing is loaded when making a row, or the server, fails.
 */
export function copyAll(
  session: Transaction,
  { table, columns }: Target,
  rows: Iterable<Cell[]>,
): Promise<number> {
  // The text format is the server's default; the encoding otherwise follows the connection.
  const sql = `copy ${table} (${columns.join(', ')}) from stdin with (encoding 'UTF8')`;
  return session.copy(sql, inChunks(rows, columns.length));
}

function* inChunks(rows: Iterable<Cell[]>, width: number): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    // Named by width only: what is in the row must not get into an error.
    if (row.length !== width) throw new RangeError(`a row of ${row.length} cells, not ${width}`);
    chunk += copyLine(row);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** A row as a line of COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
export function copyLine(row: Cell[]): string {
  return `${row.map(copyCell).join('\t')}\n`;
}

const SPECIAL = /[\\\t\n\r]/;
const SPECIAL_EACH = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function copyCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '\\N';
  if (typeof cell !== 'string') return String(cell);
  if (!SPECIAL.test(cell)) return cell;
  return cell.replace(SPECIAL_EACH, (character) => ESCAPES[character] ?? '');
}
