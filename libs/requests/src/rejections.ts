import { Inject, Injectable } from '@nestjs/common';
import { Database, newId, type Tx } from '@habeas/database';
import {
  citationsOf,
  HabeasError,
  lawsWithout,
  NOTICE_GROUNDS,
  packsInForce,
  rightRules,
  type Law,
  type NoticeGround,
  type RefusalGround,
  type Right,
  type RightRule,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { POLICY, type Policy } from '@habeas/policy';
import type { Exercise } from './exercise.entity.js';
import { PAGE_SIZE, PAGE_SIZE_MAX } from './pages.js';

/** A rejection as a law wants it on record: nothing in it is about the person. */
export interface RejectionView {
  id: string;
  request: string;
  exercise: string;
  law: Law;
  right: Right;
  ground: NoticeGround;
  /** The provision that knows the ground. */
  citation: string;
  /** The provision that asks for this record. */
  recordedFor: string;
  at: string;
  by: string;
}

export interface RejectionFilter {
  /** The last id of the page before. */
  cursor?: string;
  limit?: number;
  law?: Law;
}

type Rejected = Pick<Exercise, 'id' | 'requestId' | 'right' | 'reason' | 'outcome'>;
type RejectionRow = Omit<RejectionView, 'at'> & { at: Date };

const LIST = `
  SELECT id, request_id AS request, exercise_id AS exercise, law, "right", ground, citation,
    recorded_for AS "recordedFor", rejected_at AS at, rejected_by AS by
  FROM rejection_records
  WHERE ($1::text IS NULL OR id < $1) AND ($3::text IS NULL OR law = $3)
  ORDER BY id DESC LIMIT $2`;

/** The record of rejections that a law demands, such as s. 39(7) of the Thai PDPA. */
@Injectable()
export class Rejections {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly evidence: EvidenceLog,
    private readonly database: Database,
  ) {}

  /** Puts what is refused, in whole or in part, on record under each law that wants it there. */
  async record(tx: Tx, exercise: Rejected, { at, by }: { at: Date; by: string }): Promise<void> {
    const { id, requestId, right, reason, outcome } = exercise;
    const ground = NOTICE_GROUNDS.find((known) => known === reason);
    if (!ground || !outcome || outcome === 'fulfilled') return;
    for (const { law, rule } of await rulesFor(tx, exercise, this.policy)) {
      const wanted = rule.recordOfRejection;
      const [citation] = citationsOf(rule, ground);
      if (!wanted || (!citation && outcome !== 'refused')) continue;
      const record = newId('rej');
      const rows = await tx.query(
        `INSERT INTO rejection_records (id, request_id, exercise_id, law, "right", ground, citation,
           recorded_for, rejected_at, rejected_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id`,
        [record, requestId, id, law, right, ground, citation ?? '', wanted.citation, at, by],
      );
      if (rows.length === 0) continue;
      const data = { record, exercise: id, law, right, ground };
      await this.evidence.append(tx, {
        requestId,
        type: 'rejection.recorded',
        actor: by,
        at,
        data,
      });
    }
  }

  /** Newest first; `next` is the cursor of the page that follows, if any. */
  async list(filter: RejectionFilter): Promise<{ items: RejectionView[]; next?: string }> {
    const limit = Math.min(filter.limit ?? PAGE_SIZE, PAGE_SIZE_MAX);
    const params = [filter.cursor ?? null, limit + 1, filter.law ?? null];
    const rows = await this.database.query<RejectionRow>(LIST, params);
    const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: last.id } : { items };
  }
}

/**
 * Throws `ground_not_in_law` unless each law that applies, and knows the right, knows the ground for
 * it: what one law grants is owed whatever another one would refuse.
 */
export async function assertGroundCarries(
  tx: Tx,
  { exercise, ground }: { exercise: Rejected; ground: RefusalGround },
  policy: Policy,
): Promise<void> {
  const without = lawsWithout(ground, await rulesFor(tx, exercise, policy));
  if (without.length === 0) return;
  throw new HabeasError(
    'ground_not_in_law',
    `${ground} is no ground for refusing ${exercise.right} under ${without.join(' and ')}. ` +
      'Name a ground that carries under every law, or do what is owed under that one.',
  );
}

async function rulesFor(
  tx: Tx,
  { requestId, right }: Rejected,
  { packs, controller }: Policy,
): Promise<{ law: Law; rule: RightRule }[]> {
  const [request] = await tx.query<{ laws: Law[]; receivedAt: Date }>(
    'SELECT laws, received_at AS "receivedAt" FROM requests WHERE id = $1',
    [requestId],
  );
  if (!request) throw new HabeasError('not_found', 'There is no such request.');
  const inForce = packsInForce(packs, controller.venues, request.receivedAt.toISOString());
  return rightRules(inForce, request.laws, right);
}
