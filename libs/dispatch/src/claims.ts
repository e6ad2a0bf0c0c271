/**
 * Claiming a task: one UPDATE decides who works on it. BullMQ's own view of a job is never asked,
 * since it lies after crashes: every completion is fenced by the attempt's token.
 */
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Database, type Tx } from '@habeas/database';
import type { Action, Law, Right, ScopeItem, StopPurpose } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { nonceDigest } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import { Registry, type Connector } from '@habeas/registry';
import { Holds } from '@habeas/requests';

/** A worker that does not renew its lease for so long has lost the task. */
export const LEASE_SECONDS = 10;
/** How long an accepted task is waited for before it is asked about again. */
export const ACCEPTED_SECONDS = 30;

/** How long a task rests after our own store could not take its answer. */
const HAND_BACK_SECONDS = 10;

export interface ClaimedTask {
  id: string;
  requestId: string;
  exerciseId: string;
  connectorId: string;
  action: Action;
  scope: ScopeItem[];
  purpose: StopPurpose | null;
  identifierIds: string[];
  nonce: string;
  attempts: number;
  /** Attempts that count no more; see the entity. */
  attemptsBefore: number;
  right: Right;
  laws: Law[];
  safeDue: Date | null;
  attemptToken: string;
  connector: Connector;
}

// Claims of one connector queue up behind this lock for the length of one statement, so that its
// limit holds over all processes.
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('claim:' || connector_id, 0))
  FROM tasks WHERE id = $1`;
// Once the answer is decided nothing more is done, save to lift what the exercise left in force:
// a refusal would be untrue if a task that ran, and failed, when it was given went out again.
const STILL_WANTED = `((e.closed_at IS NULL AND e.status <> 'delivering') OR t.action = 'release')`;
const CLAIM = `
  UPDATE tasks t SET status = 'running', attempts = t.attempts + 1, attempt_token = $2,
    lease_until = now() + make_interval(secs => $3)
  FROM exercises e, requests r, connectors c
  WHERE t.id = $1 AND t.status IN ('queued', 'ready') AND t.run_at <= now()
    AND e.id = t.exercise_id AND ${STILL_WANTED}
    AND r.id = t.request_id
    AND c.id = t.connector_id AND c.status = 'active'
    AND (SELECT count(*) FROM tasks o WHERE o.connector_id = t.connector_id
           AND o.status = 'running') < (c.manifest->'limits'->>'concurrency')::int
  RETURNING t.id, t.request_id AS "requestId", t.exercise_id AS "exerciseId",
    t.connector_id AS "connectorId", t.action, t.scope, t.purpose,
    t.identifier_ids AS "identifierIds", t.nonce, t.attempts, t.attempts_before AS "attemptsBefore", e."right", r.laws,
    (SELECT min(safe_due) FROM clocks k WHERE k.exercise_id = e.id) AS "safeDue"`;

@Injectable()
export class Claims {
  constructor(
    private readonly database: Database,
    private readonly registry: Registry,
    private readonly evidence: EvidenceLog,
    private readonly holds: Holds,
    private readonly outbox: Outbox,
  ) {}

  /** The task, now ours for one lease; undefined when it is another's, done, held or not due. */
  async claim(taskId: string): Promise<ClaimedTask | undefined> {
    const attemptToken = randomUUID();
    return this.database.transaction(async (tx) => {
      await tx.query(LOCK, [taskId]);
      const [row] = await tx.query<ClaimedTask>(CLAIM, [taskId, attemptToken, LEASE_SECONDS]);
      if (!row) {
        await this.putBack(tx, taskId);
        return undefined;
      }
      if (row.action === 'erase' && (await this.holds.forbids(tx, row))) {
        await this.waitForRelease(tx, row);
        return undefined;
      }
      const connector = await this.registry.get(row.connectorId, tx);
      await this.logDispatch(tx, row, connector);
      return { ...row, attemptToken, connector };
    });
  }

  /** Renews the lease; false when the task is no longer ours. */
  async renew(task: ClaimedTask): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE tasks SET lease_until = now() + make_interval(secs => $3)
       WHERE id = $1 AND attempt_token = $2 AND status = 'running' RETURNING id`,
      [task.id, task.attemptToken, LEASE_SECONDS],
    );
    return rows.length > 0;
  }

  /**
   * The connector will call back; should it forget, the task is asked about again. However often
   * that is, it is no failure: attempts are counted from here.
   */
  async accepted(task: ClaimedTask): Promise<void> {
    await this.database.query(
      `UPDATE tasks SET status = 'accepted', lease_until = now() + make_interval(secs => $3),
         attempts_before = attempts, starts_lost = 0
       WHERE id = $1 AND attempt_token = $2 AND status = 'running'`,
      [task.id, task.attemptToken, ACCEPTED_SECONDS],
    );
  }

  /** Back to the feed, not before the delay is over. */
  async retryLater(task: ClaimedTask, failure: string, delayMs: number): Promise<void> {
    await this.database.query(
      `UPDATE tasks SET status = 'ready', attempt_token = NULL, lease_until = NULL,
         last_error = $3, run_at = now() + make_interval(secs => $4), starts_lost = 0
       WHERE id = $1 AND attempt_token = $2 AND status = 'running'`,
      [task.id, task.attemptToken, failure, delayMs / 1000],
    );
  }

  /**
   * Back to the feed after a fault of ours that says nothing about the task: it counts neither as an
   * attempt nor as a lost start.
   */
  async handBack(task: ClaimedTask): Promise<void> {
    await this.database.query(
      `UPDATE tasks SET status = 'ready', attempt_token = NULL, lease_until = NULL,
         attempts_before = least(attempts, attempts_before + 1), starts_lost = 0,
         run_at = now() + make_interval(secs => $3)
       WHERE id = $1 AND attempt_token = $2 AND status = 'running'`,
      [task.id, task.attemptToken, HAND_BACK_SECONDS],
    );
  }

  // The connector is at its limit or paused: the task stands in line again. Or its exercise has
  // been decided since, after a failed attempt or a lost lease: then nobody will call for it any
  // more, unless it lifts what the exercise left in force.
  private async putBack(tx: Tx, taskId: string): Promise<void> {
    const [row] = await tx.query<{ status: string; request_id: string }>(
      `UPDATE tasks t SET lease_until = NULL,
         status = CASE WHEN ${STILL_WANTED} THEN 'ready' ELSE 'cancelled' END
       FROM exercises e
       WHERE t.id = $1 AND t.status IN ('queued', 'ready') AND e.id = t.exercise_id
       RETURNING t.status, t.request_id`,
      [taskId],
    );
    if (row?.status === 'cancelled') await this.outbox.ring(tx, 'request.advance', row.request_id);
  }

  // Under a hold the task waits as if it had never been started; the release starts it again.
  private async waitForRelease(tx: Tx, task: ClaimedTask): Promise<void> {
    await tx.query(
      `UPDATE tasks SET status = 'waiting', attempt_token = NULL, lease_until = NULL,
         attempts = attempts - 1
       WHERE id = $1`,
      [task.id],
    );
    await this.outbox.ring(tx, 'request.advance', task.requestId);
  }

  private async logDispatch(tx: Tx, task: ClaimedTask, connector: Connector): Promise<void> {
    await this.evidence.append(tx, {
      requestId: task.requestId,
      type: 'task.dispatched',
      actor: 'dispatch',
      at: new Date(),
      data: {
        task: task.id,
        connector: connector.slug,
        nonce: nonceDigest(task.nonce),
        key: connector.publicKey.kid,
        attempt: task.attempts,
      },
    });
  }
}
