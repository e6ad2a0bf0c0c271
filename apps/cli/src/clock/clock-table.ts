import { CsvError, parse } from 'csv-parse/sync';
import { CLOCK_FACTS } from '@habeas/domain';
import type { Policy } from '@habeas/policy';
import { CaseProblem, computeCase, type ClockCase } from './clock-case.js';

/** Columns that a table of worked deadlines must have, and those that it may. */
const REQUIRED = ['id', 'law', 'calendar', 'duty', 'received_local', 'timezone', 'events', 'due'];
const OPTIONAL = ['kind', 'mark', 'source', 'why'];

export interface TableRow {
  id: string;
  given: ClockCase;
  due: string;
  /** Empty when the table does not say. */
  kind: string;
}

export interface RowResult {
  id: string;
  expected: string;
  /** The due date that was computed; absent when none could be. */
  got?: string;
  kind?: string;
  expectedKind?: string;
  /** Why nothing could be computed or compared. */
  problem?: string;
  passed: boolean;
}

/** Reads a table; throws `CaseProblem` when it is no table of deadlines. */
export function readTable(text: string): { rows: TableRow[]; unknownColumns: string[] } {
  const { columns, records } = parsed(text);
  if (records.length === 0) throw new CaseProblem('The table holds no rows.');
  const missing = REQUIRED.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new CaseProblem(
      `The table lacks ${missing.join(', ')}; its columns are ${REQUIRED.join(', ')}.`,
    );
  }
  const known = [...REQUIRED, ...OPTIONAL];
  const rows = records.map((record, index) => rowOf(record, index));
  return { rows, unknownColumns: columns.filter((name) => !known.includes(name)) };
}

function parsed(text: string): { columns: string[]; records: Record<string, string>[] } {
  let columns: string[] = [];
  try {
    const records: Record<string, string>[] = parse(text, {
      bom: true,
      // A row may end early: what it lacks is told of that row alone.
      relax_column_count_less: true,
      columns: (names: string[]) => (columns = names.map((name) => name.trim())),
      skip_empty_lines: true,
      trim: true,
    });
    return { columns, records };
  } catch (error) {
    if (error instanceof CsvError) throw new CaseProblem(`This is no CSV table: ${error.message}`);
    throw error;
  }
}

function rowOf(record: Record<string, string>, index: number): TableRow {
  const cell = (name: string) => record[name] ?? '';
  const happened = cell('events')
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const isFact = (name: string) => CLOCK_FACTS.some((fact) => fact === name);
  return {
    id: cell('id') || `row ${index + 1}`,
    given: {
      law: cell('law'),
      calendar: cell('calendar'),
      duty: cell('duty'),
      received: cell('received_local'),
      zone: cell('timezone'),
      events: happened.filter((name) => !isFact(name)),
      facts: happened.filter(isFact),
    },
    due: cell('due'),
    kind: cell('kind'),
  };
}

const DUE = /^(immediate|suspended|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?)$/;

/** Computes a row and compares the due date; a row that cannot be computed has failed. */
export function checkRow(row: TableRow, rules: Pick<Policy, 'packs' | 'calendars'>): RowResult {
  const { id, due: expected } = row;
  try {
    const { due: got, kind } = computeCase(row.given, rules);
    const kinds = { kind, ...(row.kind ? { expectedKind: row.kind } : {}) };
    if (DUE.test(expected)) return { id, expected, got, ...kinds, passed: isSame(expected, got) };
    const problem = `"${expected}" is no due date; give a local date-time, immediate or suspended.`;
    return { id, expected, got, ...kinds, problem, passed: false };
  } catch (error) {
    if (!(error instanceof CaseProblem)) throw error;
    return { id, expected, problem: error.message, passed: false };
  }
}

/** A table may leave out the seconds; a minute then means its beginning. */
function isSame(expected: string, got: string): boolean {
  return expected === got || `${expected}:00` === got;
}
