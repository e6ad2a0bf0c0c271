/**
 * The whole workflow, as one pure question: given all that is recorded of an exercise, what is to
 * be done now? It is asked again after each answer, callback, approval, restart and sweep, so it
 * must be total, deterministic, and say nothing new when asked twice of the same state.
 *
 * Rejected: a workflow hidden in "when job X ends, start job Y", which loses the plot when a job
 * is lost, doubled or late.
 */
import type { ExerciseState, Step, TaskState } from './exercise-state.js';
import { meetsLevel } from './identifier.js';
import type { AnsweredOutcome, ExerciseStatus, Reason } from './lifecycle.js';
import { endPending, imposeWith, liftRestriction, stopAtOnce } from './measure-steps.js';
import type { Plan } from './plan-types.js';
import { isDisclosing, standBack } from './related.js';
import { isAtOnce, type Action, type Right } from './right.js';
import { missingTasks, planned, settle, stopBefore } from './task-course.js';
import { honest, trouble } from './task-ends.js';

export type {
  ConnectorState,
  ExerciseState,
  IdentifierState,
  Step,
  TaskState,
} from './exercise-state.js';

/** Locating is a fixed point; identifiers found in this round are not followed further. */
export const LOCATE_ROUNDS_MAX = 5;

const move = (to: ExerciseStatus, reason: Reason, outcome?: AnsweredOutcome): Step => ({
  kind: 'move',
  to,
  reason,
  ...(outcome ? { outcome } : {}),
});

const trusted = (state: ExerciseState) =>
  state.identifiers.filter(({ level }) => meetsLevel(level, state.minimumLevel));

function begin(state: ExerciseState): Step[] {
  if (isAtOnce(state.right)) return stopAtOnce(state);
  const known = trusted(state).length > 0;
  if (known && !state.authorityMissing) return [move('locating', 'identity_verified')];
  if (state.status === 'received') {
    return [move('awaiting_identity', known ? 'authority_not_shown' : 'identity_not_verified')];
  }
  return expire(state);
}

const expire = (state: ExerciseState): Step[] =>
  state.answerOverdue ? [move('expired', 'question_unanswered')] : [];

/** Locate tasks for identifiers that a connector understands and has not been asked about. */
function missingLocates(state: ExerciseState): Extract<Step, { kind: 'locate' }>[] {
  return state.connectors.flatMap((connector) => {
    const own = state.tasks.filter(
      (task) => task.action === 'locate' && task.connector === connector.slug,
    );
    const asked = new Set(own.flatMap((task) => task.identifierIds));
    const fresh = trusted(state).filter(
      ({ id, type }) => connector.accepts.includes(type) && !asked.has(id),
    );
    if (fresh.length === 0 || !connector.actions.includes('locate')) return [];
    const key = `locate:${connector.slug}:${own.length + 1}`;
    const identifierIds = fresh.map(({ id }) => id);
    return [{ kind: 'locate', key, connector: connector.slug, identifierIds }];
  });
}

/** Within one system, over all rounds: identifiers verified one after the other count together. */
function leadToTwoPeople(located: TaskState[]): boolean {
  const bySystem = new Map<string, Set<string>>();
  for (const { connector, subjects = [] } of located) {
    const known = bySystem.get(connector) ?? new Set();
    bySystem.set(connector, new Set([...known, ...subjects]));
  }
  return [...bySystem.values()].some((people) => people.size > 1);
}

function locate(state: ExerciseState): Step[] {
  const located = state.tasks.filter((task) => task.action === 'locate');
  if (leadToTwoPeople(located)) {
    return [move('awaiting_decision', 'identifiers_conflict')];
  }
  const missing = missingLocates(state);
  if (missing.some(({ key }) => Number(key.split(':').at(-1)) > LOCATE_ROUNDS_MAX)) {
    return [move('awaiting_decision', 'locate_rounds_exceeded')];
  }
  if (missing.length > 0) return missing;
  if (located.some((task) => task.status !== 'done')) return [];
  const reason = trouble(located);
  if (reason) return [move('awaiting_decision', reason)];
  return state.plan ? decideOn(state, state.plan) : [{ kind: 'seal_plan' }];
}

const hasGap = ({ cells }: Plan) => cells.some(({ decision }) => decision === 'gap');

/**
 * What the sealed plan leads to. A human decision or a gap stops before anything is touched, unless
 * what can be stopped or held at once is owed at once.
 */
function decideOn(state: ExerciseState, plan: Plan): Step[] {
  if (isAtOnce(state.right)) return [move('acting', 'approval_not_needed')];
  if (hasGap(plan) && !plan.balance) return [move('awaiting_decision', 'coverage_gap')];
  if (plan.cells.some(({ decision }) => decision === 'human')) {
    return [move('awaiting_decision', TO_DECIDE[state.right] ?? 'plan_needs_decision')];
  }
  if (plan.tasks.length === 0) return [withoutTasks(state, plan)];
  if (state.approvalsNeeded === 0 && !state.heldBack) {
    return [move('acting', 'approval_not_needed')];
  }
  return [move('awaiting_approval', state.forParent ? 'answer_to_parent' : 'plan_sealed')];
}

const TO_DECIDE: Partial<Record<Right, Reason>> = {
  automated_decision_review: 'decision_to_review',
};

