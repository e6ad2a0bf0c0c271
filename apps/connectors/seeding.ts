import { copyAll, type Cell, type Target } from './bulk.js';
import type { Person } from './people/person.js';
import { population } from './people/population.js';
import type { Transaction } from './store.js';

export interface SeedOptions {
  databaseUrl: string;
  people: number;
  seed: number;
}

/** One table's share of a person; the values stand in the order of the columns. */
export interface TableSeed extends Target {
  rowsOf(seed: number, person: Person): Cell[][];
}

/** Loads the tables one after the other, in the order of their foreign keys; returns the rows. */
export async function loadTables(
  session: Transaction,
  tables: TableSeed[],
  { people, seed }: { people: number; seed: number },
): Promise<number> {
  let rows = 0;
  for (const table of tables) rows += await copyAll(session, table, rowsOf(table, people, seed));
  return rows;
}

function* rowsOf(table: TableSeed, people: number, seed: number): Generator<Cell[]> {
  for (const person of population(seed, people)) yield* table.rowsOf(seed, person);
}
