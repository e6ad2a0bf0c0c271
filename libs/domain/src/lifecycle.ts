/**
 * The life of one exercise (one right under one request).
 *
 * Status says where it stands, reason says why; a request's status is derived from its exercises.
 * `MOVES` is the only place that knows which status may follow which, and who may bring it about.
 * `delivering` means that the outcome is decided and the answer to the person is owed: the final
 * status is entered only when the answer is recorded as sent (GDPR Art. 12(3)-(4), PDPA s.30).
 */
import { HabeasError } from './errors.js';

export const STATUSES = [
  'received',
  'awaiting_identity',
  'awaiting_clarification',
  'awaiting_decision',
  'locating',
  'awaiting_approval',
  'acting',
  'verifying',
  'delivering',
  'fulfilled',
  'partly_fulfilled',
  'refused',
  'withdrawn',
  'expired',
] as const;
export type ExerciseStatus = (typeof STATUSES)[number];

export const FINAL_STATUSES = [
  'fulfilled',
  'partly_fulfilled',
  'refused',
  'withdrawn',
  'expired',
] as const satisfies readonly ExerciseStatus[];
export type FinalStatus = (typeof FINAL_STATUSES)[number];

/** Outcomes that an answer to the person must precede. */
export type AnsweredOutcome = 'fulfilled' | 'partly_fulfilled' | 'refused';

/** Grounds on which a person may refuse, each with its article per law. */
export const REFUSAL_GROUNDS = [
  'identity_not_established',
  'manifestly_unfounded',
  'manifestly_excessive',
  'legal_obligation',
  'legal_claims',
  'rights_of_others',
  'data_accurate',
  'compelling_grounds',
] as const;
export type RefusalGround = (typeof REFUSAL_GROUNDS)[number];

/** Grounds that override an objection, as the controller must show (Art. 21(1) GDPR, s. 32 PDPA). */
export const BALANCE_GROUNDS = [
  'compelling_grounds',
  'legal_claims',
] as const satisfies readonly RefusalGround[];
export type BalanceGround = (typeof BALANCE_GROUNDS)[number];

export const REASONS = [
  'opened',
  'identity_not_verified',
  'identity_verified',
  'identifiers_conflict',
  'locate_rounds_exceeded',
  'located',
  'plan_needs_decision',
  'coverage_gap',
  'plan_sealed',
  'approval_not_needed',
  'approved',
  'approval_rejected',
  'hold_in_force',
  'hold_released',
  'task_failed',
  'task_needs_human',
  'task_not_supported',
  'data_left_over',
  'all_acted',
  'nothing_held',
  'data_disclosed',
  'data_restricted',
  'data_rectified',
  'marketing_stopped',
  'consent_withdrawn',
  'interests_to_weigh',
  'objection_upheld',
  'decision_to_review',
  'decision_confirmed',
  'decision_changed',
  'no_automated_decision',
  'nothing_reached',
  'plan_drifted',
  'planned_anew',
  'all_erased',
  'retained_by_law',
  'nothing_erasable',
  'disclosure_failed',
  'person_withdrew',
  'access_first',
  'duplicate',
  'clarification_asked',
  'clarified',
  'laws_corrected',
  'question_unanswered',
  'tried_again',
  'task_skipped',
  'authority_not_shown',
  'answer_to_parent',
  ...REFUSAL_GROUNDS,
] as const;
export type Reason = (typeof REASONS)[number];

/** Why less was done than was asked; the notice to the person must give it in words. */
export const NOTICE_GROUNDS = [
  ...REFUSAL_GROUNDS,
  'nothing_erasable',
  'nothing_reached',
  'retained_by_law',
  'task_skipped',
] as const satisfies readonly Reason[];
export type NoticeGround = (typeof NOTICE_GROUNDS)[number];

/** `system`: nextSteps decides. `operator`, `approver`: a person with that scope does. */
export type Mover = 'system' | 'operator' | 'approver';

export interface Move {
  from: ExerciseStatus;
  to: ExerciseStatus;
  by: Mover;
  /** What must hold, in words; nextSteps and the decisions check it. */
  guard: string;
}

const system = (from: ExerciseStatus, to: ExerciseStatus, guard: string): Move => ({
  from,
  to,
  by: 'system',
  guard,
});

const OPEN = STATUSES.filter((status) => !(FINAL_STATUSES as readonly string[]).includes(status));
const BEFORE_ANSWER = OPEN.filter((status) => status !== 'delivering');

