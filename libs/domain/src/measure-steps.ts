/**
 * The steps about what stays in force after an answer: marketing that is stopped at once, and a
 * restriction that is lifted after its exercise has ended.
 */
import type { ExerciseState, Step, TaskState } from './exercise-state.js';

/**
 * Marketing stops on anybody's word (GDPR Art. 21(3), PDPA s.32): no identity is asked for, nobody
 * is located, nobody approves. The plan is made, and acted on in the same breath.
 */
export function stopAtOnce({ plan }: ExerciseState): Step[] {
  if (!plan) return [{ kind: 'seal_plan' }];
  return [{ kind: 'move', to: 'acting', reason: 'approval_not_needed' }];
}

const inFlight = ({ status }: TaskState) =>
  ['waiting', 'ready', 'queued', 'running', 'accepted'].includes(status);

/** An order that was cancelled may have reached its system, so only a clear "no" counts as no. */
const mayHaveTouched = ({ status, outcome }: TaskState) =>
  !(status === 'done' && (outcome === 'nothing_found' || outcome === 'not_supported'));

/**
 * Lifts a restriction: each system that may have been restricted is told to release, once it has
 * ended what it was told before. The measure ends when all have done so.
 */
export function liftRestriction(state: ExerciseState): Step[] {
  if (state.measure !== 'releasing') return [];
  const releases = state.tasks.filter(({ action }) => action === 'release');
  if (releases.length > 0) return finishLifting(releases);
  const restricted = state.tasks.filter(({ action }) => action === 'restrict');
  if (restricted.some(inFlight)) return [];
  const touched = restricted.filter(mayHaveTouched).map(({ connector }) => connector);
  if (touched.length === 0) return [{ kind: 'end_measure' }];
  return [{ kind: 'create_tasks', tasks: touched.map((slug) => releaseOf(slug, state)) }];
}

function finishLifting(releases: TaskState[]): Step[] {
  const waiting = releases.filter(({ status }) => status === 'waiting');
  if (waiting.length > 0) return waiting.map(({ key }) => ({ kind: 'start_task', key }));
  const lifted = ({ outcome, skipped }: TaskState) =>
    skipped === true || outcome === 'completed' || outcome === 'nothing_found';
  return releases.every(lifted) ? [{ kind: 'end_measure' }] : [];
}

function releaseOf(connector: string, { plan }: ExerciseState) {
  const order = plan?.tasks.find((one) => one.key === `restrict:${connector}`);
  const action = 'release' as const;
  return { key: `release:${connector}`, connector, action, scope: order?.scope ?? [], after: [] };
}
