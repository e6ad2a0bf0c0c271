import { Config } from '@habeas/config';
import { HabeasError } from '@habeas/domain';
import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { Database } from './database.js';
import { requireSchema } from './migrate.js';
import { connect, dataSourceOptions } from './open-database.js';
import type { OpenOptions } from './open-database.js';

/** How a process that starts beside its database waits for it. */
const CONNECT_ATTEMPTS = 5;
const CONNECT_PAUSE_MS = 1_000;

export type DatabaseModuleOptions = Omit<OpenOptions, 'url'>;

/**
 * Provides `Database` (and TypeORM's `DataSource`) everywhere, from `Config.databaseUrl`. Starting
 * throws `schema_mismatch` when the database is older or newer than this program.
 */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseModuleOptions): DynamicModule {
    const typeOrm = TypeOrmModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        ...dataSourceOptions({ ...options, url: address(config) }),
        retryAttempts: CONNECT_ATTEMPTS,
        retryDelay: CONNECT_PAUSE_MS,
        verboseRetryLog: false,
      }),
      dataSourceFactory: (opened) => connect(opened as DataSourceOptions),
    });
    const database = {
      provide: Database,
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => fitting(new Database(dataSource)),
    };
    return {
      module: DatabaseModule,
      imports: [typeOrm],
      providers: [database],
      exports: [Database],
    };
  }
}

/** Before anything else reads a table: the refusal is then one sentence instead of an SQL error. */
async function fitting(database: Database): Promise<Database> {
  await requireSchema(database);
  return database;
}

function address({ databaseUrl }: Config): string {
  if (databaseUrl !== undefined) return databaseUrl;
  throw new HabeasError(
    'config_invalid',
    'No database address. Set DATABASE_URL, or start with `serve`, which brings PostgreSQL along.',
  );
}
