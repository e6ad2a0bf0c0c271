import { Inject, Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import {
  ANSWER_KINDS,
  HabeasError,
  type MessageChannel,
  type MessageKind,
  type Right,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { digestOf, type EvidenceFact } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import { Vault } from '@habeas/vault';
import { statementOf } from '../judgement-queries.js';
import type { Asked } from '../notice.js';
import { composeMessage } from './compose-message.js';
import { dueAt } from './due.js';

/** What is to be told, and why. */
export interface Owed {
  kind: MessageKind;
  requestId: string;
  /** Absent: it is about the request as a whole. */
  exercise?: { id: string; right: Right };
  about?: string;
  reason?: string;
  /** Further values of placeholders. */
  values?: Record<string, string>;
  /** Where a clock of its own says when; else the exercise's clocks do. */
  dueAt?: Date;
}

/** How and when it reached the person, and who says so. */
export interface Telling {
  channel: MessageChannel;
  sentAt: Date;
  by: string;
}

type RequestRow = Omit<Asked, 'receivedAt'> & { receivedAt: Date; rights: Right[] };

const REQUEST = `
  SELECT laws, locale, residence, received_at AS "receivedAt",
    (SELECT array_agg(e."right" ORDER BY e.id) FROM exercises e WHERE e.request_id = r.id) AS rights
  FROM requests r WHERE id = $1`;

const FIND_DUE = `
  SELECT id FROM messages
  WHERE request_id = $1 AND exercise_id IS NOT DISTINCT FROM $2 AND kind = $3
    AND about IS NOT DISTINCT FROM $4 AND status = 'due'`;

const UNASKED = `
  SELECT 1 FROM requests r WHERE id = $1 AND channel = ANY ($2) AND NOT EXISTS (
    SELECT 1 FROM messages m WHERE m.request_id = r.id AND m.kind = 'identity_request')`;

const VOID = `
  UPDATE messages SET status = 'void'
  WHERE request_id = $1 AND status = 'due'
    AND ($2::text IS NULL OR exercise_id = $2) AND ($3::text[] IS NULL OR kind = ANY ($3))
  RETURNING id`;

/**
 * Messages to people: written in the transaction of whatever owes them, and counted from when they
 * are recorded as sent. The caller holds the request.
 */
@Injectable()
export class Messages {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly vault: Vault,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
  ) {}

  /** Writes a message that is now due; the one that is due already, if there is one. */
  async owe(tx: Tx, owed: Owed): Promise<{ id: string }> {
    const { kind, requestId, exercise, about } = owed;
    const params = [requestId, exercise?.id ?? null, kind, about ?? null];
    const [due] = await tx.query<{ id: string }>(FIND_DUE, params);
    return due ?? this.write(tx, owed);
  }

  /** Records as sent what was due; what nobody had asked to be written is written for the record. */
  async told(tx: Tx, owed: Owed, { channel, sentAt, by }: Telling): Promise<{ id: string }> {
    const { id } = await this.owe(tx, owed);
    await tx.query(
      `UPDATE messages SET status = 'sent', sent_at = $2, channel = $3, sent_by = $4 WHERE id = $1`,
      [id, sentAt, channel, by],
    );
    const data = {
      message: id,
      ...(owed.exercise ? { exercise: owed.exercise.id } : {}),
      kind: owed.kind,
      channel,
      at: sentAt.toISOString(),
    };
    await this.append(tx, chainOf(owed), { type: 'message.sent', data, actor: by });
    await this.outbox.ring(tx, 'request.advance', owed.requestId);
    return { id };
  }

  /**
   * Asks who she is as soon as that is needed, where policy says that the answer can come the way the
   * request came; once, whatever becomes of the question.
   */
  async askWho(tx: Tx, requestId: string): Promise<void> {
    const { asked } = this.policy.controller.identity;
    const [open] = await tx.query(UNASKED, [requestId, asked?.channels ?? []]);
    if (open) await this.owe(tx, { kind: 'identity_request', requestId });
  }

  /** What was overtaken before it was sent is not sent any more. */
  async voidDue(tx: Tx, { requestId, exerciseId, kinds }: Void): Promise<void> {
    const rows = await tx.query<{ id: string }>(VOID, [
      requestId,
      exerciseId ?? null,
      kinds ?? null,
    ]);
    for (const { id } of rows) {
      const data = { message: id };
      await this.append(tx, requestId, { type: 'message.voided', data, actor: 'system' });
    }
  }

  /** Nothing is open any more: what was to be said of the request on its way is overtaken. */
  async voidOvertaken(tx: Tx, requestId: string): Promise<void> {
    const open = await tx.query(
      'SELECT 1 FROM exercises WHERE request_id = $1 AND closed_at IS NULL LIMIT 1',
      [requestId],
    );
    if (open.length > 0) return;
    await this.voidDue(tx, { requestId, kinds: ['acknowledgement', 'identity_request'] });
  }

  private async write(tx: Tx, owed: Owed): Promise<{ id: string }> {
    const { kind, requestId, exercise, about, reason, values } = owed;
    const id = newId('msg');
    const request = await requestOf(tx, requestId);
    const facts = {
      kind,
      requestId,
      rights: exercise ? [exercise.right] : request.rights,
      ...(reason ? { reason } : {}),
      ...(values ? { values } : {}),
      ...(await this.judged(tx, owed)),
    };
    const { locale, template, text } = composeMessage(facts, request, this.policy);
    const key = await this.vault.requestKey(tx, requestId);
    const exerciseId = exercise?.id ?? null;
    const of = { kind, requestId, exerciseId, receivedAt: request.receivedAt };
    await tx.query(
      `INSERT INTO messages (id, request_id, exercise_id, kind, about, reason, locale, template,
         body, due_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        id,
        requestId,
        exerciseId,
        kind,
        about ?? null,
        reason ?? null,
        locale,
        template,
        key.encrypt(`message:${id}`, Buffer.from(text)),
        owed.dueAt ?? (await dueAt(tx, of)),
        new Date(),
      ],
    );
    const data = {
      message: id,
      ...(exercise ? { exercise: exercise.id } : {}),
      kind,
      locale,
      template,
      text: digestOf(text),
    };
    await this.append(tx, chainOf(owed), { type: 'message.owed', data, actor: 'system' });
    return { id };
  }

  /** What a person judged is told with her reasons. */
  private async judged(
    tx: Tx,
    { kind, requestId, exercise }: Owed,
  ): Promise<{ statement?: string }> {
    if (!exercise || !ANSWER_KINDS.some((one) => one === kind)) return {};
    const of = { requestId, exerciseId: exercise.id };
    const statement = await statementOf(tx, of, this.vault);
    return statement ? { statement } : {};
  }

  private append(tx: Tx, requestId: string, said: EvidenceFact & { actor: string }) {
    return this.evidence.append(tx, { requestId, at: new Date(), ...said });
  }
}

/** A complaint has a chain of its own, since the request's may be closed. */
function chainOf({ kind, about, requestId }: Owed): string {
  return kind === 'complaint_acknowledgement' && about ? about : requestId;
}

/** Which messages fall away: all of the request, or of one exercise, or of some kinds. */
interface Void {
  requestId: string;
  exerciseId?: string;
  kinds?: MessageKind[];
}

async function requestOf(tx: Tx, requestId: string): Promise<RequestRow> {
  const [request] = await tx.query<RequestRow>(REQUEST, [requestId]);
  if (!request) throw new HabeasError('not_found', 'There is no such request.');
  return request;
}
