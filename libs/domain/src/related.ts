/**
 * Requests of one person beside each other: what comes first, and which of several equal ones is
 * carried out.
 *
 * A request that repeats another is kept, verified and answered for, but takes no steps while the
 * other does. Being a duplicate never touches the proof of identity: who filed first without proof
 * must not stand in the way of who brings it (GHSA-qx5f-ghc2-7g5c shows what happens otherwise).
 */
import { LEVELS, type Level } from './identifier.js';
import { isFinal, type ExerciseStatus, type Reason } from './lifecycle.js';
import type { Right } from './right.js';

/** What an exercise must know of other requests. */
export interface RelatedState {
  /** Access of the same person comes first; see `waitsFor`. */
  heldBack?: boolean;
  /** The request repeats another one that still `waits` for its end, or has `ended` for both. */
  duplicate?: 'waits' | 'ended';
}

/** Rights whose answer holds the data: destroyed before, it could not be given any more. */
export const DISCLOSING_RIGHTS = ['access', 'portability'] as const satisfies readonly Right[];
export function isDisclosing(right: Right): boolean {
  return DISCLOSING_RIGHTS.some((one) => one === right);
}

/** Rights that destroy data: an objection does once it is upheld (Art. 17(1)(c) GDPR). */
export const ERASING_RIGHTS = ['erasure', 'objection'] as const satisfies readonly Right[];

const NOT_YET_ACTING: readonly ExerciseStatus[] = [
  'received',
  'awaiting_identity',
  'awaiting_clarification',
  'locating',
  'awaiting_approval',
];
const AWAITS_IDENTITY: readonly ExerciseStatus[] = ['received', 'awaiting_identity'];
const ANSWERED_WELL: readonly ExerciseStatus[] = ['fulfilled', 'partly_fulfilled'];

// An objection restricts at once, whoever else asks what: only its erasing waits, while it acts.
const WAITS_IN: Partial<Record<Right, readonly ExerciseStatus[]>> = {
  erasure: NOT_YET_ACTING,
  objection: ['acting'],
};

/**
 * The requests that an erasure must let pass: each open one for access or portability, of the same
 * request or person. What is opened once the erasure acts is answered with what is left.
 */
export function waitsFor(
  exercise: { right: Right; status: ExerciseStatus },
  disclosing: { requestId: string; status: ExerciseStatus }[],
): string[] {
  if (!WAITS_IN[exercise.right]?.includes(exercise.status)) return [];
  const open = disclosing.filter(({ status }) => !isFinal(status));
  return [...new Set(open.map(({ requestId }) => requestId))].toSorted();
}

/** One of several equal requests. */
export interface Contender {
  id: string;
  /** Of all its identifiers. */
  levels: Level[];
  statuses: ExerciseStatus[];
}

const rank = ({ levels }: Contender) => Math.max(0, ...levels.map((one) => LEVELS.indexOf(one)));

/** True while nothing that needs a proof of identity has begun, so that a better proof may win. */
export function mayBeDisplaced(active: Contender): boolean {
  return active.statuses.some((status) => AWAITS_IDENTITY.includes(status));
}

/** The first that is verified wins; of two that are, the better proof, while none has begun. */
export function displaces(candidate: Contender, active: Contender): boolean {
  return mayBeDisplaced(active) && rank(candidate) > rank(active);
}

/**
 * What the end of the active request means for those that repeat it. An answer stands for all. An
 * end without proof of identity, or by withdrawal, says nothing about them: one takes its place.
 */
export function endsDuplicates(active: Contender): boolean {
  const { statuses } = active;
  if (!statuses.every(isFinal) || statuses.includes('withdrawn')) return false;
  return rank(active) > 0 || statuses.every((status) => ANSWERED_WELL.includes(status));
}

/** Who takes the place of an active request that ended: the best proof, then the oldest. */
export function heirOf(duplicates: Contender[]): Contender | undefined {
  const able = duplicates.filter(mayBeDisplaced);
  return able.toSorted((a, b) => rank(b) - rank(a) || (a.id < b.id ? -1 : 1))[0];
}

/**
 * The steps of a duplicate: it may ask for identity and be verified, but goes no further, and ends
 * with the active one. Undefined when the exercise goes its own way: it is no duplicate, or had
 * begun before the request became one.
 */
export function standBack(
  state: RelatedState & { status: ExerciseStatus; identified: boolean },
): { to: ExerciseStatus; reason: Reason }[] | undefined {
  if (!state.duplicate || !AWAITS_IDENTITY.includes(state.status)) return undefined;
  if (state.duplicate === 'ended') return [{ to: 'withdrawn', reason: 'duplicate' }];
  const asks = state.status === 'received' && !state.identified;
  return asks ? [{ to: 'awaiting_identity', reason: 'identity_not_verified' }] : [];
}
