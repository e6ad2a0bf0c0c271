import type { Queryable } from '@habeas/database';
import {
  HabeasError,
  type ExerciseState,
  type IdentifierState,
  type Level,
  type MeasureStatus,
  type TaskState,
} from '@habeas/domain';
import { connectorState, type Connector } from '@habeas/registry';
import { shownAuthority, type Represented } from './authority-rules.js';
import { duplicateState } from './duplicates.js';
import { heldExercises } from './holds-in-force.js';
import type { Exercise } from './exercise.entity.js';
import type { BalanceOutcome } from './judgement.entity.js';
import { balancesOf } from './judgement-queries.js';
import { restrictionsOf } from './measures-in-force.js';
import { waitingExercises } from './related-requests.js';

/** Everything that is recorded of one request, read under its lock. */
export interface RequestState {
  request: Represented;
  exercises: Exercise[];
  identifiers: (IdentifierState & { digest: string })[];
  tasks: (TaskState & { id: string; exerciseId: string })[];
  decisions: { exercise_id: string; seal: string; decision: string; count: number }[];
  disclosures: Map<string, 'building' | 'ready' | 'failed'>;
  held: Set<string>;
  /** By exercise, how a person weighed the interests. */
  balances: Map<string, BalanceOutcome>;
  /** By exercise, the restriction that it imposed and must see ended. */
  measures: Map<string, MeasureStatus>;
  /** By exercise, the requests that come first. */
  waits: Map<string, string[]>;
  duplicate?: 'waits' | 'ended';
}

/** Columns of an exercise under the names of its entity. */
export const EXERCISE_COLUMNS = `id, request_id AS "requestId", "right", parameters, status, reason,
  outcome, plan, seal, sealed_at AS "sealedAt", sent_at AS "sentAt", sent_via AS "sentVia",
  sent_by AS "sentBy", opened_at AS "openedAt", changed_at AS "changedAt",
  stopped_in AS "stoppedIn",
  asked_at AS "askedAt", answer_overdue AS "answerOverdue", closed_at AS "closedAt"`;

/** Of a task `t`: neither replaced nor set aside with the plan that it was made for. */
export const TASK_IN_PLACE = `t.key NOT LIKE '%~%'`;

const TASKS = `
  SELECT t.id, t.exercise_id AS "exerciseId", t.key, c.slug AS connector, t.action, t.status,
    t.outcome, t.identifier_ids AS "identifierIds", t.result->'subjects' AS subjects,
    t.skipped_reason IS NOT NULL AS skipped, t.attempts > 0 AS started
  FROM tasks t JOIN connectors c ON c.id = t.connector_id
  WHERE t.request_id = $1 AND t.replaced_by IS NULL AND (t.action <> 'locate' OR ${TASK_IN_PLACE})`;

// One principal counts once per seal, whichever of its keys it used.
const DECISIONS = `
  SELECT a.exercise_id, a.seal, a.decision, count(DISTINCT a.principal_id)::int AS count
  FROM approvals a JOIN exercises e ON e.id = a.exercise_id AND e.seal = a.seal
  WHERE e.request_id = $1 GROUP BY 1, 2, 3`;

export async function loadState(db: Queryable, requestId: string): Promise<RequestState> {
  const exercises = await db.query<Exercise>(
    `SELECT ${EXERCISE_COLUMNS} FROM exercises WHERE request_id = $1 ORDER BY id`,
    [requestId],
  );
  const identifiers = await db.query<RequestState['identifiers'][number]>(
    'SELECT id, type, level, digest FROM identifiers WHERE request_id = $1 ORDER BY id',
    [requestId],
  );
  const tasks = await db.query<RequestState['tasks'][number]>(TASKS, [requestId]);
  const decisions = await db.query<RequestState['decisions'][number]>(DECISIONS, [requestId]);
  const disclosures = await db.query<{ exercise_id: string; status: 'building' }>(
    'SELECT exercise_id, status FROM disclosures WHERE request_id = $1',
    [requestId],
  );
  const [request] = await db.query<Omit<Represented, 'shown'> & { duplicateOf: string | null }>(
    `SELECT laws, received_at AS "receivedAt", duplicate_of AS "duplicateOf", requester,
       subject_age AS "subjectAge"
     FROM requests WHERE id = $1`,
    [requestId],
  );
  if (!request) throw new HabeasError('not_found', `There is no request ${requestId}.`);
  const duplicate = await duplicateState(db, request.duplicateOf);
  return {
    request: { ...request, shown: await shownAuthority(db, requestId) },
    exercises,
    identifiers,
    tasks,
    decisions,
    disclosures: new Map(disclosures.map((row) => [row.exercise_id, row.status])),
    held: await heldExercises(db, requestId),
    balances: await balancesOf(db, requestId),
    measures: await restrictionsOf(db, requestId),
    waits: await waitingExercises(db, requestId, exercises),
    ...(duplicate ? { duplicate } : {}),
  };
}

/** What the laws ask for one right of a request. */
export interface ExerciseRules {
  minimumLevel: Level;
  approvalsNeeded: number;
  authorityMissing: boolean;
  forParent: boolean;
}

/** The view of one exercise that `nextSteps` decides on. */
export function exerciseState(
  state: RequestState,
  exercise: Exercise,
  rules: ExerciseRules & { connectors: Connector[]; drifted: boolean },
): ExerciseState {
  const counted = (decision: string) =>
    state.decisions.find((row) => row.exercise_id === exercise.id && row.decision === decision)
      ?.count ?? 0;
  const disclosure = state.disclosures.get(exercise.id);
  const measure = state.measures.get(exercise.id);
  const balance = state.balances.get(exercise.id);
  return {
    right: exercise.right,
    status: exercise.status,
    reason: exercise.reason,
    minimumLevel: rules.minimumLevel,
    approvalsNeeded: rules.approvalsNeeded,
    authorityMissing: rules.authorityMissing,
    forParent: rules.forParent,
    identifiers: state.identifiers,
    connectors: rules.connectors.map(connectorState),
    tasks: state.tasks
      .filter(({ exerciseId }) => exerciseId === exercise.id)
      .map(({ outcome, subjects, ...task }) => ({
        ...task,
        ...(outcome ? { outcome } : {}),
        ...(subjects ? { subjects } : {}),
      })),
    approvals: counted('approved'),
    rejections: counted('rejected'),
    held: state.held.has(exercise.id),
    drifted: rules.drifted,
    heldBack: state.waits.has(exercise.id),
    ...(state.duplicate ? { duplicate: state.duplicate } : {}),
    sent: exercise.sentAt !== null,
    answerOverdue: exercise.answerOverdue,
    ...(exercise.outcome ? { outcome: exercise.outcome } : {}),
    ...(exercise.plan ? { plan: exercise.plan } : {}),
    ...(disclosure ? { disclosure } : {}),
    ...(measure ? { measure } : {}),
    ...(balance ? { balance } : {}),
  };
}
