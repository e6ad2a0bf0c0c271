import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@habeas/database';
import { HabeasError, isFinal, type ExerciseStatus, type MeasureStatus } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import type { EvidenceFact } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import type { AnswerChannel } from './decisions.js';
import { assertPast } from './exercise-choice.js';
import type { Measure } from './measure.entity.js';
import { MEASURE_STATUS } from './measures-in-force.js';
import { PAGE_SIZE, PAGE_SIZE_MAX } from './request-queries.js';

export interface MeasureFilter {
  /** The last id of the page before. */
  cursor?: string;
  limit?: number;
  requestId?: string;
  status?: MeasureStatus;
}

export interface MeasureView {
  id: string;
  request: string;
  exercise: string;
  kind: Measure['kind'];
  purpose: Measure['purpose'];
  status: MeasureStatus;
  imposedAt: string;
  /** When the person was told that a restriction will be lifted. */
  notice: { sentAt: string; channel: string; by: string } | null;
  /** Who lifted it, and when the last system had done so. */
  release: { askedAt: string; by: string; releasedAt: string | null } | null;
}

const COLUMNS = `id, request_id AS "requestId", exercise_id AS "exerciseId", kind, purpose,
  imposed_at AS "imposedAt", notice_sent_at AS "noticeSentAt",
  notice_channel AS "noticeChannel", notice_by AS "noticeBy",
  release_asked_at AS "releaseAskedAt", release_by AS "releaseBy", released_at AS "releasedAt",
  ${MEASURE_STATUS} AS status`;

type Row = Measure & { status: MeasureStatus };

/** Measures: seen, and, for restrictions, lifted by people: first told, then released. */
@Injectable()
export class Measures {
  constructor(
    private readonly database: Database,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
  ) {}

  /** Records that the person was told of the release to come (GDPR Art. 18(3)). */
  async recordNotice(
    tx: Tx,
    input: { measureId: string; channel: AnswerChannel; sentAt: Date },
    principal: { id: string },
  ): Promise<void> {
    const measure = await this.liftable(tx, input.measureId);
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
  }

  /**
   * Lifts a restriction: its systems are told, and it ends when all have done so. Throws
   * `notice_missing` when the person was not told before, `transition_illegal` while its exercise
   * is under way, for one that is being lifted, and for suppressions.
   */
  async release(tx: Tx, input: { measureId: string }, principal: { id: string }): Promise<void> {
    const measure = await this.liftable(tx, input.measureId);
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

  /** Throws `not_found`. */
  async view(id: string): Promise<MeasureView> {
    const [row] = await this.database.query<Row>(`SELECT ${COLUMNS} FROM measures WHERE id = $1`, [
      id,
    ]);
    if (!row) throw new HabeasError('not_found', 'There is no measure by that id.');
    return viewOf(row);
  }

  /** Newest first; `next` is the cursor of the page that follows, if any. */
  async list(filter: MeasureFilter): Promise<{ items: MeasureView[]; next?: string }> {
    const limit = Math.min(filter.limit ?? PAGE_SIZE, PAGE_SIZE_MAX);
    const { cursor = null, requestId = null, status = null } = filter;
    const rows = await this.database.query<Row>(
      `SELECT ${COLUMNS} FROM measures
       WHERE ($1::text IS NULL OR id < $1) AND ($3::text IS NULL OR request_id = $3)
         AND ($4::text IS NULL OR ${MEASURE_STATUS} = $4)
       ORDER BY id DESC LIMIT $2`,
      [cursor, limit + 1, requestId, status],
    );
    const items = rows.slice(0, limit).map(viewOf);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }

  private async liftable(tx: Tx, id: string): Promise<Row> {
    const [row] = await tx.query<Row>(`SELECT ${COLUMNS} FROM measures WHERE id = $1 FOR UPDATE`, [
      id,
    ]);
    if (!row) throw new HabeasError('not_found', 'There is no measure by that id.');
    if (row.kind !== 'restriction') {
      throw new HabeasError(
        'transition_illegal',
        'A suppression is not released: it ends when the person agrees anew, in the system itself.',
      );
    }
    if (row.status === 'in_force') return row;
    throw new HabeasError('transition_illegal', `This restriction is ${row.status} already.`);
  }

  // Were it lifted under way, an order to restrict could come after the order to release.
  private async assertAnswered(tx: Tx, measure: Measure): Promise<void> {
    const [row] = await tx.query<{ status: ExerciseStatus }>(
      'SELECT status FROM exercises WHERE id = $1',
      [measure.exerciseId],
    );
    if (row && isFinal(row.status)) return;
    throw new HabeasError(
      'transition_illegal',
      `The restriction is ${row?.status ?? 'unknown'}: answer it, or withdraw it, before lifting it.`,
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

function viewOf(row: Row): MeasureView {
  const { noticeSentAt, noticeChannel, noticeBy, releaseAskedAt, releaseBy, releasedAt } = row;
  const told = noticeSentAt && noticeChannel && noticeBy;
  return {
    id: row.id,
    request: row.requestId,
    exercise: row.exerciseId,
    kind: row.kind,
    purpose: row.purpose,
    status: row.status,
    imposedAt: row.imposedAt.toISOString(),
    notice: told
      ? { sentAt: noticeSentAt.toISOString(), channel: noticeChannel, by: noticeBy }
      : null,
    release:
      releaseAskedAt && releaseBy
        ? {
            askedAt: releaseAskedAt.toISOString(),
            by: releaseBy,
            releasedAt: releasedAt?.toISOString() ?? null,
          }
        : null,
  };
}