/** Until something but searching has begun, a question may still change what is to be done. */
export const BEFORE_ACTING = [
  'received',
  'awaiting_identity',
  'locating',
  'awaiting_approval',
  'awaiting_decision',
] as const satisfies readonly ExerciseStatus[];

export const MOVES: readonly Move[] = [
  system('received', 'awaiting_identity', 'no identifier is verified, or no authority shown'),
  system('received', 'locating', 'an identifier is verified'),
  system(
    'received',
    'acting',
    'marketing or collection by consent is to stop, which waits for nothing',
  ),
  system('awaiting_identity', 'locating', 'an identifier is verified'),
  system('locating', 'awaiting_approval', 'the plan is sealed and the right needs approval'),
  system('locating', 'acting', 'the plan is sealed and the right needs no approval'),
  system('locating', 'delivering', 'no system holds anything, or nothing may be erased'),
  system('awaiting_approval', 'acting', 'enough independent approvals name the seal; no hold'),
  system(
    'awaiting_approval',
    'awaiting_approval',
    'approved; access of the same person comes first',
  ),
  system('acting', 'verifying', 'every erasing task ended well'),
  system('acting', 'delivering', 'every exporting task ended well'),
  system('verifying', 'delivering', 'nothing is left but what the plan retains'),
  system('awaiting_decision', 'awaiting_approval', 'the hold was released'),
  ...(['locating', 'awaiting_approval', 'acting', 'verifying', 'delivering'] as const).map((from) =>
    system(from, 'awaiting_decision', 'only a person can judge what happened'),
  ),
  system('delivering', 'fulfilled', 'the answer is recorded as sent'),
  system('delivering', 'partly_fulfilled', 'the answer is recorded as sent'),
  system('delivering', 'refused', 'the refusal is recorded as sent'),
  system('received', 'withdrawn', 'the request that it repeats has ended'),
  system('awaiting_identity', 'withdrawn', 'the request that it repeats has ended'),
  system('awaiting_identity', 'expired', 'the person was asked long ago and never answered'),
  system('awaiting_clarification', 'expired', 'the person was asked long ago and never answered'),
  ...BEFORE_ACTING.map((from): Move => ({
    from,
    to: 'awaiting_clarification',
    by: 'operator',
    guard: 'nothing but locating has begun',
  })),
  { from: 'awaiting_clarification', to: 'received', by: 'operator', guard: 'the person answered' },
  ...(['locating', 'awaiting_approval', 'awaiting_decision'] as const).map((from): Move => ({
    from,
    to: 'received',
    by: 'operator',
    guard: 'another law applies, and nothing but locating has begun',
  })),
  ...(['locating', 'acting', 'verifying'] as const).map((to): Move => ({
    from: 'awaiting_decision',
    to,
    by: 'operator',
    guard: 'it stopped there, and a person decided how it goes on',
  })),
  ...BEFORE_ANSWER.map((from): Move => ({
    from,
    to: 'delivering',
    by: 'operator',
    guard: 'a ground of refusal is named, or a person has looked at the decision again',
  })),
  ...OPEN.map((from): Move => ({
    from,
    to: 'withdrawn',
    by: 'operator',
    guard: 'the person withdrew',
  })),
];

export function isFinal(status: ExerciseStatus): status is FinalStatus {
  return (FINAL_STATUSES as readonly string[]).includes(status);
}

export function canMove(from: ExerciseStatus, to: ExerciseStatus, by: Mover): boolean {
  return MOVES.some((move) => move.from === from && move.to === to && move.by === by);
}

/** Throws `transition_illegal` unless `MOVES` allows it. */
export function assertMove(from: ExerciseStatus, to: ExerciseStatus, by: Mover): void {
  if (canMove(from, to, by)) return;
  const allowed = MOVES.filter((move) => move.from === from && move.by === by).map(({ to }) => to);
  const next =
    allowed.length > 0 ? `From here: ${[...new Set(allowed)].join(', ')}.` : 'It is final.';
  throw new HabeasError(
    'transition_illegal',
    `An exercise in status ${from} cannot become ${to}. ${next}`,
  );
}

/** The request's status: the least advanced of its exercises that still waits, else the final one. */
export function requestStatus(statuses: readonly ExerciseStatus[]): ExerciseStatus {
  const open = statuses.filter((status) => !isFinal(status));
  const pool = open.length > 0 ? open : statuses;
  const order = (status: ExerciseStatus) => STATUSES.indexOf(status);
  return pool.reduce(
    (least, status) => (order(status) < order(least) ? status : least),
    pool[0] ?? 'received',
  );
}
