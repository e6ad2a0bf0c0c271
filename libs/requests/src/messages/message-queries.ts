import { Injectable } from '@nestjs/common';
import { Database } from '@habeas/database';
import {
  HabeasError,
  type MessageChannel,
  type MessageKind,
  type MessageStatus,
} from '@habeas/domain';
import { Vault } from '@habeas/vault';
import { PAGE_SIZE, PAGE_SIZE_MAX } from '../pages.js';

/** A message without what it says. */
export interface MessageView {
  id: string;
  request: string;
  exercise: string | null;
  kind: MessageKind;
  about: string | null;
  reason: string | null;
  locale: string;
  /** Digest of the texts that it was written from. */
  template: string;
  status: MessageStatus;
  dueAt: string | null;
  createdAt: string;
  sent: { at: string; channel: MessageChannel; by: string } | null;
}

/** With what it says. */
export interface MessageText extends MessageView {
  text: string;
}

export interface MessageFilter {
  requestId?: string;
  status?: MessageStatus;
  kind?: MessageKind;
  limit?: number;
  cursor?: string;
}

interface Row {
  id: string;
  requestId: string;
  exerciseId: string | null;
  kind: MessageKind;
  about: string | null;
  reason: string | null;
  locale: string;
  template: string;
  status: MessageStatus;
  dueAt: Date | null;
  createdAt: Date;
  sentAt: Date | null;
  channel: MessageChannel | null;
  sentBy: string | null;
  body: Buffer;
}

const COLUMNS = `id, request_id AS "requestId", exercise_id AS "exerciseId", kind, about, reason,
  locale, template, status, due_at AS "dueAt", created_at AS "createdAt", sent_at AS "sentAt",
  channel, sent_by AS "sentBy"`;

// The most urgent first; what has no date comes after. The cursor is the last id of a page; its date
// is named by itself too, since no index is searched by a pair out of a subquery.
const LIST = `
  WITH last AS (SELECT coalesce(due_at, 'infinity') AS due_at, id FROM messages WHERE id = $1)
  SELECT ${COLUMNS} FROM messages m
  WHERE ($1::text IS NULL OR (coalesce(m.due_at, 'infinity'), m.id) > (SELECT due_at, id FROM last))
    AND ($1::text IS NULL OR coalesce(m.due_at, 'infinity') >= (SELECT due_at FROM last))
    AND ($3::text IS NULL OR m.request_id = $3) AND ($4::text IS NULL OR m.status = $4)
    AND ($5::text IS NULL OR m.kind = $5)
  ORDER BY coalesce(m.due_at, 'infinity'), m.id LIMIT $2`;

@Injectable()
export class MessageQueries {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /** By when they are due; `next` is the cursor of the page that follows, if any. */
  async list(filter: MessageFilter): Promise<{ items: MessageView[]; next?: string }> {
    const limit = Math.min(filter.limit ?? PAGE_SIZE, PAGE_SIZE_MAX);
    const { cursor = null, requestId = null, status = null, kind = null } = filter;
    const params = [cursor, limit + 1, requestId, status, kind];
    const rows = await this.database.query<Row>(LIST, params);
    const items = rows.slice(0, limit).map(viewOf);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }

  /** Of one request. Throws `not_found`. */
  async of(
    requestId: string,
    filter: MessageFilter,
  ): Promise<{ items: MessageView[]; next?: string }> {
    const known = await this.database.query('SELECT 1 FROM requests WHERE id = $1', [requestId]);
    if (known.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    return this.list({ ...filter, requestId });
  }

  /** What it says. Throws `not_found`, and `key_destroyed` once the request's key is gone. */
  async read(id: string): Promise<MessageText> {
    const [row] = await this.database.query<Row>(
      `SELECT ${COLUMNS}, body FROM messages WHERE id = $1`,
      [id],
    );
    if (!row) throw new HabeasError('not_found', 'There is no message by that id.');
    const key = await this.vault.requestKey(this.database, row.requestId);
    return { ...viewOf(row), text: key.decrypt(`message:${id}`, row.body).toString() };
  }
}

function viewOf(row: Row): MessageView {
  const { sentAt, channel, sentBy } = row;
  return {
    id: row.id,
    request: row.requestId,
    exercise: row.exerciseId,
    kind: row.kind,
    about: row.about,
    reason: row.reason,
    locale: row.locale,
    template: row.template,
    status: row.status,
    dueAt: row.dueAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    sent: sentAt && channel && sentBy ? { at: sentAt.toISOString(), channel, by: sentBy } : null,
  };
}
