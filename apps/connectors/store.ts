import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Pool, types, type ClientBase } from 'pg';
import { from as copySink } from 'pg-copy-streams';

export type Row = Record<string, unknown>;

/** One transaction (or, outside one, the pool): the only way to a system's rows. */
export interface Session {
  query<R = Row>(sql: string, params?: unknown[]): Promise<R[]>;
}

/** A session that can load in bulk: half a load is never seen. */
export interface Transaction extends Session {
  /** Runs `COPY … FROM STDIN` with these texts, in UTF-8; returns the rows loaded. */
  copy(sql: string, texts: Iterable<string>): Promise<number>;
}

/** A system's own database. */
export interface Store extends Session {
  transaction<T>(work: (session: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Connections of one system. Few: three systems and Habeas share one small server. */
const CONNECTIONS_MAX = 8;

/**
 * Opens the database at `url`. Days come back as `YYYY-MM-DD` and instants as RFC 3339 in UTC:
 * pg's own reading of a day depends on the time zone of the process.
 */
export function openStore(url: string): Store {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS_MAX, types: { getTypeParser } });
  let closing = false;
  // Without a listener, a connection that the server drops while idle ends the process.
  pool.on('error', (error) => {
    if (!closing) console.error(JSON.stringify({ event: 'connection_lost', error: error.name }));
  });
  return {
    query: (sql, params) => rowsOf(pool, sql, params),
    transaction: (work) => inTransaction(pool, work),
    close: () => {
      closing = true;
      return pool.end();
    },
  };
}

type Queryable = Pick<Pool, 'query'>;

async function rowsOf<R>(from: Queryable, sql: string, params: unknown[] = []): Promise<R[]> {
  const { rows } = await from.query(sql, params);
  return rows as R[];
}

/** The stream asks for the next text only when the connection has room for it. */
async function copyFrom(client: ClientBase, sql: string, texts: Iterable<string>): Promise<number> {
  const sink = client.query(copySink(sql));
  await pipeline(Readable.from(texts, { objectMode: false }), sink);
  return sink.rowCount;
}

async function inTransaction<T>(
  pool: Pool,
  work: (session: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work({
      query: (sql, params) => rowsOf(client, sql, params),
      copy: (sql, texts) => copyFrom(client, sql, texts),
    });
    await client.query('commit');
    return result;
  } catch (error) {
    // A connection that cannot even roll back is not given to anybody else.
    await client.query('rollback').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

const { DATE, TIMESTAMPTZ } = types.builtins;

function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === DATE) return (value) => value;
  if (oid === TIMESTAMPTZ) return (value) => new Date(value).toISOString();
  return types.getTypeParser(oid, format) as (value: string) => unknown;
}

// Any fixed number: PostgreSQL refuses two processes that create one table at once.
const SCHEMA_LOCK = 6_043_117_205;

/** Creates what the system's `schema.sql` names and is not there. To be called in a transaction. */
export async function applySchema(session: Session, system: string): Promise<void> {
  await session.query('select pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
  const file = join(projectRoot(), 'apps', 'connectors', system, 'schema.sql');
  await session.query(await readFile(file, 'utf8'));
}

/** The folder of package.json, from the sources as from the build: SQL files are not copied. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder) throw new Error('no package.json above the connectors');
    folder = dirname(folder);
  }
  return folder;
}
