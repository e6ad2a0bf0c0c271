/** The tasks of a sealed plan on their way: which are to be, which may start, when all has settled. */
import type { ExerciseState, Step, TaskState } from './exercise-state.js';
import type { Reason } from './lifecycle.js';
import type { Plan, PlannedTask } from './plan-types.js';
import type { Action } from './right.js';
import { endedWell, trouble } from './task-ends.js';

/** What cannot be undone: shown to somebody, changed, gone. */
export const IRREVERSIBLE: readonly Action[] = ['export', 'rectify', 'erase'];

/** The tasks that are to be by now: those after the weighing only once a person has weighed. */
function course({ balance }: ExerciseState, plan: Plan): PlannedTask[] {
  return balance === 'upheld' ? [...plan.tasks, ...(plan.balance?.upheld ?? [])] : plan.tasks;
}

/** What has been made of them. */
export function planned(state: ExerciseState): TaskState[] {
  const keys = new Set(state.plan && course(state, state.plan).map(({ key }) => key));
  return state.tasks.filter(({ key }) => keys.has(key));
}

/** Those still to be made; a plan that was put up anew finds some of the former one's. */
export function missingTasks(state: ExerciseState, plan: Plan): PlannedTask[] {
  const made = new Set(state.tasks.map(({ key }) => key));
  return course(state, plan).filter(({ key }) => !made.has(key));
}

/** A system that left after the seal was given nothing to do: another plan must say what then. */
function namesWhoLeft(state: ExerciseState, plan: Plan): boolean {
  const there = new Set(state.connectors.map(({ slug }) => slug));
  return missingTasks(state, plan).some(({ connector }) => !there.has(connector));
}

/**
 * What stops a plan of which nothing irreversible has begun: a hold, or that it was decided under
 * what is no longer in force. What has begun is brought to its end, as it was approved.
 */
export function stopBefore(state: ExerciseState, plan: Plan): Reason | undefined {
  const own = planned(state);
  if (namesWhoLeft(state, plan)) return 'plan_drifted';
  const untouched = (actions: readonly Action[]) =>
    own.every(({ action, status }) => !actions.includes(action) || status === 'waiting');
  const erases = own.some(({ action }) => action === 'erase');
  if (state.held && erases && untouched(['erase'])) return 'hold_in_force';
  const final = course(state, plan).some(({ action }) => IRREVERSIBLE.includes(action));
  return state.drifted && final && untouched(IRREVERSIBLE) ? 'plan_drifted' : undefined;
}

/**
 * Whether erasing must wait: under a hold, whatever has begun; for access of the same person as long
 * as none of it has.
 */
function mayNotErase({ held, heldBack }: ExerciseState, own: readonly TaskState[]): boolean {
  const begun = own.some(({ action, status }) => action === 'erase' && status !== 'waiting');
  return held || (heldBack === true && !begun);
}

/** Waiting tasks all of whose predecessors ended well. Nothing is erased that must wait. */
function startable(state: ExerciseState, plan: Plan): Step[] {
  const own = planned(state);
  const keepAll = mayNotErase(state, own);
  const done = new Set(own.filter(endedWell).map(({ key }) => key));
  const mayStart = new Set(
    course(state, plan)
      .filter(({ after }) => after.every((one) => done.has(one)))
      .map(({ key }) => key),
  );
  return own
    .filter((task) => task.status === 'waiting' && !(keepAll && task.action === 'erase'))
    .filter(({ key }) => mayStart.has(key))
    .map(({ key }) => ({ kind: 'start_task', key }));
}

const inFlight = (task: TaskState) =>
  ['ready', 'queued', 'running', 'accepted'].includes(task.status);

/**
 * One failed system blocks only what comes after it: the other branches finish first, and only
 * then a person is asked. A hold placed in mid-course stops what has not begun.
 */
export function settle(
  state: ExerciseState,
  plan: Plan,
  goal: readonly Action[] | 'all',
): Step[] | 'settled' {
  const own = planned(state);
  const next = startable(state, plan);
  if (next.length > 0) return next;
  if (own.some(inFlight)) return [];
  const reason = trouble(own);
  if (reason) return [{ kind: 'move', to: 'awaiting_decision', reason }];
  const left = own.filter(({ action }) => goal === 'all' || goal.includes(action));
  if (left.every(({ status }) => status === 'done')) return 'settled';
  const held: Step = { kind: 'move', to: 'awaiting_decision', reason: 'hold_in_force' };
  return state.held ? [held] : [];
}
