import { OVERFLOW_COLUMN, withOverflow } from './columns.js';
import { csvHeader, csvRow } from './csv.js';
import { flatten } from './flatten.js';
import { recordsOf, type ScannedDataset } from './scan-exports.js';
import type { BagFile } from './bag-zip.js';

/** Text handed on at once, in characters. */
const CHUNK = 64 * 1024;

/** The two forms of one data set: exact (JSON Lines) and for spreadsheets (CSV). */
export function datasetFiles(dataset: ScannedDataset): BagFile[] {
  return [
    { path: `data/${dataset.path}.jsonl`, content: () => inChunks(jsonLines(dataset)) },
    { path: `data/${dataset.path}.csv`, content: () => inChunks(csvLines(dataset)) },
  ];
}

async function* jsonLines(dataset: ScannedDataset): AsyncGenerator<string> {
  for await (const records of recordsOf(dataset)) {
    yield records.map(({ data }) => `${JSON.stringify(data)}\n`).join('');
  }
}

async function* csvLines(dataset: ScannedDataset): AsyncGenerator<string> {
  const columns = dataset.columns.map(({ name }) => name);
  const own = new Set(columns.filter((name) => !dataset.crowded || name !== OVERFLOW_COLUMN));
  const valuesOf = (data: Record<string, unknown>) =>
    dataset.crowded ? withOverflow(flatten(data), own) : flatten(data);
  yield csvHeader(columns);
  for await (const records of recordsOf(dataset)) {
    yield records.map(({ data }) => csvRow(columns, valuesOf(data))).join('');
  }
}

async function* inChunks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
