import { insertAll } from '../bulk.js';
import { population } from '../people/population.js';
import { applySchema, openStore } from '../store.js';
import { ADDRESSES, CREDENTIALS, DEVICES, PEOPLE, type TableSeed } from './seed-identity.js';
import { COMMENT_SEED, SUPPORT_MESSAGES } from './seed-messages.js';
import { ORDER_ITEMS, ORDERS } from './seed-orders.js';

/** In the order of their foreign keys. */
const TABLES: TableSeed[] = [
  PEOPLE,
  CREDENTIALS,
  ADDRESSES,
  DEVICES,
  ORDERS,
  ORDER_ITEMS,
  SUPPORT_MESSAGES,
  COMMENT_SEED,
];

export interface SeedOptions {
  databaseUrl: string;
  people: number;
  seed: number;
}

/** Drops and loads the whole store: the same numbers give the same rows. Returns the row count. */
export async function seedAccounts({ databaseUrl, people, seed }: SeedOptions): Promise<number> {
  const store = openStore(databaseUrl);
  try {
    return await store.transaction(async (session) => {
      const tables = [...TABLES.map(({ table }) => table), 'restrictions'];
      await session.query(`drop table if exists ${tables.join(', ')} cascade`);
      await applySchema(session, 'accounts');
      let rows = 0;
      for (const table of TABLES)
        rows += await insertAll(session, table, rowsOf(table, people, seed));
      return rows;
    });
  } finally {
    await store.close();
  }
}

function* rowsOf(table: TableSeed, people: number, seed: number): Generator<unknown[]> {
  for (const person of population(seed, people)) yield* table.rowsOf(seed, person);
}
