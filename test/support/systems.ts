import { join } from 'node:path';
import type { PublicJwk } from '@habeas/connector-sdk';
import pg from 'pg';
import { startAccounts } from '../../apps/connectors/accounts/accounts.js';
import { seedAccounts } from '../../apps/connectors/accounts/seed.js';
import {
  startMarketing,
  type RunningMarketing,
} from '../../apps/connectors/marketing/marketing.js';
import { seedMarketing } from '../../apps/connectors/marketing/seed.js';
import type { RunningSystem } from '../../apps/connectors/system.js';
import { seedTelemetry } from '../../apps/connectors/telemetry/seed.js';
import {
  startTelemetry,
  type RunningTelemetry,
} from '../../apps/connectors/telemetry/telemetry.js';
import { testDatabase, type TestDatabase } from './test-database.js';

export const SYSTEM_NAMES = ['accounts', 'marketing', 'telemetry'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** The three reference systems in this process, each on a seeded database of its own. */
export interface Systems {
  accounts: RunningSystem;
  marketing: RunningMarketing;
  telemetry: RunningTelemetry;
  databases: Record<SystemName, TestDatabase>;
  /** Every table's rows that hold the text anywhere, as `system.table`. */
  search(text: string): Promise<Found[]>;
  /** Stops one system; the answer says where it was, and brings it back there. */
  takeDown(name: 'accounts' | 'marketing'): Promise<Outage>;
  close(): Promise<void>;
}

export interface Outage {
  port: number;
  keyFile: string;
  bringBack(): Promise<void>;
}

export interface Found {
  system: SystemName;
  table: string;
  row: Record<string, unknown>;
}

const SEED = 1;

export async function startSystems(options: {
  folder: string;
  habeasKey: PublicJwk;
  people: number;
  events: number;
}): Promise<Systems> {
  const { folder, habeasKey, people, events } = options;
  const made = await Promise.all(SYSTEM_NAMES.map(() => testDatabase({ migrated: false })));
  const [accountsDb, marketingDb, telemetryDb] = made as [TestDatabase, TestDatabase, TestDatabase];
  await Promise.all([
    seedAccounts({ databaseUrl: accountsDb.url, people, seed: SEED }),
    seedMarketing({ databaseUrl: marketingDb.url, people, seed: SEED }),
    seedTelemetry({ databaseUrl: telemetryDb.url, people, events, seed: SEED }),
  ]);
  const given = (name: SystemName, database: TestDatabase) => ({
    databaseUrl: database.url,
    port: 0,
    habeasKeys: [habeasKey],
    keyFile: join(folder, `${name}.jwk.json`),
    log: () => undefined,
  });
  const accounts = await startAccounts(given('accounts', accountsDb));
  const marketing = await startMarketing(given('marketing', marketingDb));
  const telemetry = await startTelemetry(given('telemetry', telemetryDb));
  const databases = { accounts: accountsDb, marketing: marketingDb, telemetry: telemetryDb };
  const startAgain = {
    accounts: async (port: number) => {
      systems.accounts = await startAccounts({ ...given('accounts', accountsDb), port });
    },
    marketing: async (port: number) => {
      systems.marketing = await startMarketing({ ...given('marketing', marketingDb), port });
    },
  };
  const systems: Systems = {
    accounts,
    marketing,
    telemetry,
    databases,
    search: (text) => searchAll(databases, text),
    takeDown: async (name) => {
      const port = Number(new URL(systems[name].url).port);
      await systems[name].close();
      const { keyFile } = given(name, databases[name]);
      return { port, keyFile, bringBack: () => startAgain[name](port) };
    },
    close: async () => {
      await Promise.all(SYSTEM_NAMES.map((name) => systems[name].close()));
      await Promise.all(made.map((database) => database.drop()));
    },
  };
  return systems;
}

/** Runs on a connection of its own to one system's database. */
export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The system's own tables; the journal of the SDK is not people's data but is searched too. */
export async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function searchAll(databases: Systems['databases'], text: string): Promise<Found[]> {
  const found = await Promise.all(
    SYSTEM_NAMES.map((system) =>
      onDatabase(databases[system].url, (client) => searchOne(client, system, text)),
    ),
  );
  return found.flat();
}

async function searchOne(client: pg.Client, system: SystemName, text: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const table of await tablesOf(client)) {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM ${pg.escapeIdentifier(table)} t
       WHERE position(lower($1) in lower(to_jsonb(t)::text)) > 0`,
      [text],
    );
    found.push(...rows.map(({ row }) => ({ system, table, row })));
  }
  return found;
}
