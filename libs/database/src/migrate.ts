import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '@habeas/config';
import { HabeasError } from '@habeas/domain';
import type pg from 'pg';
import type { Queryable } from './database.js';
import { withClient } from './ensure-database.js';

/** The SQL files; read from the sources, also when the compiled program runs. */
const MIGRATIONS_DIR = join(projectRoot, 'libs/database/migrations');
/** Advisory lock of whoever migrates; any constant does, as long as it stays. */
const MIGRATION_LOCK = 4_842_001;
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

interface Migration {
  name: string;
  sql: string;
  sha256: string;
}

type Applied = Pick<Migration, 'name' | 'sha256'>;

/**
 * Brings the database to the present schema: every SQL file not yet applied, in order of name, each
 * in a transaction. Two callers wait for one another. Gives the names applied now. Throws
 * `schema_mismatch` when a released file was changed, or the database is newer than these files.
 */
export async function migrate(url: string, folder: string = MIGRATIONS_DIR): Promise<string[]> {
  const files = await readMigrations(folder);
  return withClient(url, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const pending = await pendingOf(client, files);
    for (const migration of pending) await apply(client, migration);
    return pending.map(({ name }) => name);
  });
}

/** The files in order, with their digests. */
export async function readMigrations(folder: string = MIGRATIONS_DIR): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Throws `schema_mismatch` unless the database has exactly the present migrations, by name: a program
 * on an older schema would fail call by call, and on a newer one write what that no longer means.
 */
export async function requireSchema(database: Queryable): Promise<void> {
  const files = await readMigrations();
  const rows = await appliedTo(database);
  const unknown = rows.find(({ name }) => !files.some((file) => file.name === name));
  if (unknown) throw newerDatabase(unknown.name);
  const lacking = files.filter((file) => !rows.some(({ name }) => name === file.name));
  if (lacking.length === 0) return;
  const names = lacking.map(({ name }) => name).join(', ');
  const detail = `The database lacks ${names}. Run: habeas migrate. Nothing was changed.`;
  throw new HabeasError('schema_mismatch', detail);
}

async function appliedTo(database: Queryable): Promise<{ name: string }[]> {
  const [found] = await database.query<{ name: string | null }>(
    `SELECT to_regclass('schema_migrations')::text AS name`,
  );
  if (!found?.name) return [];
  return database.query('SELECT name FROM schema_migrations ORDER BY name');
}

async function pendingOf(client: pg.Client, files: Migration[]): Promise<Migration[]> {
  await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    name        text PRIMARY KEY,
    sha256      text NOT NULL,
    applied_at  timestamptz NOT NULL DEFAULT now()
  )`);
  const { rows } = await client.query<Applied>(
    'SELECT name, sha256 FROM schema_migrations ORDER BY name',
  );
  for (const { name, sha256 } of rows) refuseMismatch({ name, sha256 }, files);
  return files.filter((file) => !rows.some(({ name }) => name === file.name));
}

function refuseMismatch(applied: Applied, files: Migration[]): void {
  const file = files.find(({ name }) => name === applied.name);
  if (file === undefined) throw newerDatabase(applied.name);
  if (file.sha256 !== applied.sha256) {
    const detail = `${applied.name} was changed after it was applied. Put it back and add a new file.`;
    throw new HabeasError('schema_mismatch', detail);
  }
}

function newerDatabase(name: string): HabeasError {
  const detail =
    `The database has ${name}, which this version does not know: a newer one made it. ` +
    'Start that version, or restore the backup from before the upgrade. Nothing was changed.';
  return new HabeasError('schema_mismatch', detail);
}

async function apply(client: pg.Client, { name, sql, sha256 }: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    const record = 'INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)';
    await client.query(record, [name, sha256]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
