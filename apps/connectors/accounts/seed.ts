import { loadTables, type SeedOptions, type TableSeed } from '../seeding.js';
import { applySchema, openStore } from '../store.js';
import { ADDRESSES, CREDENTIALS, DEVICES, PEOPLE } from './seed-identity.js';
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

/** Drops and loads the whole store: the same numbers give the same rows. Returns the row count. */
export async function seedAccounts({ databaseUrl, people, seed }: SeedOptions): Promise<number> {
  const store = openStore(databaseUrl);
  try {
    return await store.transaction(async (session) => {
      const tables = [...TABLES.map(({ table }) => table), 'restrictions'];
      await session.query(`drop table if exists ${tables.join(', ')} cascade`);
      await applySchema(session, 'accounts');
      return loadTables(session, TABLES, { people, seed });
    });
  } finally {
    await store.close();
  }
}
