import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@habeas/database';
import {
  HabeasError,
  requestStatus,
  type ExerciseStatus,
  type Law,
  type Plan,
  type Question,
} from '@habeas/domain';
import { POLICY, type Policy } from '@habeas/policy';
import type { Exercise } from './exercise.entity.js';
import { alarmsOfRequest, type AlarmView } from './alarm-views.js';
import { complaintsOf, type ComplaintView } from './complaints.js';
import { JUDGEMENT, type JudgementView } from './judgement-queries.js';
import { measuresOf, type MeasureView } from './measure-views.js';
import { noticeOf, type NoticeView } from './notice.js';
import { PAGE_SIZE, PAGE_SIZE_MAX } from './pages.js';
import { decidedNow, driftOf, type DriftView } from './plan-drift.js';
import { noticesOf, type RecipientNoticeView } from './recipients/recipient-notices.js';
import { relatedRequests, waitingExercises, type RelatedView } from './related-requests.js';
import type { TaskResult } from './task.entity.js';

export interface ClockView {
  law: Law;
  legalDue: string | null;
  safeDue: string | null;
  milestones: Record<string, string>;
  explanation: string[];
  /** From then on the slowest systems may not be done by the safe date. */
  latestSafeStart: string | null;
  /** The public holidays it was computed with; null before calendars were kept. */
  calendar: { id: string; version: string; digest: string } | null;
}

export interface TaskView {
  id: string;
  key: string;
  connector: string;
  action: string;
  status: string;
  outcome: string | null;
  attempts: number;
  lastError: string | null;
  nextTryAt: string | null;
  result: TaskResult | null;
  receipt: boolean;
  finishedAt: string | null;
  /** Why a person went on without it. */
  skipped: string | null;
  /** The task that was tried in its place. */
  replacedBy: string | null;
}

/** What a system has done; it stays done whatever becomes of the request. */
export interface PerformedView {
  task: string;
  connector: string;
  action: string;
  outcome: string;
  counts: Partial<Record<string, number>>;
  at: string;
}

/** Something dated that the clocks take account of. */
export interface ClockEventView {
  type: string;
  at: string;
  reason: string | null;
  by: string;
}

export interface ClarificationView {
  id: string;
  question: Question;
  /** Null while the question is still to be sent. */
  askedAt: string | null;
  answeredAt: string | null;
  answer: Exercise['parameters'] | null;
}

export interface ExerciseView {
  id: string;
  right: Exercise['right'];
  parameters: Exercise['parameters'];
  status: ExerciseStatus;
  reason: Exercise['reason'];
  outcome: Exercise['outcome'];
  seal: string | null;
  plan: Plan | null;
  clocks: ClockView[];
  tasks: TaskView[];
  approvals: { principal: string; decision: string; at: string }[];
  /** What a person judged under the seal in force. Her reasons are in the message to the person. */
  judgement: JudgementView | null;
  answer: { sentAt: string; channel: string; by: string } | null;
  events: ClockEventView[];
  clarifications: ClarificationView[];
  performed: PerformedView[];
  /** Owed with the answer when less was done than was asked. */
  notice: NoticeView | null;
  disclosure: { id: string; status: string } | null;
  /** Requests for access that this erasure lets pass; see `waitsFor`. */
  waitsFor: string[];
  /** What moved under the sealed plan since. */
  drift: DriftView[];
}

/** Never the value: what is shown of an identifier is its type and how far it is trusted. */
export interface IdentifierView {
  id: string;
  type: string;
  level: string;
  method: string | null;
  verifiedBy: string | null;
  verifiedAt: string | null;
  derivedFrom: string | null;
  derivedBy: string | null;
}

export interface RequestSummary {
  id: string;
  status: ExerciseStatus;
  laws: Law[];
  receivedAt: string;
  safeDue: string | null;
  exercises: { id: string; right: string; status: ExerciseStatus; reason: string }[];
}

