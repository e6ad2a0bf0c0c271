/**
 * Feed, don't flood. A task's row is its own outbox: of the tasks that are ready, a bounded window
 * per connector stands in its BullMQ queue, in order of latest safe start; the rest waits in SQL.
 * So urgent work overtakes, and a flushed Redis costs one window, not a backlog.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '@habeas/database';
import { connectorQueue } from './jobs.js';
import { Queues } from './queues.js';

/** Doorbells of one connector that stand in its queue at once. */
export const WINDOW = 64;
/** Owed at once: never waits for a place in the window, and is rung for before what stands there. */
const URGENT = 'suppress';
/** BullMQ takes jobs without a priority first. */
const ORDINARY_PRIORITY = 10;
/** A doorbell that has led to no claim for so long is taken for lost, and rung again. */
export const QUEUED_LEASE_SECONDS = 10;

interface FedTask {
  id: string;
  attempts: number;
  slug: string;
  action: string;
}

// The advisory lock keeps two feeders from filling the same window twice; who loses has no work.
const LOCK = `SELECT pg_try_advisory_xact_lock(hashtextextended('feed:' || $1, 0)) AS locked`;
const FILL = `
  UPDATE tasks t SET status = 'queued', lease_until = now() + make_interval(secs => $3)
  FROM connectors c
  WHERE c.id = t.connector_id AND t.id IN (
    SELECT r.id FROM tasks r JOIN connectors rc ON rc.id = r.connector_id
    WHERE r.connector_id = $1 AND r.status = 'ready' AND r.run_at <= now()
      AND rc.status = 'active' AND (rc.open_until IS NULL OR rc.open_until <= now())
    ORDER BY r.action = $4 DESC, r.safe_start, r.id
    LIMIT greatest(
      (SELECT least($2, count(*)) FROM tasks u WHERE u.connector_id = $1 AND u.status = 'ready'
        AND u.action = $4 AND u.run_at <= now()),
      $2 - (SELECT count(*) FROM tasks q WHERE q.connector_id = $1 AND q.status = 'queued'))
    FOR UPDATE OF r SKIP LOCKED)
  RETURNING t.id, t.attempts, t.action, c.slug`;

@Injectable()
export class TaskFeed {
  private readonly logger = new Logger(TaskFeed.name);
  private readonly due = new Set<string>();
  private feeding: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
  ) {}

  /** Fills the connector's window soon; any number of calls are one round. */
  poke(connectorId: string): void {
    this.due.add(connectorId);
    if (this.feeding) return;
    this.feeding = this.feedDue().finally(() => {
      this.feeding = undefined;
    });
    this.feeding.catch((error: Error) => this.logger.warn(`feed: ${error.message}`));
  }

  /** Fills the window of one connector; returns how many tasks were rung for. */
  async fill(connectorId: string): Promise<number> {
    const tasks = await this.database.transaction(async (tx) => {
      const [lock] = await tx.query<{ locked: boolean }>(LOCK, [connectorId]);
      if (!lock?.locked) return [];
      return tx.query<FedTask>(FILL, [connectorId, WINDOW, QUEUED_LEASE_SECONDS, URGENT]);
    });
    const [first] = tasks;
    if (!first) return 0;
    const rings = tasks.map(({ id, attempts, action }) => ({
      jobId: `${id}-${attempts}`,
      name: 'task.dispatch',
      data: { taskId: id },
      ...(action === URGENT ? {} : { priority: ORDINARY_PRIORITY }),
    }));
    await this.queues.ring(connectorQueue(first.slug), rings);
    return tasks.length;
  }

  private async feedDue(): Promise<void> {
    while (this.due.size > 0) {
      const ids = [...this.due];
      this.due.clear();
      for (const id of ids) await this.fill(id);
    }
  }
}
