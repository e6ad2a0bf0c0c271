import type { Queryable } from '@habeas/database';
import {
  LOCALES,
  type IdentifierType,
  type Law,
  type Locale,
  type Plan,
  type Register,
  type Right,
  type ScopeItem,
  type TaskOutcome,
} from '@habeas/domain';
import { TASK_IN_PLACE } from '@habeas/requests';
import type { AnswerFacts } from './compose-answer.js';
import { PackagingError } from './faults.js';
import { portedBy } from './portability.js';

/** One export that goes into the package. */
export interface StoredExport {
  system: string;
  categories: string[];
  blobId: string;
  /** Records that the receipt speaks for. */
  records: number;
}

export interface ExerciseFacts {
  facts: AnswerFacts;
  exports: StoredExport[];
}

interface ExerciseRow {
  request_id: string;
  right: Right;
  plan: Plan | null;
  received_at: Date;
  residence: string;
  locale: string;
  opened_at: Date;
  clocks: { law: Law; legal_due: string | null }[];
  searched_by: IdentifierType[];
}

interface TaskRow {
  slug: string;
  name: string;
  action: string;
  outcome: TaskOutcome | null;
  scope: ScopeItem[];
  blob_id: string | null;
  exported: number;
  finished_at: Date | null;
}

const EXERCISE = `
  SELECT e.request_id, e.opened_at, e."right", e.plan, r.received_at, r.residence, r.locale,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('law', law, 'legal_due', legal_due)
        ORDER BY array_position(r.laws, law)), '[]') FROM clocks WHERE exercise_id = e.id
      ) AS clocks,
    (SELECT coalesce(array_agg(DISTINCT i.type ORDER BY i.type), '{}')
      FROM tasks t JOIN identifiers i ON i.id = ANY (t.identifier_ids)
      WHERE t.exercise_id = e.id) AS searched_by
  FROM exercises e JOIN requests r ON r.id = e.request_id WHERE e.id = $1`;

const TASKS = `
  SELECT c.slug, c.name, t.action, t.outcome, t.scope, t.blob_id, t.finished_at,
    coalesce((t.result #>> '{counts,exported}')::int, 0) AS exported
  FROM tasks t JOIN connectors c ON c.id = t.connector_id
  WHERE t.exercise_id = $1 AND t.action IN ('locate', 'export') AND t.status <> 'cancelled'
    AND t.replaced_by IS NULL AND ${TASK_IN_PLACE}
  ORDER BY c.slug, t.key`;

const ANSWERED: readonly (TaskOutcome | null)[] = ['completed', 'nothing_found'];

/** What is recorded of an exercise, as far as its package needs it. Undefined if there is none. */
export async function readExercise(
  db: Queryable,
  exerciseId: string,
  register: Register,
): Promise<ExerciseFacts | undefined> {
  const [exercise] = await db.query<ExerciseRow>(EXERCISE, [exerciseId]);
  if (!exercise) return undefined;
  const tasks = await db.query<TaskRow>(TASKS, [exerciseId]);
  const facts = { ...factsOf(exercise, tasks), ...portability(exercise, register) };
  return { facts, exports: tasks.flatMap(exportOf) };
}

function portability(
  { right, plan }: ExerciseRow,
  register: Register,
): Pick<AnswerFacts, 'right' | 'ported'> {
  if (right !== 'portability') return {};
  return { right, ported: portedBy(plan ?? { cells: [] }, register) };
}

function factsOf(exercise: ExerciseRow, tasks: TaskRow[]): AnswerFacts {
  const finished = tasks.flatMap(({ finished_at: at }) => (at ? [at.getTime()] : []));
  const slugs = [...new Set(tasks.map(({ slug }) => slug))];
  return {
    requestId: exercise.request_id,
    locale: localeOf(exercise.locale),
    residence: exercise.residence,
    receivedAt: exercise.received_at,
    dataAsOf: new Date(Math.max(exercise.opened_at.getTime(), ...finished)),
    searchedBy: exercise.searched_by,
    laws: exercise.clocks.map(({ law, legal_due: due }) => ({
      law,
      ...(due === null ? {} : { dueAt: new Date(due) }),
    })),
    systems: slugs.map((slug) => {
      const own = tasks.filter((task) => task.slug === slug);
      const answered = own.every(({ outcome }) => ANSWERED.includes(outcome));
      return { slug, name: own[0]?.name ?? slug, answered };
    }),
  };
}

/** `de-AT` reads German; whoever reads none of our languages reads English. */
function localeOf(tag: string): Locale {
  const language = tag.toLowerCase().split(/[-_]/)[0];
  return LOCALES.find((locale) => locale === language) ?? 'en';
}

function exportOf({ slug, action, scope, blob_id: blobId, exported }: TaskRow): StoredExport[] {
  if (action !== 'export') return [];
  if (blobId === null) {
    if (exported === 0) return [];
    throw new PackagingError('export_missing', `${slug} exported records, but they are not stored`);
  }
  const categories = scope.map(({ category }) => category);
  return [{ system: slug, categories, blobId, records: exported }];
}
