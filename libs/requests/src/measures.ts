import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@habeas/database';
import {
  HabeasError,
  isFinal,
  STANDING_CAUSES,
  type ExerciseStatus,
  type MeasureStatus,
  type MessageChannel,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import type { EvidenceFact } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import { Vault } from '@habeas/vault';
import { assertPast } from './exercise-choice.js';
import type { Measure } from './measure.entity.js';
import {
  MEASURE_COLUMNS,
  measureView,
  type MeasureRow,
  type MeasureView,
} from './measure-views.js';
import { MEASURE_STATUS } from './measures-in-force.js';
import { Messages } from './messages/messages.js';
import { PAGE_SIZE, PAGE_SIZE_MAX } from './pages.js';

export interface MeasureFilter {
  /** The last id of the page before. */
  cursor?: string;
  limit?: number;
  requestId?: string;
  status?: MeasureStatus;
}

/** Measures: seen, and released by people; before a restriction is lifted, its person is told. */
@Injectable()
export class Measures {
  constructor(
    private readonly database: Database,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
    private readonly messages: Messages,
  ) {}

  /** Records that the person was told of the release to come (GDPR Art. 18(3)). */
  async recordNotice(
    tx: Tx,
    input: { measureId: string; channel: MessageChannel; sentAt: Date },
    principal: { id: string },
  ): Promise<void> {
    const measure = await this.releasable(tx, input.measureId);
    assertRestriction(measure);
    assertPast(input.sentAt, 'sentAt');
    if (input.sentAt < measure.imposedAt) {
      throw new HabeasError(
        'body_invalid',
        'The notice is older than the restriction; tell the person that it will be lifted.',
        [{ pointer: '/sentAt', detail: 'Give an instant after the restriction was imposed.' }],
      );
    }
    await tx.query(
      'UPDATE measures SET notice_sent_at = $2, notice_channel = $3, notice_by = $4 WHERE id = $1',
      [measure.id, input.sentAt, input.channel, principal.id],
    );
    const at = input.sentAt.toISOString();
    const data = { measure: measure.id, exercise: measure.exerciseId, channel: input.channel, at };
    await this.append(tx, measure, { type: 'measure.noticed', data, actor: principal.id });
    const { id: about, requestId } = measure;
    const telling = { ...input, by: principal.id };
    await this.messages.told(tx, { kind: 'release_notice', requestId, about }, telling);
  }

  /**
   * A restriction: its systems are told, and it ends when all have done so. A suppression ends at
   * once: its identifiers leave the list. Answers what was released. Throws `notice_missing` when
   * the person was not told that a restriction ends, `transition_illegal` while its exercise is
   * under way, for one that is released already, and for one of what a law keeps.
   */
  async release(
    tx: Tx,
    input: { measureId: string },
    principal: { id: string },
  ): Promise<Pick<Measure, 'id' | 'kind' | 'purpose'>> {
    const measure = await this.releasable(tx, input.measureId);
    if (measure.kind === 'restriction') await this.lift(tx, measure, principal);
    else await this.unlist(tx, measure, principal);
    return measure;
  }

  private async lift(tx: Tx, measure: MeasureRow, principal: { id: string }): Promise<void> {
    if (!measure.noticeSentAt) {
      throw new HabeasError(
        'notice_missing',
        'A restriction is lifted only after the person was told; record the notice first.',
      );
    }
    await this.assertAnswered(tx, measure);
    await tx.query('UPDATE measures SET release_asked_at = now(), release_by = $2 WHERE id = $1', [
      measure.id,
      principal.id,
    ]);
    const data = { measure: measure.id, exercise: measure.exerciseId };
    await this.append(tx, measure, { type: 'measure.release_asked', data, actor: principal.id });
    await this.outbox.ring(tx, 'request.advance', measure.requestId);
  }

  /**
   * The chain of the request may have been closed years ago, so a release begins one of its own,
   * under the measure's id. The rows go: nobody is kept on the list without a reason.
   */
  private async unlist(tx: Tx, measure: MeasureRow, principal: { id: string }): Promise<void> {
    await this.assertAnswered(tx, measure);
    const { id, requestId: request, exerciseId: exercise, kind, purpose } = measure;
    const at = new Date();
    await tx.query('DELETE FROM suppressions WHERE measure_id = $1', [id]);
    await tx.query(
      'UPDATE measures SET release_asked_at = $2, released_at = $2, release_by = $3 WHERE id = $1',
      [id, at, principal.id],
    );
    await this.vault.createRequestKey(tx, id);
    await this.evidence.openChain(tx, id);
    await this.evidence.append(tx, {
      requestId: id,
      type: 'measure.lifted',
      actor: principal.id,
      at,
      data: { measure: id, request, exercise, kind, ...(purpose ? { purpose } : {}) },
    });
  }

  /** Throws `not_found`. */
  async view(id: string): Promise<MeasureView> {
    const [row] = await this.database.query<MeasureRow>(
      `SELECT ${MEASURE_COLUMNS} FROM measures WHERE id = $1`,
      [id],
    );
    if (!row) throw new HabeasError('not_found', 'There is no measure by that id.');
    return measureView(row);
  }

  /** Newest first; `next` is the cursor of the page that follows, if any. */
  async list(filter: MeasureFilter): Promise<{ items: MeasureView[]; next?: string }> {
    const limit = Math.min(filter.limit ?? PAGE_SIZE, PAGE_SIZE_MAX);
    const { cursor = null, requestId = null, status = null } = filter;
    const rows = await this.database.query<MeasureRow>(
      `SELECT ${MEASURE_COLUMNS} FROM measures
       WHERE ($1::text IS NULL OR id < $1) AND ($3::text IS NULL OR request_id = $3)
         AND ($4::text IS NULL OR ${MEASURE_STATUS} = $4)
       ORDER BY id DESC LIMIT $2`,
      [cursor, limit + 1, requestId, status],
    );
    const items = rows.slice(0, limit).map(measureView);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }

  private async releasable(tx: Tx, id: string): Promise<MeasureRow> {
    const [row] = await tx.query<MeasureRow>(
      `SELECT ${MEASURE_COLUMNS} FROM measures WHERE id = $1 FOR UPDATE`,
      [id],
    );
    if (!row) throw new HabeasError('not_found', 'There is no measure by that id.');
    assertLiftable(row);
    if (row.status === 'in_force') return row;
    throw new HabeasError('transition_illegal', `This ${row.kind} is ${row.status} already.`);
  }

  // Were it released under way, an order could come that puts it in force again.
  private async assertAnswered(tx: Tx, measure: Measure): Promise<void> {
    const [row] = await tx.query<{ status: ExerciseStatus }>(
      'SELECT status FROM exercises WHERE id = $1',
      [measure.exerciseId],
    );
    if (row && isFinal(row.status)) return;
    throw new HabeasError(
      'transition_illegal',
      `Its request is ${row?.status ?? 'unknown'}: answer it, or withdraw it, before this is released.`,
    );
  }

  private append(
    tx: Tx,
    { requestId }: Measure,
    said: EvidenceFact & { actor: string },
  ): Promise<unknown> {
    return this.evidence.append(tx, { requestId, at: new Date(), ...said });
  }
}

function assertLiftable({ cause }: Measure): void {
  const standing = STANDING_CAUSES.find((one) => one === cause);
  if (standing) throw new HabeasError('transition_illegal', STANDS[standing]);
}

const STANDS = {
  retained_by_law:
    'What is left is kept by law and for nothing else; it ends when the law lets it be erased.',
  objection_upheld:
    'The objection was upheld, so this use has ended for good; it would need another legal basis.',
} as const;

function assertRestriction({ kind }: Measure): void {
  if (kind === 'restriction') return;
  throw new HabeasError(
    'transition_illegal',
    'The release of a suppression needs no notice; release it without one.',
  );
}
