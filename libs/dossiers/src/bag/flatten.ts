/** What a value is, as written in datasets.json. */
export type ValueType =
  'null' | 'boolean' | 'integer' | 'number' | 'string' | 'date' | 'date-time' | 'array' | 'object';

export interface FlatValue {
  type: ValueType;
  /** As shown in a cell; null has none. Lists and whatever lies too deep are JSON. */
  text: string;
}

/** Deeper objects stay JSON in one cell. */
export const FLATTEN_DEPTH_MAX = 8;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/**
 * A record as one level of columns with dotted names: {a: {b: 1}} gives `a.b`. A dot that belongs
 * to a key is written `\.`, so that two different keys never share a column.
 */
export function flatten(data: Record<string, unknown>): Map<string, FlatValue> {
  const columns = new Map<string, FlatValue>();
  flattenInto(columns, data, []);
  return columns;
}

function flattenInto(columns: Map<string, FlatValue>, node: object, path: string[]): void {
  for (const [key, value] of Object.entries(node)) {
    const here = [...path, key.replace(/[\\.]/g, '\\$&')];
    if (isBranch(value) && here.length < FLATTEN_DEPTH_MAX) flattenInto(columns, value, here);
    else columns.set(here.join('.'), flatValue(value));
  }
}

const isBranch = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0;

function flatValue(value: unknown): FlatValue {
  if (value === null || value === undefined) return { type: 'null', text: '' };
  if (typeof value === 'string') return { type: typeOfText(value), text: value };
  if (typeof value === 'boolean') return { type: 'boolean', text: String(value) };
  if (typeof value === 'number') {
    return { type: Number.isInteger(value) ? 'integer' : 'number', text: String(value) };
  }
  return { type: Array.isArray(value) ? 'array' : 'object', text: JSON.stringify(value) };
}

function typeOfText(text: string): ValueType {
  if (text.charAt(4) !== '-' || text.length > 40) return 'string';
  if (DATE.test(text)) return 'date';
  return DATE_TIME.test(text) ? 'date-time' : 'string';
}
