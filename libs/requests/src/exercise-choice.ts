import type { Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import type { Exercise } from './exercise.entity.js';
import { EXERCISE_COLUMNS } from './request-state.js';

/** Which exercise is meant; may be left out when the request has only one that fits. */
export interface ExerciseChoice {
  requestId: string;
  exerciseId?: string;
}

/** A clock that runs ahead of ours by no more than this is believed. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * Locks a request and its exercises. The request's row first: whoever advances holds it from its
 * first look to its last write, so that a decision never falls between the two and is overwritten.
 */
export async function lockExercises(tx: Tx, requestId: string): Promise<Exercise[]> {
  await tx.query('SELECT 1 FROM requests WHERE id = $1 FOR NO KEY UPDATE', [requestId]);
  return tx.query<Exercise>(
    `SELECT ${EXERCISE_COLUMNS} FROM exercises WHERE request_id = $1 ORDER BY id FOR UPDATE`,
    [requestId],
  );
}

/**
 * Locks, and finds the one exercise that fits. Throws `not_found`, `identity_unverified`,
 * `request_duplicate`, `identifiers_conflict`, `transition_illegal`, and `body_invalid` when several fit.
 */
export async function chooseExercise(
  tx: Tx,
  choice: ExerciseChoice,
  fits: (exercise: Exercise) => boolean,
): Promise<Exercise> {
  const all = await lockExercises(tx, choice.requestId);
  const named = choice.exerciseId ? all.filter(({ id }) => id === choice.exerciseId) : all;
  if (named.length === 0) throw new HabeasError('not_found', 'There is no such exercise here.');
  const [exercise, second] = named.filter(fits);
  if (!exercise) await assertOwnWay(tx, choice.requestId);
  if (!exercise && named.every(({ status }) => status === 'awaiting_identity')) {
    throw new HabeasError(
      'identity_unverified',
      'No identifier of this request is verified yet; record a verification first.',
    );
  }
  if (!exercise) throw notPossible(named);
  if (second) {
    throw new HabeasError('body_invalid', 'Several exercises fit; name one as "exercise".');
  }
  return exercise;
}

/** Throws `request_duplicate`; the caller has locked the request. */
export async function assertNoDuplicate(tx: Tx, requestId: string): Promise<void> {
  const [duplicate] = await tx.query<{ of: string }>(
    'SELECT duplicate_of AS of FROM requests WHERE id = $1 AND duplicate_of IS NOT NULL',
    [requestId],
  );
  if (!duplicate) return;
  throw new HabeasError(
    'request_duplicate',
    `This request repeats ${duplicate.of}, which is carried out for both; decide on that one.`,
  );
}

/** Of a duplicate whose identity is shown, it is no answer that it waits for identity. */
async function assertOwnWay(tx: Tx, requestId: string): Promise<void> {
  const verified = await tx.query(
    `SELECT 1 FROM identifiers WHERE request_id = $1 AND level <> 'unverified' LIMIT 1`,
    [requestId],
  );
  if (verified.length > 0) await assertNoDuplicate(tx, requestId);
}

/** Throws `received_in_future` for what has not happened yet. `name`: of the field. */
export function assertPast(at: Date, name: string): void {
  if (at.getTime() <= Date.now() + CLOCK_TOLERANCE_MS) return;
  throw new HabeasError('received_in_future', `${name} lies in the future; give when it was.`);
}

/** Why none of these exercises fits; two people behind one request is a case of its own. */
function notPossible(exercises: Exercise[]): HabeasError {
  if (exercises.some(({ reason }) => reason === 'identifiers_conflict')) {
    return new HabeasError(
      'identifiers_conflict',
      'The identifiers belong to different people; refuse this and file one request for each.',
    );
  }
  const now = exercises.map(({ right, status }) => `${right} is ${status}`).join(', ');
  return new HabeasError('transition_illegal', `Not possible now: ${now}.`);
}
