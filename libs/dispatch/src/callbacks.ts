import { Injectable } from '@nestjs/common';
import { SIGNATURE_TOLERANCE_SECONDS, verifyCallback } from '@habeas/connector-sdk';
import { Database } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { Registry, type Connector } from '@habeas/registry';
import { Outcomes } from '@habeas/requests';
import { checkAnswer } from './check-answer.js';
import type { ClaimedTask } from './claims.js';
import { CallFailure } from './failure.js';
import { Orders } from './orders.js';

/** A connector's call to an order's `callback`, as it came. `url` is absolute, as we are known. */
export interface CallbackCall {
  slug: string;
  taskId: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  rawBody: Buffer;
}

const TASK = `
  SELECT t.id, t.request_id AS "requestId", t.exercise_id AS "exerciseId", t.action, t.scope,
    t.connector_id AS "connectorId", t.identifier_ids AS "identifierIds", t.nonce, t.attempts,
    e."right", r.laws, NULL AS "safeDue"
  FROM tasks t JOIN exercises e ON e.id = t.exercise_id JOIN requests r ON r.id = t.request_id
  WHERE t.id = $1 AND t.connector_id = $2`;

/** Results that connectors report later, signed by the key pinned at their registration. */
@Injectable()
export class Callbacks {
  constructor(
    private readonly database: Database,
    private readonly registry: Registry,
    private readonly orders: Orders,
    private readonly outcomes: Outcomes,
  ) {}

  /**
   * Records the outcome; a repeat is accepted and changes nothing. Throws `callback_refused` with
   * one text for all causes, so that a forger learns nothing, and `connector_contract` when a
   * genuine connector contradicts its order.
   */
  async accept(call: CallbackCall): Promise<void> {
    const connector = await this.registry.findBySlug(call.slug);
    const task = connector && (await this.find(call.taskId, connector));
    if (!connector || !task) throw refused();
    const verdict = await verifyCallback({
      url: call.url,
      headers: call.headers,
      body: call.rawBody,
      keyFor: (keyid) => (keyid === connector.publicKey.kid ? connector.publicKey : undefined),
      seenNonce: (nonce) => this.seen(connector, nonce),
    });
    if (!verdict.ok) throw verdict.reason === 'answer_invalid' ? breach() : refused();
    await this.assertHolds(task, verdict.answer);
    const { answer } = verdict;
    await this.database.transaction((tx) => this.outcomes.record(tx, { taskId: task.id, answer }));
  }

  private async assertHolds(
    task: ClaimedTask,
    answer: Parameters<typeof checkAnswer>[1],
  ): Promise<void> {
    const order = await this.orders.write(task);
    try {
      await checkAnswer(order, answer, task.connector);
    } catch (error) {
      throw error instanceof CallFailure ? breach() : error;
    }
  }

  private async find(taskId: string, connector: Connector): Promise<ClaimedTask | undefined> {
    const rows = await this.database.query<ClaimedTask>(TASK, [taskId, connector.id]);
    return rows[0] && { ...rows[0], connector };
  }

  /** A nonce is remembered for as long as its signature could still be fresh. */
  private async seen(connector: Connector, nonce: string): Promise<boolean> {
    const rows = await this.database.query(
      `WITH old AS (DELETE FROM callback_nonces WHERE expires_at < now())
       INSERT INTO callback_nonces (connector_id, nonce, expires_at)
       VALUES ($1, $2, now() + make_interval(secs => $3))
       ON CONFLICT DO NOTHING RETURNING nonce`,
      [connector.id, nonce, 2 * SIGNATURE_TOLERANCE_SECONDS],
    );
    return rows.length === 0;
  }
}

function refused(): HabeasError {
  return new HabeasError('callback_refused', 'Sign as the connector that was given this task.');
}

function breach(): HabeasError {
  return new HabeasError(
    'connector_contract',
    'The answer contradicts its order or its receipt; the task stays open.',
  );
}