export interface RequestView extends Omit<RequestSummary, 'exercises'> {
  controller: string;
  channel: string;
  residence: string;
  locale: string;
  requester: string;
  lawsBecause: string[];
  openedBy: string;
  assignedTo: string | null;
  openedAt: string;
  closedAt: string | null;
  /** The equal request that is carried out for this one too. */
  duplicateOf: string | null;
  related: RelatedView[];
  identifiers: IdentifierView[];
  exercises: ExerciseView[];
  /** What it put in force, in that order. */
  measures: MeasureView[];
  /** To the controller, about how the request was handled. */
  complaints: ComplaintView[];
  /** Who is told of what was changed (GDPR Art. 19). */
  recipients: RecipientNoticeView[];
  /** What was raised, by the date that it warns of. */
  alarms: AlarmView[];
}

export interface RequestFilter {
  /** The last id of the page before. */
  cursor?: string;
  limit?: number;
  status?: ExerciseStatus;
  right?: string;
  law?: Law;
}

// One round trip: the request as one document, each part a correlated subquery on its own index.
const VIEW = `
  SELECT r.id, r.controller, r.channel, r.residence, r.locale, r.requester, r.laws,
    r.laws_because AS "lawsBecause", r.opened_by AS "openedBy", r.opened_at AS "openedAt",
    r.received_at AS "receivedAt", r.closed_at AS "closedAt",
    r.duplicate_of AS "duplicateOf", r.assigned_to AS "assignedTo",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'type', i.type, 'level', i.level,
        'method', i.method, 'verifiedBy', i.verified_by, 'verifiedAt', i.verified_at,
        'derivedFrom', i.derived_from, 'derivedBy', c.slug) ORDER BY i.id), '[]')
      FROM identifiers i LEFT JOIN connectors c ON c.id = i.derived_by
      WHERE i.request_id = r.id) AS identifiers,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'right', e."right",
        'parameters', e.parameters, 'status', e.status, 'reason', e.reason,
        'outcome', e.outcome, 'seal', e.seal, 'plan', e.plan,
        'answer', CASE WHEN e.sent_at IS NULL THEN NULL ELSE
          jsonb_build_object('sentAt', e.sent_at, 'channel', e.sent_via, 'by', e.sent_by) END,
        'clocks', (SELECT coalesce(jsonb_agg(jsonb_build_object('law', k.law,
            'legalDue', k.legal_due, 'safeDue', k.safe_due, 'milestones', k.milestones,
            'explanation', k.explanation, 'latestSafeStart', k.latest_start,
            'calendar', CASE WHEN k.calendar_id IS NULL THEN NULL ELSE jsonb_build_object(
              'id', k.calendar_id, 'version', k.calendar_version, 'digest', k.calendar_digest) END)
            ORDER BY k.safe_due, k.law), '[]')
          FROM clocks k WHERE k.exercise_id = e.id),
        'tasks', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'key', t.key,
            'connector', c.slug, 'action', t.action, 'status', t.status, 'outcome', t.outcome,
            'attempts', t.attempts, 'lastError', t.last_error, 'result', t.result,
            'nextTryAt', CASE WHEN t.status = 'ready' AND t.attempts > 0 THEN t.run_at END,
            'finishedAt', t.finished_at, 'skipped', t.skipped_reason, 'replacedBy', t.replaced_by,
            'receipt', EXISTS (SELECT 1 FROM receipts p WHERE p.task_id = t.id)) ORDER BY t.id), '[]')
          FROM tasks t JOIN connectors c ON c.id = t.connector_id WHERE t.exercise_id = e.id),
        'events', (SELECT coalesce(jsonb_agg(jsonb_build_object('type', v.type, 'at', v.at,
            'reason', v.reason, 'by', v.recorded_by) ORDER BY v.at, v.id), '[]')
          FROM clock_events v WHERE v.exercise_id = e.id),
        'clarifications', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', q.id,
            'question', q.question, 'askedAt', q.asked_at, 'answeredAt', q.answered_at,
            'answer', q.answer) ORDER BY q.id), '[]')
          FROM clarifications q WHERE q.exercise_id = e.id),
        'approvals', (SELECT coalesce(jsonb_agg(jsonb_build_object('principal', a.principal_id,
            'decision', a.decision, 'at', a.decided_at) ORDER BY a.decided_at), '[]')
          FROM approvals a WHERE a.exercise_id = e.id AND a.seal = e.seal),
        'judgement', ${JUDGEMENT},
        'disclosure', (SELECT jsonb_build_object('id', d.id, 'status', d.status)
          FROM disclosures d WHERE d.exercise_id = e.id)) ORDER BY e.id), '[]')
      FROM exercises e WHERE e.request_id = r.id) AS exercises
  FROM requests r WHERE r.id = $1`;