/** No system has anything to do: nothing is held, or what is held is not reached. */
function withoutTasks({ right }: ExerciseState, { cells }: Plan): Step {
  const kept = cells.some(({ decision }) => decision === 'keep' || decision === 'retain');
  if (!kept) return move('delivering', 'nothing_held', 'fulfilled');
  if (right === 'automated_decision_review') {
    return move('delivering', 'no_automated_decision', 'fulfilled');
  }
  const reason = right === 'erasure' ? 'nothing_erasable' : 'nothing_reached';
  return move('delivering', reason, 'refused');
}

function awaitApproval(state: ExerciseState): Step[] {
  if (state.held) return [move('awaiting_decision', 'hold_in_force')];
  if (state.rejections > 0) return [move('awaiting_decision', 'approval_rejected')];
  if (state.approvals < state.approvalsNeeded) return [];
  if (!state.heldBack) return [move('acting', 'approved')];
  return state.reason === 'access_first' ? [] : [move('awaiting_approval', 'access_first')];
}

/** A released hold puts the same sealed plan back before its approvers. */
function awaitDecision(state: ExerciseState): Step[] {
  const released = state.reason === 'hold_in_force' && !state.held && state.plan;
  return released ? [move('awaiting_approval', 'hold_released')] : [];
}

const EFFECTS: Action[] = ['export', 'rectify', 'restrict', 'release', 'erase', 'suppress'];

function act(state: ExerciseState, plan: Plan): Step[] {
  const stop = stopBefore(state, plan);
  if (stop) return [move('awaiting_decision', stop)];
  const missing = missingTasks(state, plan);
  if (missing.length > 0) {
    return [{ kind: 'create_tasks', tasks: missing }, ...imposeWith(state, plan)];
  }
  if (state.right === 'objection') return weigh(state, plan);
  const steps = settle(state, plan, EFFECTS);
  if (steps !== 'settled') return steps;
  if (plan.tasks.some(({ action }) => action === 'erase')) {
    return [move('verifying', 'all_acted')];
  }
  // What could be told at once was told; the rest is for a person.
  if (hasGap(plan)) return [move('awaiting_decision', 'coverage_gap')];
  return [move('delivering', ACTED[state.right] ?? 'data_disclosed', 'fulfilled')];
}

/**
 * An objection holds the position first (GDPR Art. 18(1)(d), PDPA s.32); then a person weighs the
 * interests; if hers prevail, the use ends for good.
 */
function weigh(state: ExerciseState, plan: Plan): Step[] {
  const steps = settle(state, plan, state.balance === 'upheld' ? 'all' : EFFECTS);
  if (steps !== 'settled') return steps;
  if (hasGap(plan)) return [move('awaiting_decision', 'coverage_gap')];
  if (state.balance !== 'upheld') return [move('awaiting_decision', 'interests_to_weigh')];
  return [{ kind: 'uphold_measure' }, move('delivering', 'objection_upheld', 'fulfilled')];
}

/** What an exercise without erasure has done when its tasks have ended well. */
const ACTED: Partial<Record<Right, Reason>> = {
  rectification: 'data_rectified',
  restriction: 'data_restricted',
  marketing_objection: 'marketing_stopped',
  consent_withdrawal: 'consent_withdrawn',
};

function verify(state: ExerciseState, plan: Plan): Step[] {
  const steps = settle(state, plan, 'all');
  if (steps !== 'settled') return steps;
  const kept =
    planned(state).some(({ outcome }) => outcome === 'retained') ||
    plan.cells.some(({ decision }) => decision === 'keep');
  const end = kept
    ? move('delivering', 'retained_by_law', 'partly_fulfilled')
    : move('delivering', 'all_erased', 'fulfilled');
  const suppress: Step = { kind: 'impose', measure: 'suppression', purpose: 'recreate' };
  return [suppress, ...endPending(state), end];
}

/** Rights that disclose are answered by a package, unless refused; the others by a message. */
function deliver(state: ExerciseState): Step[] {
  const packaged = isDisclosing(state.right) && state.outcome !== 'refused';
  if (packaged && state.disclosure === undefined) return [{ kind: 'build_disclosure' }];
  if (packaged && state.disclosure === 'failed') {
    return [move('awaiting_decision', 'disclosure_failed')];
  }
  if (packaged && state.disclosure !== 'ready') return [];
  return state.sent && state.outcome ? [move(state.outcome, state.reason)] : [];
}

/** What is to be done now. An empty list means: wait for an event, the exercise is at rest. */
export function nextSteps(state: ExerciseState): Step[] {
  return stepsOf(state).map((step) => honest(state, step));
}

function stepsOf(state: ExerciseState): Step[] {
  const lost: Step[] = [move('awaiting_decision', 'plan_needs_decision')];
  const back = standBack({ ...state, identified: trusted(state).length > 0 });
  if (back) return back.map(({ to, reason }) => move(to, reason));
  switch (state.status) {
    case 'received':
    case 'awaiting_identity':
      return begin(state);
    case 'locating':
      return locate(state);
    case 'awaiting_approval':
      return awaitApproval(state);
    case 'awaiting_decision':
      return awaitDecision(state);
    case 'acting':
      return state.plan ? act(state, state.plan) : lost;
    case 'verifying':
      return state.plan ? verify(state, state.plan) : lost;
    case 'delivering':
      return [...liftRestriction(state), ...deliver(state)];
    case 'awaiting_clarification':
      return expire(state);
    case 'fulfilled':
    case 'partly_fulfilled':
    case 'refused':
    case 'withdrawn':
    case 'expired':
      return liftRestriction(state);
  }
}
