import { PackagingError } from '../faults.js';
import { ColumnTallies } from './columns.js';
import type { Dataset, ExportRecord, ExportSource, PreviewRow } from './dataset.js';
import { lineBatches, parseRecord } from './export-lines.js';
import { flatten } from './flatten.js';
import { safeName, UniqueNames } from './names.js';
import { PREVIEW_ROWS_MAX, PreviewBudget } from './preview.js';

/** Data sets of one package; each keeps its columns in memory. */
export const DATASETS_MAX = 500;

/** Where a data set lies in a source: record numbers, so that later readings can skip the rest. */
export interface Span {
  source: ExportSource;
  first: number;
  last: number;
}

export interface ScannedDataset extends Dataset {
  spans: Span[];
}

interface Tally {
  system: string;
  name: string;
  category: string;
  rows: number;
  columns: ColumnTallies;
  preview: PreviewRow[];
  spans: Map<ExportSource, Span>;
}

/**
 * The first reading: which data sets there are, with columns, counts, time range and first rows.
 * Memory grows with the number of data sets and columns, never with that of records.
 */
export async function scanExports(sources: readonly ExportSource[]): Promise<ScannedDataset[]> {
  const tallies = new Map<string, Tally>();
  const budget = new PreviewBudget();
  for (const source of sources) {
    const number = await scanSource(source, tallies, budget);
    if (source.records !== undefined && source.records !== number) {
      throw new PackagingError(
        'records_missing',
        `${source.system}: ${number} records are stored, ${source.records} were receipted`,
      );
    }
  }
  return named([...tallies.values()]);
}

async function scanSource(
  source: ExportSource,
  tallies: Map<string, Tally>,
  budget: PreviewBudget,
): Promise<number> {
  let number = 0;
  for await (const lines of lineBatches(source.open())) {
    for (const line of lines) {
      const record = parseRecord(line);
      addRecord(tallyFor(tallies, source, record), { source, record, number, budget });
      number += 1;
    }
  }
  return number;
}

function tallyFor(tallies: Map<string, Tally>, source: ExportSource, record: ExportRecord): Tally {
  const { system } = source;
  const { dataset: name, category } = record;
  const key = datasetKey(system, record);
  const known = tallies.get(key);
  if (known) return known;
  if (!source.categories.includes(category)) {
    throw new PackagingError('record_out_of_scope', `${system} sent a category nobody asked for`);
  }
  if (tallies.size >= DATASETS_MAX) {
    throw new PackagingError('datasets_too_many', `more than ${DATASETS_MAX} data sets`);
  }
  const fresh = { rows: 0, columns: new ColumnTallies(), preview: [], spans: new Map() };
  const tally: Tally = { system, name, category, ...fresh };
  tallies.set(key, tally);
  return tally;
}

const datasetKey = (system: string, { dataset, category }: ExportRecord) =>
  JSON.stringify([system, dataset, category]);

interface Sighting {
  source: ExportSource;
  record: ExportRecord;
  number: number;
  budget: PreviewBudget;
}

function addRecord(tally: Tally, { source, record, number, budget }: Sighting): void {
  const values = flatten(record.data);
  tally.rows += 1;
  tally.columns.add(values);
  const span = tally.spans.get(source) ?? { source, first: number, last: number };
  tally.spans.set(source, Object.assign(span, { last: number }));
  if (tally.preview.length < Math.min(tally.rows, PREVIEW_ROWS_MAX)) {
    const row = tally.preview.length === tally.rows - 1 ? budget.take(values) : undefined;
    if (row) tally.preview.push(row);
  }
}

/** In the connectors' own order: they begin with what identifies the person. */
function named(tallies: Tally[]): ScannedDataset[] {
  const folders = new Map<string, string>();
  const names = new UniqueNames();
  const files = new UniqueNames();
  return tallies.map((tally) => {
    const folder = folders.get(tally.system) ?? names.take(safeName(tally.system));
    folders.set(tally.system, folder);
    const file = `${folder}/${safeName(tally.name)}`;
    const path = files.take(file, `${file}-${safeName(tally.category)}`);
    return datasetOf(tally, path);
  });
}

function datasetOf({ columns, spans, ...tally }: Tally, path: string): ScannedDataset {
  const timeRange = columns.timeRange();
  return {
    ...tally,
    path,
    columns: columns.columns(),
    crowded: columns.crowded,
    ...(timeRange ? { timeRange } : {}),
    spans: [...spans.values()],
  };
}

/** Reads one data set again, record by record, in batches, skipping what lies outside its spans. */
export async function* recordsOf(dataset: ScannedDataset): AsyncGenerator<ExportRecord[]> {
  for (const span of dataset.spans) yield* recordsIn(dataset, span);
}

async function* recordsIn(dataset: Dataset, span: Span): AsyncGenerator<ExportRecord[]> {
  let number = 0;
  for await (const lines of lineBatches(span.source.open())) {
    const start = Math.max(0, span.first - number);
    const end = Math.max(0, span.last + 1 - number);
    number += lines.length;
    const records = lines.slice(start, end).map(parseRecord);
    yield records.filter(
      (record) => record.dataset === dataset.name && record.category === dataset.category,
    );
    if (number > span.last) return;
  }
}
