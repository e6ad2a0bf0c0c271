/**
 * The sweep finds whatever is due, late or stale and puts it where the ordinary path finds it. Every
 * statement is safe to run twice and by several at once.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '@habeas/database';
import { DISCLOSING_RIGHTS } from '@habeas/domain';
import { Outbox, TaskFeed } from '@habeas/messaging';
import { ANSWER_WITHIN_DAYS } from './questions.js';
import { OVERSLEPT } from './related-requests.js';

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

// Asked long ago, and no answer came: nextSteps then ends the exercise.
const OVERDUE = `
  UPDATE exercises SET answer_overdue = true
  WHERE id IN (
    SELECT id FROM exercises WHERE closed_at IS NULL AND NOT answer_overdue
      AND status IN ('awaiting_identity', 'awaiting_clarification')
      AND asked_at < $2::timestamptz - make_interval(days => $3)
    ORDER BY asked_at LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING request_id`;

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
  async run(now = new Date()): Promise<number> {
    await this.markOverdue(now);
    const expired = await this.database.query(EXPIRE, [BATCH_MAX]);
    const connectors = await this.database.query<{ id: string }>(TO_FEED);
    for (const { id } of connectors) await this.feed.fill(id);
    await this.wake();
    await this.outbox.handOver();
    return expired.length;
  }

  private async markOverdue(now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      const params = [BATCH_MAX, now, ANSWER_WITHIN_DAYS];
      const rows = await tx.query<{ request_id: string }>(OVERDUE, params);
      for (const row of rows) await this.outbox.ring(tx, 'request.advance', row.request_id);
    });
  }

  /** Rings for requests whose reason to wait is gone. */
  private async wake(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rights = [...DISCLOSING_RIGHTS];
      const asleep = await tx.query<{ id: string }>(OVERSLEPT, [BATCH_MAX, rights]);
      for (const { id } of asleep) await this.outbox.ring(tx, 'request.advance', id);
    });
  }
}
