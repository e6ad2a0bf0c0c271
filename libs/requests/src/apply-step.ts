import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import type { PlannedTask, Step } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Outbox, TaskFeed } from '@habeas/messaging';
import type { Connector } from '@habeas/registry';
import { succeed } from './duplicates.js';
import { ExerciseMoves } from './exercise-moves.js';
import type { Exercise } from './exercise.entity.js';
import { changeRestriction, imposeMeasure } from './measures-in-force.js';
import { Plans } from './plans.js';
import { oweNotices } from './recipients/owe-notices.js';
import type { RequestState } from './request-state.js';
import { taskScope } from './task-scope.js';

/** What a step is applied to. */
export interface StepContext {
  state: RequestState;
  exercise: Exercise;
  connectors: Connector[];
}

interface NewTask {
  key: string;
  connector: string;
  action: string;
  status: 'waiting' | 'ready';
  after: string[];
  scope: PlannedTask['scope'];
  purpose?: PlannedTask['purpose'];
  identifierIds: string[];
}

const SYSTEM = 'system';

/** Writes what nextSteps decided. No network: calls are the dispatcher's, after the commit. */
@Injectable()
export class StepApplier {
  constructor(
    private readonly moves: ExerciseMoves,
    private readonly plans: Plans,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
    private readonly feed: TaskFeed,
  ) {}

  async apply(tx: Tx, step: Step, context: StepContext): Promise<void> {
    const { exercise } = context;
    switch (step.kind) {
      case 'move':
        return this.moves.move(tx, exercise, { ...step, by: 'system', actor: SYSTEM });
      case 'locate':
        return this.createTasks(tx, [locateTask(step)], context);
      case 'seal_plan':
        return this.plans.seal(tx, context);
      case 'create_tasks':
        return this.createTasks(
          tx,
          step.tasks.map((task) => plannedTask(task, context)),
          context,
        );
      case 'start_task':
        return this.startTask(tx, step.key, context);
      case 'build_disclosure':
        return this.buildDisclosure(tx, exercise);
      case 'impose':
        return this.impose(tx, exercise, step);
      case 'lift_measure':
      case 'retain_measure':
      case 'uphold_measure':
      case 'end_measure':
        return changeRestriction(tx, { step: step.kind, exercise }, this.evidence);
    }
  }

  private impose(
    tx: Tx,
    { id: exerciseId, requestId }: Exercise,
    { measure: kind, purpose, cause }: Extract<Step, { kind: 'impose' }>,
  ): Promise<void> {
    return imposeMeasure(tx, { requestId, exerciseId, kind, purpose, cause }, this.evidence);
  }

  /** A duplicate whose active request ended without an answer may take its place. */
  succeed(tx: Tx, requestId: string): Promise<void> {
    return succeed(tx, requestId, { evidence: this.evidence, outbox: this.outbox });
  }

  /** Every exercise has ended: the chain of evidence states its total and is closed. */
  async closeRequest(tx: Tx, requestId: string, exercises: readonly Exercise[]): Promise<void> {
    // What a system reported late, after a withdrawal say, concerns its recipients too.
    for (const exercise of exercises) await oweNotices(tx, exercise, this.evidence);
    const at = new Date();
    const rows = await tx.query(
      'UPDATE requests SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL RETURNING id',
      [requestId, at],
    );
    if (rows.length === 0) return;
    const [end] = await tx.query<{ n: number }>(
      'SELECT n FROM evidence_chains WHERE request_id = $1 FOR UPDATE',
      [requestId],
    );
    const total = (end?.n ?? 0) + 1;
    const data = { total };
    await this.evidence.append(tx, { requestId, type: 'request.closed', actor: SYSTEM, at, data });
  }

  // A repeat inserts nothing: the key is unique in the exercise.
  private async createTasks(tx: Tx, tasks: NewTask[], context: StepContext): Promise<void> {
    const { exercise, connectors } = context;
    for (const task of tasks) {
      const connector = connectors.find(({ slug }) => slug === task.connector);
      if (!connector) throw new Error(`plan names an unknown connector: ${task.connector}`);
      const [row] = await tx.query<{ id: string }>(INSERT_TASK, [
        newId('tsk'),
        exercise.requestId,
        exercise.id,
        connector.id,
        task.action,
        task.key,
        task.after,
        JSON.stringify(task.scope),
        task.identifierIds,
        randomBytes(32).toString('base64url'),
        task.status,
        connector.manifest.limits.worstCaseHours,
        task.purpose ?? null,
      ]);
      if (!row) continue;
      await this.evidence.append(tx, {
        requestId: exercise.requestId,
        type: 'task.created',
        actor: SYSTEM,
        at: new Date(),
        data: {
          exercise: exercise.id,
          task: row.id,
          connector: connector.slug,
          action: task.action,
        },
      });
      if (task.status === 'ready') tx.afterCommit(() => this.feed.poke(connector.id));
    }
  }

  private async startTask(tx: Tx, key: string, { exercise }: StepContext): Promise<void> {
    const rows = await tx.query<{ connector_id: string }>(
      `UPDATE tasks SET status = 'ready', run_at = now()
       WHERE exercise_id = $1 AND key = $2 AND status = 'waiting' RETURNING connector_id`,
      [exercise.id, key],
    );
    for (const row of rows) tx.afterCommit(() => this.feed.poke(row.connector_id));
  }

  private async buildDisclosure(tx: Tx, exercise: Exercise): Promise<void> {
    await tx.query(
      `INSERT INTO disclosures (id, exercise_id, request_id, status) VALUES ($1, $2, $3, 'building')
       ON CONFLICT (exercise_id) DO NOTHING`,
      [newId('dis'), exercise.id, exercise.requestId],
    );
    await this.outbox.ring(tx, 'disclosure.build', exercise.id);
  }
}

// The latest safe start: the earliest safe due date less the connector's worst case. What must stop
// at once should have begun when it was received.
const INSERT_TASK = `
  INSERT INTO tasks (id, request_id, exercise_id, connector_id, action, key, after, scope,
    identifier_ids, nonce, status, purpose, safe_start)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13,
    CASE WHEN $5 = 'suppress' THEN (SELECT received_at FROM requests WHERE id = $2)
      ELSE coalesce(min(safe_due), now()) - make_interval(hours => $12::int) END
  FROM clocks WHERE exercise_id = $3
  ON CONFLICT (exercise_id, key) DO NOTHING RETURNING id`;

function locateTask(step: Extract<Step, { kind: 'locate' }>): NewTask {
  const { key, connector, identifierIds } = step;
  return { key, connector, identifierIds, action: 'locate', status: 'ready', after: [], scope: [] };
}

/** A planned task is sent every trusted identifier that its connector understands. */
function plannedTask(task: PlannedTask, { state, connectors }: StepContext): NewTask {
  const connector = connectors.find(({ slug }) => slug === task.connector);
  const asked = state.tasks
    .filter((one) => one.action === 'locate' && one.connector === task.connector)
    .flatMap((one) => one.identifierIds);
  // What stops at once goes out on what was given; everything else on what was located.
  const known = (id: string) => task.action === 'suppress' || asked.includes(id);
  const identifierIds = state.identifiers
    .filter(({ id, type }) => known(id) && connector?.manifest.accepts.includes(type))
    .map(({ id }) => id);
  const { key, action, after, purpose } = task;
  const scope = taskScope(task);
  const common = { key, connector: task.connector, action, after, scope, identifierIds };
  return { ...common, ...(purpose ? { purpose } : {}), status: 'waiting' };
}
