import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import { HabeasError, isFinal, type Reason, type TaskOutcome } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import type { EvidenceFact } from '@habeas/evidence-format';
import { Outbox, TaskFeed } from '@habeas/messaging';
import { lockExercises } from './exercise-choice.js';
import { ExerciseMoves } from './exercise-moves.js';
import type { Exercise } from './exercise.entity.js';

/** Why an exercise goes on without a task. */
export const SKIP_REASONS = ['connector_retired', 'system_lost', 'handled_outside'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** Ids of the tasks that are tried again, and of those that were left out since nobody is there. */
export interface Redriven {
  retried: string[];
  skipped: string[];
}

interface FailedTask {
  id: string;
  exerciseId: string;
  connectorId: string;
  slug: string;
  action: string;
  status: string;
  outcome: TaskOutcome | null;
  answered: boolean;
  retired: boolean;
}

// Ended in a way that nobody planned, or waiting for its next try since the last one failed.
const FAILED = `
  SELECT t.id, t.exercise_id AS "exerciseId", t.connector_id AS "connectorId", c.slug, t.action,
    t.status, t.outcome, EXISTS (SELECT 1 FROM receipts r WHERE r.task_id = t.id) AS answered,
    c.status = 'retired' AS retired
  FROM tasks t JOIN connectors c ON c.id = t.connector_id
  WHERE t.request_id = $1 AND t.replaced_by IS NULL AND t.skipped_reason IS NULL
    AND ((t.status = 'done' AND t.outcome NOT IN ('completed', 'nothing_found', 'retained'))
      OR (t.status = 'ready' AND t.attempts > t.attempts_before))
  ORDER BY t.id FOR UPDATE OF t`;

const AGAIN = `
  UPDATE tasks SET status = 'ready', outcome = NULL, result = NULL, finished_at = NULL,
    last_error = NULL, run_at = now(), attempts_before = attempts,
    starts_lost = 0
  WHERE id = $1`;

// The key belongs to the task that counts; who is replaced keeps it with a number.
const STEP_ASIDE = `
  UPDATE tasks t SET key = t.key || '~' || (
    SELECT count(*) + 1 FROM tasks o WHERE o.exercise_id = t.exercise_id
      AND starts_with(o.key, t.key || '~'))
  WHERE t.id = $1 RETURNING regexp_replace(t.key, '~[0-9]+$', '') AS key`;
const REPLACE = `
  INSERT INTO tasks (id, request_id, exercise_id, connector_id, action, key, after, scope,
    identifier_ids, nonce, status, purpose, safe_start)
  SELECT $2, request_id, exercise_id, connector_id, action, $3, after, scope,
    identifier_ids, $4, 'ready', purpose, safe_start
  FROM tasks WHERE id = $1`;

// What was not done need not be verified either; who is gone is asked nothing more.
const SKIP = `
  UPDATE tasks SET skipped_reason = $2, skipped_by = $3, status = 'done',
    outcome = coalesce(outcome, 'failed'), finished_at = coalesce(finished_at, now()),
    attempt_token = NULL, lease_until = NULL
  WHERE id = $1 OR (exercise_id = $5 AND connector_id = $6 AND status = 'waiting'
    AND ($2 IN ('connector_retired', 'system_lost') OR ($4 = 'erase' AND action = 'verify')))
  RETURNING id`;

/** What people decide about tasks that did not end well: try again, or go on without. */
@Injectable()
export class TaskDecisions {
  constructor(
    private readonly moves: ExerciseMoves,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
    private readonly feed: TaskFeed,
  ) {}

  /**
   * Answers the id of the task that is tried. Throws `not_found`, `task_not_failed`, and
   * `transition_illegal` once its exercise has ended.
   */
  async retry(
    tx: Tx,
    { taskId }: { taskId: string },
    principal: { id: string },
  ): Promise<{ id: string }> {
    const { requestId, exercises, tasks } = await this.failedOf(tx, taskId);
    const [id = taskId] = await this.redrive(tx, { requestId, exercises, tasks }, principal);
    return { id };
  }

  /** All failed tasks of a request, and a package that could not be built. */
  async retryAll(
    tx: Tx,
    { requestId }: { requestId: string },
    principal: { id: string },
  ): Promise<Redriven> {
    const exercises = await lockExercises(tx, requestId);
    if (exercises.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    const open = exercises.filter(({ status }) => !isFinal(status));
    const rebuilt = await this.rebuild(tx, open, principal);
    const tasks = await failedTasks(tx, requestId, exercises);
    if (tasks.length === 0 && !rebuilt) {
      throw new HabeasError('task_not_failed', 'Nothing of this request has failed.');
    }
    const gone = tasks.filter(({ retired }) => retired);
    for (const task of gone) {
      await this.leaveOut(tx, task, { requestId, reason: 'connector_retired', by: principal.id });
    }
    const left = tasks.filter(({ retired }) => !retired);
    const retried = await this.redrive(tx, { requestId, exercises: open, tasks: left }, principal);
    await this.resume(tx, { exercises: open, tasks: gone }, { by: principal.id, reason: SKIPPED });
    return { retried, skipped: gone.map(({ id }) => id) };
  }

  /** The exercise goes on without this task, and can then only be partly fulfilled. */
  async skip(
    tx: Tx,
    { taskId, reason }: { taskId: string; reason: SkipReason },
    principal: { id: string },
  ): Promise<void> {
    const { requestId, exercises, tasks } = await this.failedOf(tx, taskId);
    for (const task of tasks) {
      await this.leaveOut(tx, task, { requestId, reason, by: principal.id });
    }
    await this.resume(tx, { exercises, tasks }, { by: principal.id, reason: SKIPPED });
    await this.outbox.ring(tx, 'request.advance', requestId);
  }

  private async failedOf(
    tx: Tx,
    taskId: string,
  ): Promise<{ requestId: string; exercises: Exercise[]; tasks: FailedTask[] }> {
    const [found] = await tx.query<{ request_id: string; exercise_id: string; action: string }>(
      'SELECT request_id, exercise_id, action FROM tasks WHERE id = $1',
      [taskId],
    );
    if (!found) throw new HabeasError('not_found', 'There is no task by that id.');
    const requestId = found.request_id;
    const exercises = await lockExercises(tx, requestId);
    const own = exercises.find(({ id }) => id === found.exercise_id);
    if (!own || !stillDecided(own, found.action)) {
      throw new HabeasError('transition_illegal', 'The exercise of this task has ended.');
    }
    const tasks = (await failedTasks(tx, requestId, [own])).filter(({ id }) => id === taskId);
    if (tasks.length === 0) {
      throw new HabeasError('task_not_failed', 'Only a task that has failed can be decided about.');
    }
    return { requestId, exercises, tasks };
  }

  private async redrive(
    tx: Tx,
    work: { requestId: string; exercises: Exercise[]; tasks: FailedTask[] },
    principal: { id: string },
  ): Promise<string[]> {
    const retried: string[] = [];
    for (const task of work.tasks) {
      retried.push(await this.again(tx, work.requestId, { task, by: principal.id }));
      tx.afterCommit(() => this.feed.poke(task.connectorId));
    }
    await this.resume(tx, work, { by: principal.id, reason: 'tried_again' });
    await this.outbox.ring(tx, 'request.advance', work.requestId);
    return retried;
  }

  /**
   * An unanswered task goes out again under its own id and nonce: whether its effect has happened
   * is not known, and the connector recognises it. An answered one is over; its connector would
   * only repeat the answer, so another takes its place.
   */
  private async again(
    tx: Tx,
    requestId: string,
    { task, by }: { task: FailedTask; by: string },
  ): Promise<string> {
    if (!task.answered) {
      await tx.query(AGAIN, [task.id]);
      await this.append(tx, { requestId, actor: by }, retriedFact(task.id));
      return task.id;
    }
    const id = newId('tsk');
    const [aside] = await tx.query<{ key: string }>(STEP_ASIDE, [task.id]);
    await tx.query(REPLACE, [task.id, id, aside?.key, randomBytes(32).toString('base64url')]);
    await tx.query('UPDATE tasks SET replaced_by = $2 WHERE id = $1', [task.id, id]);
    const { exerciseId: exercise, slug: connector, action } = task;
    const data = { exercise, task: id, connector, action };
    await this.append(tx, { requestId, actor: by }, { type: 'task.created', data });
    await this.append(tx, { requestId, actor: by }, retriedFact(task.id, id));
    return id;
  }

  private async leaveOut(
    tx: Tx,
    task: FailedTask,
    { requestId, reason, by }: { requestId: string; reason: SkipReason; by: string },
  ): Promise<void> {
    const { id, action, exerciseId, connectorId } = task;
    const params = [id, reason, by, action, exerciseId, connectorId];
    for (const row of await tx.query<{ id: string }>(SKIP, params)) {
      const data = { task: row.id, reason };
      await this.append(tx, { requestId, actor: by }, { type: 'task.skipped', data });
    }
  }

  /** Back to where it stood; should something else still be wrong, it stops there again. */
  private async resume(
    tx: Tx,
    { exercises, tasks }: { exercises: Exercise[]; tasks: FailedTask[] },
    { by, reason }: { by: string; reason: 'tried_again' | 'task_skipped' },
  ): Promise<void> {
    const touched = new Set(tasks.map(({ exerciseId }) => exerciseId));
    for (const exercise of exercises) {
      const { status, stoppedIn: to } = exercise;
      if (!touched.has(exercise.id) || status !== 'awaiting_decision' || !to) continue;
      await this.moves.move(tx, exercise, { to, reason, by: 'operator', actor: by });
    }
  }

  /** Packages that failed are built anew. */
  private async rebuild(tx: Tx, open: Exercise[], principal: { id: string }): Promise<boolean> {
    const failed = open.filter(({ reason }) => reason === 'disclosure_failed');
    for (const exercise of failed) {
      await tx.query(
        `UPDATE disclosures SET status = 'building', last_error = NULL, lease_until = NULL
         WHERE exercise_id = $1 AND status = 'failed'`,
        [exercise.id],
      );
      await this.moves.move(tx, exercise, {
        to: 'delivering',
        reason: decidedReason(exercise),
        by: 'operator',
        actor: principal.id,
      });
      await this.outbox.ring(tx, 'disclosure.build', exercise.id);
    }
    return failed.length > 0;
  }

  private async append(
    tx: Tx,
    by: { requestId: string; actor: string },
    fact: EvidenceFact,
  ): Promise<void> {
    await this.evidence.append(tx, { ...by, at: new Date(), ...fact });
  }
}

/** The reason that the outcome had before its package failed. */
function decidedReason({ outcome, plan }: Exercise): Reason {
  if (outcome === 'partly_fulfilled') return 'task_skipped';
  return plan?.tasks.length === 0 ? 'nothing_held' : 'data_disclosed';
}

const SKIPPED = 'task_skipped' as const;

function retriedFact(task: string, by?: string): EvidenceFact {
  return { type: 'task.retried', data: { task, ...(by ? { by } : {}) } };
}

/** A restriction is lifted after its exercise has ended; that too may fail. */
function stillDecided({ status }: Exercise, action: string): boolean {
  return !isFinal(status) || action === 'release';
}

async function failedTasks(tx: Tx, requestId: string, of: Exercise[]): Promise<FailedTask[]> {
  const rows = await tx.query<FailedTask>(FAILED, [requestId]);
  return rows.filter(({ exerciseId, action }) =>
    of.some((one) => one.id === exerciseId && stillDecided(one, action)),
  );
}
