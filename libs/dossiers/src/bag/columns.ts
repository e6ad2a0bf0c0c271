import type { Column } from './dataset.js';
import type { FlatValue, ValueType } from './flatten.js';

/** Columns beyond these (a hostile export, or one keyed by ids) share one: memory stays flat. */
export const COLUMNS_MAX = 1000;
/** The shared column: JSON of whatever found no column of its own. */
export const OVERFLOW_COLUMN = '(more)';

/** Days of a life or of the future say nothing about when data arose. */
const NOT_AN_EVENT = /birth|born|dob|expir|until|valid|due|review/i;

interface ColumnTally {
  types: Set<ValueType>;
  filled: number;
  earliest: number;
  latest: number;
}

/** Learns the columns of a data set, record by record. */
export class ColumnTallies {
  private readonly tallies = new Map<string, ColumnTally>();
  crowded = false;

  add(values: ReadonlyMap<string, FlatValue>): void {
    for (const [name, value] of values) {
      const tally = this.tallies.get(name) ?? this.open(name);
      if (tally) count(tally, value);
    }
  }

  columns(): Column[] {
    const columns = [...this.tallies].map(([name, { types, filled }]) => ({
      name,
      types: [...types].sort(),
      filled,
    }));
    const rest: Column = { name: OVERFLOW_COLUMN, types: ['object'], filled: 0 };
    return this.crowded ? [...columns, rest] : columns;
  }

  /** By instants when it has any, else by days. */
  timeRange(): { from: string; to: string } | undefined {
    return this.rangeOf('date-time') ?? this.rangeOf('date');
  }

  private open(name: string): ColumnTally | undefined {
    if (this.tallies.size >= COLUMNS_MAX) {
      this.crowded = true;
      return undefined;
    }
    const tally = { types: new Set<ValueType>(), filled: 0, earliest: Infinity, latest: -Infinity };
    this.tallies.set(name, tally);
    return tally;
  }

  private rangeOf(type: 'date' | 'date-time'): { from: string; to: string } | undefined {
    const events = [...this.tallies].filter(
      ([name, { types, latest }]) =>
        types.has(type) && latest > -Infinity && !NOT_AN_EVENT.test(name),
    );
    if (events.length === 0) return undefined;
    const length = type === 'date' ? 'YYYY-MM-DD'.length : undefined;
    const iso = (instant: number) => new Date(instant).toISOString().slice(0, length);
    return {
      from: iso(Math.min(...events.map(([, { earliest }]) => earliest))),
      to: iso(Math.max(...events.map(([, { latest }]) => latest))),
    };
  }
}

function count(tally: ColumnTally, { type, text }: FlatValue): void {
  tally.types.add(type);
  if (type === 'null') return;
  tally.filled += 1;
  if (type !== 'date' && type !== 'date-time') return;
  const instant = instantOf(text);
  if (Number.isNaN(instant)) return;
  tally.earliest = Math.min(tally.earliest, instant);
  tally.latest = Math.max(tally.latest, instant);
}

/** Milliseconds; a time without a zone is read as UTC, so that every machine reads the same. */
function instantOf(text: string): number {
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) || text.length === 'YYYY-MM-DD'.length;
  return Date.parse(text.replace(' ', 'T') + (zoned ? '' : 'Z'));
}

/** Puts what has no column of its own into the shared one. */
export function withOverflow(
  values: ReadonlyMap<string, FlatValue>,
  known: ReadonlySet<string>,
): ReadonlyMap<string, FlatValue> {
  const rest = [...values].filter(([name]) => !known.has(name));
  if (rest.length === 0) return values;
  const text = JSON.stringify(rest.map(([name, value]) => ({ name, value: value.text })));
  return new Map([...values, [OVERFLOW_COLUMN, { type: 'object', text }]]);
}
