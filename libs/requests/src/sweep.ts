/**
 * The sweep finds whatever is due, late or stale and puts it where the ordinary path finds it. Every
 * statement is safe to run twice and by several at once.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '@habeas/database';
import { Outbox, TaskFeed } from '@habeas/messaging';

/** Rows touched by one statement. */
const BATCH_MAX = 500;

// A lease that ran out: its worker died, froze, or its doorbell was lost. The token goes, so that
// whatever the old attempt still brings is refused.
const EXPIRE = `
  UPDATE tasks SET status = 'ready', attempt_token = NULL, lease_until = NULL
  WHERE id IN (
    SELECT id FROM tasks WHERE lease_until < now() AND status IN ('queued', 'running', 'accepted')
    ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id`;

const TO_FEED = `
  SELECT DISTINCT t.connector_id AS id FROM tasks t
  WHERE t.status = 'ready' AND t.run_at <= now()`;

@Injectable()
export class Sweep {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly feed: TaskFeed,
  ) {}

  /** One round; returns how many leases had run out. */
  async run(): Promise<number> {
    const expired = await this.database.query(EXPIRE, [BATCH_MAX]);
    const connectors = await this.database.query<{ id: string }>(TO_FEED);
    for (const { id } of connectors) await this.feed.fill(id);
    await this.outbox.handOver();
    return expired.length;
  }
}
