import pg from 'pg';
import { DATABASE_LIMITS } from './database.js';
import { translateSqlError } from './sql-error.js';

/** SQLSTATE when another process made the database in the same moment. */
const MADE_MEANWHILE = new Set(['42P04', '23505']);

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.href;
}

/** Makes the database unless it is there, and gives its address. The user must be allowed to. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<string> {
  await withClient(adminUrl, async (client) => {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await create(client, name);
  });
  return withDatabase(adminUrl, name);
}

async function create(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    if (!MADE_MEANWHILE.has((error as { code?: string }).code ?? '')) throw error;
  }
}

/** One connection for the length of `work`; errors are the same as those of `Database`. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: DATABASE_LIMITS.connectTimeoutMs,
    application_name: 'habeas',
  });
  // A server that goes away tells an idle client by this event, which would otherwise end the process;
  // the statement under way fails by itself.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw translateSqlError(error);
  } finally {
    await client.end();
  }
}
