import { Inject, Injectable } from '@nestjs/common';
import { Database, newId, type Queryable, type Tx } from '@habeas/database';
import { HabeasError, type Channel, type ComplaintSubject, type Law } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { POLICY, type Policy } from '@habeas/policy';
import { Vault } from '@habeas/vault';
import type { Complaint, ComplaintOutcome } from './complaint.entity.js';
import { assertPast, lockExercises } from './exercise-choice.js';
import { dayOf } from './messages/compose-message.js';
import { dutyDue } from './messages/duty-clock.js';
import { Messages } from './messages/messages.js';

export interface ComplaintInput {
  requestId: string;
  exerciseId?: string;
  about: ComplaintSubject;
  channel: Channel;
  receivedAt: Date;
}

export interface ComplaintView {
  id: string;
  request: string;
  exercise: string | null;
  about: ComplaintSubject;
  channel: Channel;
  receivedAt: string;
  /** Until when the receipt must be confirmed; null where no law has a number. */
  acknowledgeBy: string | null;
  /** When the confirmation is recorded as sent. */
  acknowledgedAt: string | null;
  outcome: { outcome: ComplaintOutcome; at: string; by: string } | null;
}

type Row = Complaint & { acknowledgedAt: Date | null };

const LIST = `
  SELECT c.id, c.request_id AS "requestId", c.exercise_id AS "exerciseId", c.about, c.channel,
    c.received_at AS "receivedAt", c.acknowledge_by AS "acknowledgeBy", c.outcome,
    c.decided_at AS "decidedAt", c.decided_by AS "decidedBy", m.sent_at AS "acknowledgedAt"
  FROM complaints c
  LEFT JOIN messages m ON m.about = c.id AND m.kind = 'complaint_acknowledgement'
  WHERE c.request_id = $1 ORDER BY c.id`;

/** Complaints about a request: cases of their own, each with its clock and its evidence. */
@Injectable()
export class Complaints {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly evidence: EvidenceLog,
    private readonly messages: Messages,
  ) {}

  /** Takes a complaint in; its confirmation is then due. Throws `not_found`, `received_in_future`. */
  async file(tx: Tx, input: ComplaintInput, principal: { id: string }): Promise<{ id: string }> {
    const { requestId, exerciseId, about, channel, receivedAt } = input;
    assertPast(receivedAt, 'receivedAt');
    const laws = await this.lawsOf(tx, input);
    const id = newId('cmp');
    const due = dutyDue(this.policy, { duty: 'complaint_acknowledgement', laws, receivedAt });
    await tx.query(
      `INSERT INTO complaints (id, request_id, exercise_id, about, channel, received_at,
         acknowledge_by, recorded_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, requestId, exerciseId ?? null, about, channel, receivedAt, due ?? null, principal.id],
    );
    await this.begin(tx, { id, input, ...(due ? { due } : {}) }, principal);
    await this.messages.owe(tx, {
      kind: 'complaint_acknowledgement',
      requestId,
      about: id,
      reason: about,
      values: { complainedOn: dayOf(receivedAt, { laws }, this.policy) },
      ...(due ? { dueAt: due } : {}),
    });
    return { id };
  }

  /** Records what became of it; once. Throws `not_found`, `transition_illegal`. */
  async decide(
    tx: Tx,
    { complaintId, outcome }: { complaintId: string; outcome: ComplaintOutcome },
    principal: { id: string },
  ): Promise<void> {
    const at = new Date();
    const rows = await tx.query<{ outcome: ComplaintOutcome | null }>(
      'SELECT outcome FROM complaints WHERE id = $1 FOR UPDATE',
      [complaintId],
    );
    const [complaint] = rows;
    if (!complaint) throw new HabeasError('not_found', 'There is no complaint by that id.');
    if (complaint.outcome) {
      throw new HabeasError(
        'transition_illegal',
        `This complaint is ${complaint.outcome} already.`,
      );
    }
    await tx.query(
      'UPDATE complaints SET outcome = $2, decided_at = $3, decided_by = $4 WHERE id = $1',
      [complaintId, outcome, at, principal.id],
    );
    const said = { type: 'complaint.decided' as const, actor: principal.id, at, data: { outcome } };
    await this.evidence.append(tx, { requestId: complaintId, ...said });
  }

  /** Of one request, oldest first. Throws `not_found`. */
  async list(requestId: string): Promise<ComplaintView[]> {
    const known = await this.database.query('SELECT 1 FROM requests WHERE id = $1', [requestId]);
    if (known.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    return complaintsOf(this.database, requestId);
  }

  private async lawsOf(tx: Tx, { requestId, exerciseId, receivedAt }: ComplaintInput) {
    const exercises = await lockExercises(tx, requestId);
    if (exerciseId && !exercises.some(({ id }) => id === exerciseId)) {
      throw new HabeasError('not_found', 'There is no such exercise here.');
    }
    const [request] = await tx.query<{ laws: Law[]; receivedAt: Date }>(
      'SELECT laws, received_at AS "receivedAt" FROM requests WHERE id = $1',
      [requestId],
    );
    if (!request) throw new HabeasError('not_found', 'There is no such request.');
    if (receivedAt >= request.receivedAt) return request.laws;
    throw new HabeasError('body_invalid', 'This lies before the request; give when it was.');
  }

  /** The chain of the request may be closed long since: a complaint begins its own. */
  private async begin(
    tx: Tx,
    { id, input, due }: { id: string; input: ComplaintInput; due?: Date },
    principal: { id: string },
  ): Promise<void> {
    const { requestId: request, exerciseId: exercise, about, channel, receivedAt } = input;
    await this.vault.createRequestKey(tx, id);
    await this.evidence.openChain(tx, id);
    await this.evidence.append(tx, {
      requestId: id,
      type: 'complaint.received',
      actor: principal.id,
      at: new Date(),
      data: {
        request,
        ...(exercise ? { exercise } : {}),
        about,
        channel,
        receivedAt: receivedAt.toISOString(),
        ...(due ? { acknowledgeBy: due.toISOString() } : {}),
      },
    });
  }
}

/** The complaints about a request, oldest first. */
export async function complaintsOf(db: Queryable, requestId: string): Promise<ComplaintView[]> {
  return (await db.query<Row>(LIST, [requestId])).map(viewOf);
}

function viewOf(row: Row): ComplaintView {
  const { outcome, decidedAt, decidedBy } = row;
  return {
    id: row.id,
    request: row.requestId,
    exercise: row.exerciseId,
    about: row.about,
    channel: row.channel,
    receivedAt: row.receivedAt.toISOString(),
    acknowledgeBy: row.acknowledgeBy?.toISOString() ?? null,
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    outcome:
      outcome && decidedAt && decidedBy
        ? { outcome, at: decidedAt.toISOString(), by: decidedBy }
        : null,
  };
}
