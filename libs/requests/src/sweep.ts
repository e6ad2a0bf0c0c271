/**
 * The sweep finds whatever is due, late or stale and puts it where the ordinary path finds it. Every
 * statement is safe to run twice and by several at once.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '@habeas/database';
import { DISCLOSING_RIGHTS } from '@habeas/domain';
import { Outbox, TaskFeed } from '@habeas/messaging';
import { Outcomes } from './outcomes.js';
import { ANSWER_WITHIN_DAYS } from './questions.js';
import { OVERSLEPT } from './related-requests.js';

/** Rows touched by one statement. */
const BATCH_MAX = 500;

/**
 * Starts in a row of which nothing was heard again, after which a task is parked: it is likely what
 * kills its worker. What ran beside it is lost as often, so it takes several.
 */
export const STARTS_LOST_MAX = 5;
/** What such a task says of itself. */
const LOST = 'worker_lost';
/** Rest before it is started once more, at the most, per loss before: drawn, so that tasks part. */
const REST_SECONDS = 4;

const POISON = `
  SELECT id AS "taskId", attempt_token AS "attemptToken" FROM tasks
  WHERE lease_until < now() AND status = 'running' AND starts_lost + 1 >= $1
  ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED`;

// A lease that ran out: its worker died, froze, or its doorbell was lost. The token goes, so that
// whatever the old attempt still brings is refused. What was running counts as a lost start.
const EXPIRE = `
  UPDATE tasks SET status = 'ready', attempt_token = NULL, lease_until = NULL,
    starts_lost = starts_lost + (status = 'running')::int,
    last_error = CASE WHEN status = 'running' THEN $2 ELSE last_error END,
    run_at = CASE WHEN status = 'running' THEN now() + make_interval(secs => random() * $3 * starts_lost)
      ELSE run_at END
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

interface LostStart {
  taskId: string;
  attemptToken: string;
}

@Injectable()
export class Sweep {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly feed: TaskFeed,
    private readonly outcomes: Outcomes,
  ) {}

  /** One round; returns how many leases had run out. */
  async run(now = new Date()): Promise<number> {
    await this.markOverdue(now);
    await this.park();
    const expired = await this.database.query(EXPIRE, [BATCH_MAX, LOST, REST_SECONDS]);
    const connectors = await this.database.query<{ id: string }>(TO_FEED);
    for (const { id } of connectors) await this.feed.fill(id);
    await this.wake();
    await this.outbox.handOver();
    return expired.length;
  }

  /** Ends the tasks that were started too often in vain, each with its evidence. */
  private async park(): Promise<void> {
    let found = true;
    for (let parked = 0; found && parked < BATCH_MAX; parked++) {
      found = await this.database.transaction(async (tx) => {
        const [lost] = await tx.query<LostStart>(POISON, [STARTS_LOST_MAX]);
        if (lost) await this.outcomes.giveUp(tx, { ...lost, reason: LOST });
        return lost !== undefined;
      });
    }
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
