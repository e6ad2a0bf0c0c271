import { HabeasError } from '@habeas/domain';
import { Logger } from '@nestjs/common';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { QueryRunnerAlreadyReleasedError } from 'typeorm';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { isSerializationFailure, SqlError, translateSqlError } from './sql-error.js';

/** The named limits of every connection. */
export const DATABASE_LIMITS = {
  /** Connections per process, unless told otherwise. */
  poolSize: 10,
  /** Longest wait for a connection. */
  connectTimeoutMs: 5_000,
  /** Longest single statement. */
  statementTimeoutMs: 30_000,
  /** Longest wait for a row that another transaction holds. */
  lockTimeoutMs: 10_000,
  /** Longest that a transaction may stand open without a statement. */
  idleInTransactionTimeoutMs: 60_000,
  /** Further attempts after a deadlock or a serialization failure. */
  retries: 3,
  /** Longest pause before such an attempt, so that two losers do not meet again at once. */
  retryPauseMs: 25,
} as const;

/** Anything that runs SQL: inside a transaction (`Tx`) or outside (`Database`). */
export type Queryable = Pick<Tx, 'query'>;

/** One open transaction. It ends when the work given to `Database.transaction` returns or throws. */
export interface Tx {
  /** Runs one statement with `$1`, `$2` ... and gives its rows (also those of RETURNING). */
  query<R>(sql: string, params?: unknown[]): Promise<R[]>;
  /** TypeORM on this transaction's connection. */
  manager: EntityManager;
  /** Runs after the commit, never after a rollback, and at most once. Nobody waits for it. */
  afterCommit(callback: AfterCommit): void;
}

type AfterCommit = () => void | Promise<void>;

/**
 * The one way to the database. Errors: `HabeasError` `store_unavailable` when the server is away or
 * too slow, `store_full` when its disk is, `SqlError` when it refuses.
 */
export class Database implements BeforeApplicationShutdown {
  private readonly log = new Logger(Database.name);
  private readonly afterwards = new Set<Promise<void>>();

  constructor(readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one READ COMMITTED transaction and gives its result. Work may run several times
   * (a deadlock, a serialization failure), so it must have no effect outside the transaction.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      const callbacks: AfterCommit[] = [];
      try {
        const result = await this.attempt(work, callbacks);
        callbacks.forEach((callback) => this.runAfterCommit(callback));
        return result;
      } catch (error) {
        const translated = translateSqlError(error);
        if (!isSerializationFailure(translated) || attempt >= DATABASE_LIMITS.retries) {
          throw translated;
        }
        await pause(Math.random() * DATABASE_LIMITS.retryPauseMs);
      }
    }
  }

  /** Runs one statement on a connection of the pool, in a transaction of its own. */
  async query<R>(sql: string, params?: unknown[]): Promise<R[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      return await rows<R>(runner, sql, params);
    } catch (error) {
      throw translateSqlError(error);
    } finally {
      await runner.release();
    }
  }

  /** Waits for what runs after commits, then closes every connection. */
  async close(): Promise<void> {
    await this.beforeApplicationShutdown();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Nest closes the connections themselves after this. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.afterwards);
  }

  private async attempt<T>(work: (tx: Tx) => Promise<T>, callbacks: AfterCommit[]): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction('READ COMMITTED');
      const result = await work(openTx(runner, callbacks));
      await commit(runner);
      return result;
    } catch (error) {
      if (runner.isReleased) throw brokenConnection(error);
      await this.rollBack(runner);
      throw error;
    } finally {
      await runner.release();
    }
  }

  /** A connection that breaks now cannot roll back; its server does so, and the first error counts. */
  private async rollBack(runner: QueryRunner): Promise<void> {
    if (!runner.isTransactionActive) return;
    await runner.rollbackTransaction().catch((error: unknown) => {
      this.log.warn(`A transaction was left to the server to roll back: ${label(error)}`);
    });
  }

  private runAfterCommit(callback: AfterCommit): void {
    const running = Promise.resolve()
      .then(callback)
      .catch((error: unknown) => {
        this.log.error(`What runs after a commit failed: ${label(error)}`);
      })
      .finally(() => this.afterwards.delete(running));
    this.afterwards.add(running);
  }
}

function openTx(runner: QueryRunner, callbacks: AfterCommit[]): Tx {
  return {
    manager: runner.manager,
    query: <R>(sql: string, params?: unknown[]) => rows<R>(runner, sql, params),
    afterCommit: (callback) => void callbacks.push(callback),
  };
}

/** The structured result, because the plain one of UPDATE and DELETE is a pair, not rows. */
async function rows<R>(runner: QueryRunner, sql: string, params?: unknown[]): Promise<R[]> {
  const result = await runner.query(sql, params, true);
  return (result.records ?? []) as R[];
}

/**
 * The server answers COMMIT with ROLLBACK when a statement failed and the work went on as if nothing
 * were the matter. TypeORM hides that answer, and the caller would take lost rows for kept ones.
 */
async function commit(runner: QueryRunner): Promise<void> {
  const client = (await runner.connect()) as PoolClient;
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new SqlError('25P02');
}

/** TypeORM releases a connection that broke at once and then says no more than that it is released. */
function brokenConnection(error: unknown): unknown {
  if (!(error instanceof QueryRunnerAlreadyReleasedError)) return error;
  return new HabeasError('store_unavailable', 'The connection to the database broke.');
}

/** Kind and code of an error, without its message, which may quote data. */
function label(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
