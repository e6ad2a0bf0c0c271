import { DataSource } from 'typeorm';
import type { DataSourceOptions, EntityTarget, ObjectLiteral } from 'typeorm';
import { Database, DATABASE_LIMITS } from './database.js';
import { translateSqlError } from './sql-error.js';

export interface OpenOptions {
  /** postgres://user:password@host:port/database */
  url: string;
  /** Entity classes of every library whose tables are read or written. */
  entities?: readonly EntityTarget<ObjectLiteral>[];
  /** Most connections at once. */
  poolSize?: number;
}

/** Options of the one data source; limits are set by the server per connection. */
export function dataSourceOptions({
  url,
  entities = [],
  poolSize,
}: OpenOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: [...entities] as NonNullable<DataSourceOptions['entities']>,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    applicationName: 'habeas',
    poolSize: poolSize ?? DATABASE_LIMITS.poolSize,
    connectTimeoutMS: DATABASE_LIMITS.connectTimeoutMs,
    installExtensions: false,
    extra: {
      statement_timeout: DATABASE_LIMITS.statementTimeoutMs,
      lock_timeout: DATABASE_LIMITS.lockTimeoutMs,
      idle_in_transaction_session_timeout: DATABASE_LIMITS.idleInTransactionTimeoutMs,
    },
  };
}

/** Opens the pool outside a Nest application. Throws `store_unavailable` when nobody answers. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  return new Database(await connect(dataSourceOptions(options)));
}

/** Connects a data source; errors are the same as those of `Database`. */
export async function connect(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = new DataSource(options);
  try {
    return await dataSource.initialize();
  } catch (error) {
    throw translateSqlError(error);
  }
}
