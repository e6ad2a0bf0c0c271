import { Injectable } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '@habeas/database';
import {
  HabeasError,
  type ExcuseReason,
  type MessageChannel,
  type NoticeChannel,
  type RecipientStatus,
  type Right,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Vault } from '@habeas/vault';
import { assertPast, lockExercises } from '../exercise-choice.js';
import { PAGE_SIZE, PAGE_SIZE_MAX } from '../pages.js';
import type { RecipientNotice } from './recipient-notice.entity.js';

export interface RecipientNoticeView {
  id: string;
  request: string;
  exercise: string;
  right: Right;
  /** The register's id. */
  recipient: string;
  /** What of hers it may have, of what was changed. */
  categories: string[];
  /** The register does not say what it gets, so any category is assumed. */
  assumed: boolean;
  status: RecipientStatus;
  reason: ExcuseReason | null;
  owedAt: string;
  /** `by` or `task`: the person who recorded it, or the task that told it. */
  settled: {
    at: string;
    channel: NoticeChannel | null;
    by: string | null;
    task: string | null;
  } | null;
}

export interface RecipientNoticeFilter {
  requestId?: string;
  status?: RecipientStatus;
  limit?: number;
  /** The last id of the page before. */
  cursor?: string;
}

/** That it was told, how and when; or why nobody tells it. */
export type Settlement =
  | { status: 'told'; channel: MessageChannel; at: Date }
  | { status: 'excused'; reason: ExcuseReason };

type Row = RecipientNotice & { right: Right };
type Found = Pick<Row, 'id' | 'requestId' | 'exerciseId' | 'recipient' | 'status'>;

const SELECT = `
  SELECT n.id, n.request_id AS "requestId", n.exercise_id AS "exerciseId", e."right", n.recipient,
    n.categories, n.assumed, n.status, n.reason, n.owed_at AS "owedAt",
    n.settled_at AS "settledAt", n.channel, n.settled_by AS "settledBy", n.task_id AS "taskId"
  FROM recipient_notices n JOIN exercises e ON e.id = n.exercise_id`;

const LIST = `${SELECT}
  WHERE ($1::text IS NULL OR n.id > $1) AND ($3::text IS NULL OR n.request_id = $3)
    AND ($4::text IS NULL OR n.status = $4)
  ORDER BY n.id LIMIT $2`;

const FIND = `
  SELECT id, request_id AS "requestId", exercise_id AS "exerciseId", recipient, status
  FROM recipient_notices WHERE id = $1`;

/** Notices to recipients: listed, and recorded by people as told, or as excused from it. */
@Injectable()
export class RecipientNotices {
  constructor(
    private readonly database: Database,
    private readonly evidence: EvidenceLog,
    private readonly vault: Vault,
  ) {}

  /** The oldest first; `next` is the cursor of the page that follows, if any. */
  async list(
    filter: RecipientNoticeFilter,
  ): Promise<{ items: RecipientNoticeView[]; next?: string }> {
    const limit = Math.min(filter.limit ?? PAGE_SIZE, PAGE_SIZE_MAX);
    const { cursor = null, requestId = null, status = null } = filter;
    const rows = await this.database.query<Row>(LIST, [cursor, limit + 1, requestId, status]);
    const items = rows.slice(0, limit).map(viewOf);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }

  /** Once. Throws `not_found`, `transition_illegal`, and `received_in_future` for what is to come. */
  async settle(
    tx: Tx,
    { noticeId, ...settlement }: { noticeId: string } & Settlement,
    principal: { id: string },
  ): Promise<void> {
    if (settlement.status === 'told') assertPast(settlement.at, 'toldAt');
    const notice = await owedNotice(tx, noticeId);
    const recordedAt = new Date();
    const at = settlement.status === 'told' ? settlement.at : recordedAt;
    const channel = settlement.status === 'told' ? settlement.channel : null;
    const reason = settlement.status === 'excused' ? settlement.reason : null;
    await tx.query(
      `UPDATE recipient_notices SET status = $2, settled_at = $3, channel = $4, reason = $5,
         settled_by = $6 WHERE id = $1`,
      [noticeId, settlement.status, at, channel, reason, principal.id],
    );
    const { requestId: request, exerciseId: exercise, recipient } = notice;
    await this.evidence.append(tx, {
      requestId: await this.chainFor(tx, notice),
      type: 'recipient.settled',
      actor: principal.id,
      at: recordedAt,
      data: {
        ...{ notice: noticeId, request, exercise, recipient },
        ...{ status: settlement.status, at: at.toISOString() },
        ...(channel ? { channel } : {}),
        ...(reason ? { reason } : {}),
      },
    });
  }

  /** A request that is closed takes no entry any more: what comes later begins a chain of its own. */
  private async chainFor(tx: Tx, { id, requestId }: Found): Promise<string> {
    const closed = await tx.query(
      'SELECT 1 FROM requests WHERE id = $1 AND closed_at IS NOT NULL',
      [requestId],
    );
    if (closed.length === 0) return requestId;
    await this.vault.createRequestKey(tx, id);
    await this.evidence.openChain(tx, id);
    return id;
  }
}

// The request is held, so that it is not closed between a look at its chain and the entry.
async function owedNotice(tx: Tx, id: string): Promise<Found> {
  const [seen] = await tx.query<Found>(FIND, [id]);
  if (!seen) throw new HabeasError('not_found', 'There is no notice by that id.');
  await lockExercises(tx, seen.requestId);
  const [notice = seen] = await tx.query<Found>(FIND, [id]);
  if (notice.status === 'owed') return notice;
  throw new HabeasError(
    'transition_illegal',
    `This recipient is recorded as ${notice.status} already.`,
  );
}

/** Of one request, oldest first. */
export async function noticesOf(db: Queryable, requestId: string): Promise<RecipientNoticeView[]> {
  const rows = await db.query<Row>(`${SELECT} WHERE n.request_id = $1 ORDER BY n.id`, [requestId]);
  return rows.map(viewOf);
}

function viewOf(row: Row): RecipientNoticeView {
  const { settledAt, channel, settledBy: by, taskId: task } = row;
  return {
    id: row.id,
    request: row.requestId,
    exercise: row.exerciseId,
    right: row.right,
    recipient: row.recipient,
    categories: row.categories,
    assumed: row.assumed,
    status: row.status,
    reason: row.reason,
    owedAt: row.owedAt.toISOString(),
    settled: settledAt ? { at: settledAt.toISOString(), channel, by, task } : null,
  };
}
