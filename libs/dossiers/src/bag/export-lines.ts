import type { ExportRecord } from './dataset.js';
import { PackagingError } from '../faults.js';

/** Longest line of an export, in bytes: one record, with an attachment inlined at worst. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024;

const LINE_FEED = 0x0a;

/**
 * Cuts a byte stream into its non-empty lines, in batches of what each chunk completes (one await
 * per chunk instead of one per line). Throws `record_too_large` past LINE_BYTES_MAX.
 */
export async function* lineBatches(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer[]> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const last = bytes.lastIndexOf(LINE_FEED);
    restBytes += last < 0 ? bytes.length : bytes.length - last - 1;
    if (last >= 0) {
      yield splitLines(Buffer.concat([...rest, bytes.subarray(0, last)]));
      rest = [];
      restBytes = bytes.length - last - 1;
    }
    if (restBytes > LINE_BYTES_MAX)
      throw new PackagingError('record_too_large', 'a line is too long');
    // A copy: the source may reuse its chunk, and a slice would keep the whole chunk alive.
    rest.push(Buffer.from(bytes.subarray(last + 1)));
  }
  yield splitLines(Buffer.concat(rest));
}

function splitLines(block: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  while (start < block.length) {
    const found = block.indexOf(LINE_FEED, start);
    const end = found < 0 ? block.length : found;
    if (end > start) lines.push(block.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One line of an export as a record. Throws `record_malformed`, without quoting the line. */
export function parseRecord(line: Buffer): ExportRecord {
  const record = parseExactly(line.toString('utf8'));
  const { dataset, category, data } = isObject(record) ? record : {};
  if (typeof dataset !== 'string' || typeof category !== 'string' || !isObject(data)) {
    throw new PackagingError('record_malformed', 'a line is not {dataset, category, data}');
  }
  return { dataset, category, data };
}

const MAY_LOSE_DIGITS = /\d{16}|\d[eE][+-]?\d{3}/;
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/**
 * JSON.parse rounds numbers beyond 2^53 and turns 1e999 into Infinity, so a person would be shown
 * another id than the one we hold. Such numbers are kept as text, digit for digit.
 */
function parseExactly(text: string): unknown {
  const exact = MAY_LOSE_DIGITS.test(text)
    ? text.replace(STRING_OR_NUMBER, (token) => (isLossy(token) ? `"${token}"` : token))
    : text;
  try {
    return JSON.parse(exact);
  } catch {
    throw new PackagingError('record_malformed', 'a line is not JSON');
  }
}

const isLossy = (token: string) => !token.startsWith('"') && String(Number(token)) !== token;
