import { createHash } from 'node:crypto';
import pg from 'pg';
import { onDatabase, SYSTEM_NAMES, tablesOf, type Systems } from './systems.js';

type Row = Record<string, unknown>;

interface Reference {
  child: string;
  column: string;
  parent: string;
  target: string;
}

// Foreign keys of one column; the systems have no others.
const REFERENCES = `
  SELECT c.conrelid::regclass::text AS child, a.attname AS column,
    c.confrelid::regclass::text AS parent, b.attname AS target
  FROM pg_constraint c
  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
  JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
  WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 1`;

/**
 * A digest of every row in the three systems that is not this person's. A row is hers when it holds
 * one of the traces, or refers, through foreign keys, to a row that is.
 */
export async function digestsOfOthers(
  databases: Systems['databases'],
  traces: (string | null)[],
): Promise<Set<string>> {
  const texts = traces.filter((text) => text !== null).map((text) => text.toLowerCase());
  const lists = await Promise.all(
    SYSTEM_NAMES.map((system) =>
      onDatabase(databases[system].url, async (client) => {
        const tables = await rowsByTable(client);
        const { rows } = await client.query<Reference>(REFERENCES);
        const own = ownRows(tables, rows, texts);
        return [...tables].flatMap(([table, all]) =>
          all.filter((row) => !own.has(row)).map((row) => `${system}.${table} ${digest(row)}`),
        );
      }),
    ),
  );
  return new Set(lists.flat());
}

async function rowsByTable(client: pg.Client): Promise<Map<string, Row[]>> {
  const tables = new Map<string, Row[]>();
  for (const table of await tablesOf(client)) {
    // The SDK's journal and the list of blocked devices are no people's data.
    if (table.startsWith('habeas_') || table.startsWith('blocked_')) continue;
    const sql = `SELECT to_jsonb(t) AS row FROM ${pg.escapeIdentifier(table)} t`;
    const { rows } = await client.query<{ row: Row }>(sql);
    tables.set(
      table,
      rows.map(({ row }) => row),
    );
  }
  return tables;
}

function ownRows(tables: Map<string, Row[]>, references: Reference[], texts: string[]): Set<Row> {
  const own = new Set<Row>();
  const holds = (row: Row) => {
    const text = JSON.stringify(row).toLowerCase();
    return texts.some((trace) => text.includes(trace));
  };
  for (const rows of tables.values()) for (const row of rows) if (holds(row)) own.add(row);
  for (let before = -1; before !== own.size;) {
    before = own.size;
    for (const reference of references) follow(tables, reference, own);
  }
  return own;
}

/** Adds the children of the rows found so far. */
function follow(tables: Map<string, Row[]>, reference: Reference, own: Set<Row>): void {
  const { child, column, parent, target } = reference;
  const parents = (tables.get(parent) ?? []).filter((row) => own.has(row));
  const keys = new Set(parents.map((row) => row[target]));
  for (const row of tables.get(child) ?? []) {
    if (row[column] !== null && keys.has(row[column])) own.add(row);
  }
}

const digest = (row: Row) => createHash('sha256').update(JSON.stringify(row)).digest('base64url');
