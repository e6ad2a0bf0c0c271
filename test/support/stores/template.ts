import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { migrate } from '@habeas/database';
import pg from 'pg';
import { withDatabase } from '../database-url.js';

const MIGRATIONS = new URL('../../../libs/database/migrations/', import.meta.url);
/** Advisory lock of whoever makes the template: two runs may share one server. */
const TEMPLATE_LOCK = 4_842_002;
/** Copies of a run that was killed are dropped by a later one. */
const LEFTOVER_AFTER_MS = 24 * 60 * 60 * 1000;

/** A migrated database that test files copy; made once per state of the schema. Gives its name. */
export async function prepareTemplate(url: string): Promise<string> {
  const name = `habeas_test_template_${schemaHash()}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    await dropLeftovers(admin);
    if (!(await exists(admin, name))) await make(admin, url, name);
    return name;
  } finally {
    await admin.end();
  }
}

function schemaHash(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS).sort()) {
    hash.update(file).update(readFileSync(new URL(file, MIGRATIONS)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function exists(admin: pg.Client, name: string): Promise<boolean> {
  const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  return found.rowCount === 1;
}

/** Migrated under another name first, so that a run killed meanwhile leaves no half template. */
async function make(admin: pg.Client, url: string, name: string): Promise<void> {
  const making = `${name}_making`;
  await admin.query(`DROP DATABASE IF EXISTS ${making} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${making}`);
  await migrate(withDatabase(url, making));
  await admin.query(`ALTER DATABASE ${making} RENAME TO ${name}`);
}

/** The name of a copy bears the instant it was made, in base 36. */
async function dropLeftovers(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    String.raw`SELECT datname FROM pg_database WHERE datname ~ '^habeas_test_[0-9a-z]{8}_[0-9a-f]+$'`,
  );
  for (const { datname } of rows) {
    const madeAt = Number.parseInt(datname.split('_')[2] ?? '', 36);
    if (Date.now() - madeAt < LEFTOVER_AFTER_MS) continue;
    await admin.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
  }
}
