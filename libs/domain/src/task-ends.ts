/** How tasks may end, and what follows for the exercise when they did not end as planned. */
import type { ExerciseState, Step, TaskState } from './exercise-state.js';
import type { Reason } from './lifecycle.js';
import type { TaskOutcome } from './right.js';

const ENDED_WELL: readonly TaskOutcome[] = ['completed', 'nothing_found', 'retained'];

/** Ended as planned, or left out by a person's decision: nobody has to look at it again. */
export const endedWell = (task: TaskState): boolean =>
  task.status === 'done' &&
  (task.skipped === true || (task.outcome !== undefined && ENDED_WELL.includes(task.outcome)));

/** The reason why a person must look, if one of these tasks ended in a way that nobody planned. */
export function trouble(tasks: TaskState[]): Reason | undefined {
  const bad = tasks.filter((task) => task.status === 'done' && !endedWell(task));
  if (bad.some((task) => task.action === 'verify' && task.outcome === 'partial')) {
    return 'data_left_over';
  }
  if (bad.some((task) => task.outcome === 'needs_human')) return 'task_needs_human';
  if (bad.some((task) => task.outcome === 'not_supported')) return 'task_not_supported';
  return bad.length > 0 ? 'task_failed' : undefined;
}

/** What was left out was not done: then the answer never is that everything was. */
export function honest(state: ExerciseState, step: Step): Step {
  const claims = step.kind === 'move' && step.to === 'delivering' && step.outcome !== 'refused';
  if (!claims || !state.tasks.some(({ skipped }) => skipped)) return step;
  return { ...step, reason: 'task_skipped', outcome: 'partly_fulfilled' };
}
