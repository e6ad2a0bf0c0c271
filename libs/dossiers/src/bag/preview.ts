import type { PreviewRow } from './dataset.js';
import type { FlatValue } from './flatten.js';

/** Rows of a data set that the readable page shows. */
export const PREVIEW_ROWS_MAX = 200;
/** Characters of one value on the readable page. */
export const PREVIEW_TEXT_MAX = 600;
/** Columns of one record on the readable page. */
export const PREVIEW_COLUMNS_MAX = 60;
/** Characters that all previews of a package together may hold. */
export const PREVIEW_CHARACTERS_MAX = 8_000_000;

/** Characters that the previews of a whole package may still hold. */
export class PreviewBudget {
  constructor(private remaining = PREVIEW_CHARACTERS_MAX) {}

  /** The row as shown, or nothing when the page is full. */
  take(values: ReadonlyMap<string, FlatValue>): PreviewRow | undefined {
    const row: PreviewRow = [...values]
      .slice(0, PREVIEW_COLUMNS_MAX)
      .map(([name, value]) => [name, shorten(value)]);
    const size = row.reduce((sum, [name, { text }]) => sum + name.length + text.length, 0);
    if (size > this.remaining) return undefined;
    this.remaining -= size;
    return row;
  }
}

function shorten(value: FlatValue): FlatValue {
  if (value.text.length <= PREVIEW_TEXT_MAX) return value;
  // Cutting may halve a surrogate pair.
  const text = `${value.text.slice(0, PREVIEW_TEXT_MAX).toWellFormed()}…`;
  return { type: value.type, text };
}
