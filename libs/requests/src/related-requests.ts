/**
 * Requests of the same person: two that share an identifier which is verified on both sides. Found
 * by keyed digest; an identifier that nobody has shown to be theirs relates nobody to anybody.
 */
import type { Queryable } from '@habeas/database';
import {
  DISCLOSING_RIGHTS,
  ERASING_RIGHTS,
  requestStatus,
  waitsFor,
  type ExerciseStatus,
  type Right,
} from '@habeas/domain';

/** Related requests that one view names, newest first. */
const RELATED_MAX = 50;

/** Requests of the person whose request is named by this expression of SQL. */
const samePersonAs = (id: string) => `
  SELECT theirs.request_id FROM identifiers ours
  JOIN identifiers theirs ON theirs.type = ours.type AND theirs.digest = ours.digest
  WHERE ours.request_id = ${id} AND theirs.request_id <> ours.request_id
    AND ours.level <> 'unverified' AND theirs.level <> 'unverified'`;

// A duplicate is answered with the request that it repeats; to wait for that one is enough.
const DISCLOSING = `
  SELECT e.request_id AS "requestId", e.status FROM exercises e
  WHERE e.closed_at IS NULL AND e."right" = ANY ($2) AND e.request_id IN (
    SELECT $1 UNION ALL
    SELECT r.id FROM requests r WHERE r.duplicate_of IS NULL AND r.id IN (${samePersonAs('$1')}))`;

const TO_WAKE = `
  SELECT id FROM requests WHERE duplicate_of = $1 AND closed_at IS NULL
  UNION
  SELECT e.request_id FROM exercises e
  WHERE e.closed_at IS NULL AND e."right" = ANY ($2) AND e.request_id IN (${samePersonAs('$1')})`;

const RELATED = `
  WITH near AS (
    SELECT duplicate_of AS id, 1 AS nearness FROM requests WHERE id = $1
    UNION ALL SELECT id, 2 FROM requests WHERE duplicate_of = $1
    UNION ALL SELECT request_id, 3 FROM (${samePersonAs('$1')}) AS person)
  SELECT r.id, r.received_at AS "receivedAt", r.laws,
    (ARRAY['duplicate_of', 'duplicate', 'same_person'])[min(near.nearness)] AS kind,
    (SELECT jsonb_agg(jsonb_build_object('right', e."right", 'status', e.status) ORDER BY e.id)
      FROM exercises e WHERE e.request_id = r.id) AS exercises
  FROM near JOIN requests r ON r.id = near.id
  GROUP BY r.id ORDER BY r.id DESC LIMIT ${RELATED_MAX}`;

export type RelationKind = 'duplicate_of' | 'duplicate' | 'same_person';

/** A request that has to do with the one that is shown. */
export interface RelatedView {
  id: string;
  kind: RelationKind;
  receivedAt: string;
  laws: string[];
  status: ExerciseStatus;
  rights: Right[];
}

interface RelatedRow extends Omit<RelatedView, 'status' | 'rights' | 'receivedAt'> {
  receivedAt: Date;
  exercises: { right: Right; status: ExerciseStatus }[];
}

export async function relatedRequests(db: Queryable, requestId: string): Promise<RelatedView[]> {
  const rows = await db.query<RelatedRow>(RELATED, [requestId]);
  return rows.map(({ exercises, ...row }) => ({
    ...row,
    receivedAt: row.receivedAt.toISOString(),
    status: requestStatus(exercises.map(({ status }) => status)),
    rights: exercises.map(({ right }) => right),
  }));
}

const erases = (right: Right) => ERASING_RIGHTS.some((one) => one === right);

/** By exercise, the requests that it must let pass before it acts; see `waitsFor`. */
export async function waitingExercises(
  db: Queryable,
  requestId: string,
  exercises: { id: string; right: Right; status: ExerciseStatus }[],
): Promise<Map<string, string[]>> {
  // Most requests erase nothing, and need not be compared with others at every look.
  if (!exercises.some(({ right }) => erases(right))) return new Map();
  const open = await db.query<{ requestId: string; status: ExerciseStatus }>(DISCLOSING, [
    requestId,
    [...DISCLOSING_RIGHTS],
  ]);
  const waits = exercises.map((one) => [one.id, waitsFor(one, open)] as const);
  return new Map(waits.filter(([, requests]) => requests.length > 0));
}

/** The requests that may go on because an exercise of this one has ended. */
export async function requestsToWake(db: Queryable, requestId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(TO_WAKE, [requestId, [...ERASING_RIGHTS]]);
  return rows.map(({ id }) => id);
}

// An objection that was upheld has no reason of its own for waiting: all has ended but its erasing.
const ERASES_LATER = `e.status = 'acting' AND e."right" = 'objection'
      AND EXISTS (SELECT 1 FROM tasks t
        WHERE t.exercise_id = e.id AND t.action = 'erase' AND t.status = 'waiting')
      AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.exercise_id = e.id
        AND t.status IN ('ready', 'queued', 'running', 'accepted'))`;

/**
 * Requests at rest that should not be: what they waited for ended in the very moment in which they
 * began to wait, so that neither saw the other.
 */
export const OVERSLEPT = `
  SELECT r.id FROM requests r
  JOIN exercises e ON e.request_id = r.id AND e.status IN ('received', 'awaiting_identity')
  WHERE r.duplicate_of IS NOT NULL AND r.closed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM exercises a
      WHERE a.request_id = r.duplicate_of AND a.closed_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM outbox o
      WHERE o.topic = 'request.advance' AND o.subject_id = r.id)
  UNION
  SELECT e.request_id FROM exercises e
  WHERE e.closed_at IS NULL
    AND ((e.status = 'awaiting_approval' AND e.reason = 'access_first') OR (${ERASES_LATER}))
    AND NOT EXISTS (SELECT 1 FROM exercises a
      WHERE a.closed_at IS NULL AND a."right" = ANY ($2)
        AND (a.request_id = e.request_id OR a.request_id IN (${samePersonAs('e.request_id')})))
    AND NOT EXISTS (SELECT 1 FROM outbox o
      WHERE o.topic = 'request.advance' AND o.subject_id = e.request_id)
  LIMIT $1`;
