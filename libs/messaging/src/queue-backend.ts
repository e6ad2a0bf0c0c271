import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  createPostgresBackend,
  runMigrations,
  setDefaultBackendFactory,
  type ConnectionOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Config } from '@habeas/config';

/**
 * Connections of one process to queues in PostgreSQL: each BullMQ worker keeps one for LISTEN, and
 * a pool that is too small does nothing, silently.
 */
const POSTGRES_POOL_MAX = 40;
/** Beyond this many connectors the LISTEN connections of a worker are better spent on Redis. */
export const POSTGRES_CONNECTORS_MAX = 25;

/** Creates or upgrades BullMQ's own tables, in a schema of their own. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

/**
 * Where queues live: in Redis with REDIS_URL, in PostgreSQL without. `prepare` must be awaited
 * before the first queue or worker is built, since BullMQ's backend is chosen per process.
 */
@Injectable()
export class QueueBackend implements OnApplicationShutdown {
  private readonly logger = new Logger(QueueBackend.name);
  private readonly pool: pg.Pool | undefined;
  private readonly redis: Redis | undefined;

  constructor(private readonly config: Config) {
    if (config.redisUrl) this.redis = this.openRedis(config.redisUrl);
    else this.pool = this.openPool();
    setDefaultBackendFactory(this.pool ? createPostgresBackend : undefined);
  }

  get name(): 'postgres' | 'redis' {
    return this.pool ? 'postgres' : 'redis';
  }

  /** What BullMQ wants as `connection`; typed for Redis, a `pg.Pool` on PostgreSQL. */
  get connection(): ConnectionOptions {
    return (this.pool ?? this.redis) as unknown as ConnectionOptions;
  }

  /** Creates or upgrades BullMQ's own tables. Nothing to do on Redis. */
  async prepare(): Promise<void> {
    if (this.pool && this.config.databaseUrl) await migrateQueues(this.config.databaseUrl);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool?.end();
    this.redis?.disconnect();
  }

  private openPool(): pg.Pool {
    const pool = new pg.Pool({
      connectionString: this.config.databaseUrl,
      max: POSTGRES_POOL_MAX,
      keepAlive: true,
      options: '-c search_path=bullmq',
      application_name: 'habeas-queues',
    });
    // Every queue and worker listens to the one pool; their number is bounded by its size.
    pool.setMaxListeners(POSTGRES_POOL_MAX * 2);
    pool.on('error', (error) => this.logger.warn(`queue connection lost: ${error.message}`));
    return pool;
  }

  private openRedis(url: string): Redis {
    // BullMQ's workers block on their connection, so a call must wait for a reconnect, not fail.
    const redis = new Redis(url, { maxRetriesPerRequest: null, enableOfflineQueue: true });
    redis.on('error', (error) => this.logger.warn(`redis: ${error.message}`));
    return redis;
  }
}