const LIST = `
  SELECT r.id, r.laws, r.received_at AS "receivedAt",
    (SELECT min(k.safe_due) FROM clocks k JOIN exercises e ON e.id = k.exercise_id
      WHERE e.request_id = r.id) AS "safeDue",
    (SELECT jsonb_agg(jsonb_build_object('id', e.id, 'right', e."right", 'status', e.status,
        'reason', e.reason) ORDER BY e.id)
      FROM exercises e WHERE e.request_id = r.id) AS exercises
  FROM requests r
  WHERE ($1::text IS NULL OR r.id < $1) AND ($3::text IS NULL OR $3 = ANY (r.laws))
    AND (($4::text IS NULL AND $5::text IS NULL) OR EXISTS (
      SELECT 1 FROM exercises e WHERE e.request_id = r.id
        AND ($4::text IS NULL OR e.status = $4) AND ($5::text IS NULL OR e."right" = $5)))
  ORDER BY r.id DESC LIMIT $2`;

type ViewRow = Omit<
  RequestView,
  'status' | 'safeDue' | 'related' | 'measures' | 'complaints' | 'recipients' | 'alarms'
>;
type ListRow = Omit<RequestSummary, 'status'>;

@Injectable()
export class RequestQueries {
  constructor(
    private readonly database: Database,
    @Inject(POLICY) private readonly policy: Policy,
  ) {}

  /** Throws `not_found`. */
  async view(id: string): Promise<RequestView> {
    const [row] = await this.database.query<ViewRow>(VIEW, [id]);
    if (!row) throw new HabeasError('not_found', 'There is no request by that id.');
    const dues = row.exercises.flatMap(({ clocks }) => clocks.map(({ safeDue }) => safeDue));
    const safeDue = dues.filter((due) => due !== null).toSorted()[0] ?? null;
    const status = requestStatus(row.exercises.map((exercise) => exercise.status));
    const waits = await waitingExercises(this.database, id, row.exercises);
    const now = await decidedNow(this.database, this.policy, row.receivedAt);
    const exercises = row.exercises.map((exercise) => ({
      ...exercise,
      waitsFor: waits.get(exercise.id) ?? [],
      performed: exercise.tasks.flatMap(performedBy),
      drift: driftOf(exercise, now),
      notice: noticeOf(exercise, row, this.policy),
    }));
    const related = await relatedRequests(this.database, id);
    const measures = await measuresOf(this.database, id);
    const complaints = await complaintsOf(this.database, id);
    const recipients = await noticesOf(this.database, id);
    const alarms = await alarmsOfRequest(this.database, id);
    const beside = { related, measures, complaints, recipients, alarms };
    return { ...row, exercises, safeDue, status, ...beside };
  }

  /** Newest first; `next` is the cursor of the page that follows, if any. */
  async list(filter: RequestFilter): Promise<{ items: RequestSummary[]; next?: string }> {
    const limit = Math.min(filter.limit ?? PAGE_SIZE, PAGE_SIZE_MAX);
    const { cursor = null, law = null, status = null, right = null } = filter;
    const rows = await this.database.query<ListRow>(LIST, [cursor, limit + 1, law, status, right]);
    const items = rows.slice(0, limit).map((row) => ({
      ...row,
      status: requestStatus(row.exercises.map((exercise) => exercise.status)),
    }));
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }
}

const PERFORMED: readonly (string | null)[] = ['completed', 'partial', 'retained'];

function performedBy(task: TaskView): PerformedView[] {
  const { id, connector, action, outcome, finishedAt, result } = task;
  if (action === 'locate' || !PERFORMED.includes(outcome) || !outcome || !finishedAt) return [];
  const counts = { ...result?.counts };
  return [{ task: id, connector, action, outcome, counts, at: finishedAt }];
}
