import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { fromStores, withDatabase } from './database-url.js';

export interface TestDatabase {
  url: string;
  name: string;
  /** Ends its connections and drops it. */
  drop(): Promise<void>;
}

/**
 * A database of the caller's own: a copy of the migrated template, or an empty one when `migrated`
 * is false (a reference system's, or one to migrate).
 */
export async function testDatabase({ migrated = true } = {}): Promise<TestDatabase> {
  const admin = fromStores('HABEAS_TEST_DATABASE_URL');
  const name = `habeas_test_${Date.now().toString(36)}_${randomBytes(4).toString('hex')}`;
  const template = migrated ? fromStores('HABEAS_TEST_TEMPLATE') : 'template0';
  await run(admin, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { url: withDatabase(admin, name), name, drop: () => dropTestDatabase(name) };
}

/** Drops a database of the test server; refuses any whose name lacks "test". */
export async function dropTestDatabase(name: string): Promise<void> {
  if (!name.includes('test')) throw new Error(`"${name}" is no test database; it stays.`);
  const admin = fromStores('HABEAS_TEST_DATABASE_URL');
  await run(admin, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
