import { insertAll, type Columns } from './bulk.js';
import type { Person } from './people/person.js';
import { population } from './people/population.js';
import type { Session } from './store.js';

export interface SeedOptions {
  databaseUrl: string;
  people: number;
  seed: number;
}

/** One table's share of a person; the values stand in the order of the columns. */
export interface TableSeed {
  table: string;
  columns: Columns;
  rowsOf(seed: number, person: Person): unknown[][];
}

/** Loads the tables one after the other, in the order of their foreign keys; returns the rows. */
export async function loadTables(
  session: Session,
  tables: TableSeed[],
  { people, seed }: { people: number; seed: number },
): Promise<number> {
  let rows = 0;
  for (const table of tables) rows += await insertAll(session, table, rowsOf(table, people, seed));
  return rows;
}

function* rowsOf(table: TableSeed, people: number, seed: number): Generator<unknown[]> {
  for (const person of population(seed, people)) yield* table.rowsOf(seed, person);
}
