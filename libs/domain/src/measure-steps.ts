/**
 * The steps about what stays in force after an answer: marketing that is stopped at once, and
 * restrictions, which are imposed with the first order and end one way or another.
 */
import type { ExerciseState, Step, TaskState } from './exercise-state.js';
import type { ExerciseStatus } from './lifecycle.js';
import type { RestrictionCause } from './measure.js';
import type { Plan } from './plan-types.js';
import type { Right, TaskOutcome } from './right.js';

/**
 * What ends at once waits for nothing: no identity is asked for, nobody is located, nobody
 * approves. The plan is made, and acted on in the same breath.
 */
export function stopAtOnce({ plan }: ExerciseState): Step[] {
  if (!plan) return [{ kind: 'seal_plan' }];
  return [{ kind: 'move', to: 'acting', reason: 'approval_not_needed' }];
}

const CAUSES: Partial<Record<Right, RestrictionCause>> = {
  restriction: 'requested',
  erasure: 'erasure_pending',
  objection: 'objection_pending',
};

/** A restriction is in force from the first order on: whatever comes, it must be lifted. */
export function imposeWith({ right, measure }: ExerciseState, plan: Plan): Step[] {
  const cause = CAUSES[right];
  if (!cause || measure || !plan.tasks.some(({ action }) => action === 'restrict')) return [];
  return [{ kind: 'impose', measure: 'restriction', cause }];
}

/**
 * The erasure is done: what was restricted is gone, or is kept by law and for nothing else. Where
 * the right did not reach all of it, the system is told to release what stays in use.
 */
export function endPending(state: ExerciseState): Step[] {
  if (state.measure !== 'in_force') return [];
  return stillRestricted(state).length > 0 ? [{ kind: 'lift_measure' }] : [lastStep(state)];
}

/** What a law keeps stays restricted to that purpose (GDPR Art. 17(3)). */
function lastStep({ tasks }: ExerciseState): Step {
  const kept = tasks.some(({ action, outcome }) => action === 'erase' && outcome === 'retained');
  return { kind: kept ? 'retain_measure' : 'end_measure' };
}

const GIVEN_UP: readonly ExerciseStatus[] = ['withdrawn', 'expired'];

/**
 * What was restricted on the way to something else goes back to use when its person gives that up.
 * No notice is owed: it was no restriction that they had obtained (GDPR Art. 18(3)). A refusal is
 * the controller's word, so a person lifts what it leaves behind.
 */
const isGivenUp = ({ right, status }: ExerciseState) =>
  right !== 'restriction' && GIVEN_UP.includes(status);

/**
 * Lifts a restriction: each system that may have been restricted is told to release, once it has
 * ended what it was told before. The measure ends when all have done so.
 */
export function liftRestriction(state: ExerciseState): Step[] {
  if (state.measure === 'in_force' && isGivenUp(state)) return [{ kind: 'lift_measure' }];
  if (state.measure !== 'releasing') return [];
  const releases = state.tasks.filter(({ action }) => action === 'release');
  if (releases.length > 0) return finishLifting(state, releases);
  const ordered = state.tasks.filter(({ action }) => action === 'restrict' || action === 'erase');
  if (ordered.some(inFlight)) return [];
  const slugs = stillRestricted(state);
  if (slugs.length === 0) return [lastStep(state)];
  return [{ kind: 'create_tasks', tasks: slugs.map((slug) => releaseOf(slug, state)) }];
}

const inFlight = ({ status }: TaskState) =>
  ['waiting', 'ready', 'queued', 'running', 'accepted'].includes(status);

/** An order that was cancelled may have reached its system, so only a clear "no" counts as no. */
const mayHaveTouched = ({ status, outcome, started }: TaskState) =>
  status === 'cancelled'
    ? started === true
    : !(status === 'done' && (outcome === 'nothing_found' || outcome === 'not_supported'));

const ERASED: readonly (TaskOutcome | undefined)[] = ['completed', 'nothing_found', 'retained'];

/** Where all was erased nothing is left to release, or only what a law keeps. */
const isGone = ({ tasks, plan }: ExerciseState, slug: string) =>
  tasks.some(
    ({ action, connector, outcome }) =>
      action === 'erase' && connector === slug && ERASED.includes(outcome),
  ) && !plan?.cells.some(({ system, decision }) => system === slug && decision === 'keep');

/** Slugs of the systems to be told; where a system is out of service nobody is there to be told. */
function stillRestricted(state: ExerciseState): string[] {
  const inService = new Set(state.connectors.map(({ slug }) => slug));
  return state.tasks
    .filter((task) => task.action === 'restrict' && mayHaveTouched(task))
    .map(({ connector }) => connector)
    .filter((slug) => inService.has(slug) && !isGone(state, slug));
}

function finishLifting(state: ExerciseState, releases: TaskState[]): Step[] {
  const waiting = releases.filter(({ status }) => status === 'waiting');
  if (waiting.length > 0) return waiting.map(({ key }) => ({ kind: 'start_task', key }));
  const lifted = ({ outcome, skipped }: TaskState) =>
    skipped === true || outcome === 'completed' || outcome === 'nothing_found';
  return releases.every(lifted) ? [lastStep(state)] : [];
}

function releaseOf(connector: string, { plan }: ExerciseState) {
  const order = plan?.tasks.find((one) => one.key === `restrict:${connector}`);
  const action = 'release' as const;
  return { key: `release:${connector}`, connector, action, scope: order?.scope ?? [], after: [] };
}
