import type { FlatValue, ValueType } from './flatten.js';

/** One line of a connector's export. */
export interface ExportRecord {
  dataset: string;
  category: string;
  data: Record<string, unknown>;
}

/** One connector's export: `open` may be called again and again, each time from the start. */
export interface ExportSource {
  system: string;
  /** Categories that the sealed plan lets out of this system. */
  categories: readonly string[];
  /** Records that the connector's receipt speaks for; absent: not known. */
  records?: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface Column {
  /** Dotted path. */
  name: string;
  types: ValueType[];
  /** Records in which it has a value. */
  filled: number;
}

/** A record as the readable page shows it: columns with values, shortened. */
export type PreviewRow = [column: string, value: FlatValue][];

/** One data set of one system and category, as the first reading of the exports found it. */
export interface Dataset {
  system: string;
  name: string;
  category: string;
  /** Path in the package without extension. */
  path: string;
  rows: number;
  columns: Column[];
  /** True when the records have more columns than COLUMNS_MAX; the last one then holds the rest. */
  crowded: boolean;
  /** Earliest and latest instant or day in the data, ISO 8601; absent when it has none. */
  timeRange?: { from: string; to: string };
  preview: PreviewRow[];
}
