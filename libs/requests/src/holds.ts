import { Inject, Injectable } from '@nestjs/common';
import { Database, newId, type Queryable, type Tx } from '@habeas/database';
import {
  ERASING_RIGHTS,
  HabeasError,
  normaliseIdentifier,
  type IdentifierType,
} from '@habeas/domain';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import { Vault } from '@habeas/vault';
import type { Hold } from './hold.entity.js';
import { heldExercises } from './holds-in-force.js';

export interface HoldInput {
  matter: string;
  identifier?: { type: IdentifierType; value: string };
  categories: string[];
  /** ISO date on which somebody must look whether the hold is still needed. */
  reviewOn: string;
}

const COLUMNS = `id, matter, owner_id AS "ownerId", type, digest, categories,
  review_on::text AS "reviewOn", placed_at AS "placedAt", released_at AS "releasedAt",
  released_by AS "releasedBy"`;

/** Legal holds: what may not be erased while a matter is open (GDPR Art. 17(3)(e), PDPA s.33). */
@Injectable()
export class Holds {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly outbox: Outbox,
  ) {}

  /** Places a hold and looks again at everything open that may erase. Throws `category_unknown`. */
  async place(tx: Tx, input: HoldInput, principal: { id: string }): Promise<{ id: string }> {
    const { matter, identifier, categories, reviewOn } = input;
    this.assertKnown(categories);
    const id = newId('hld');
    const value = identifier && normaliseIdentifier(identifier.type, identifier.value);
    await tx.query(
      `INSERT INTO holds (id, matter, owner_id, type, digest, categories, review_on)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [
        id,
        matter,
        principal.id,
        identifier?.type ?? null,
        identifier && value !== undefined ? this.vault.digest(identifier.type, value) : null,
        categories,
        reviewOn,
      ],
    );
    await this.lookAgain(tx);
    return { id };
  }

  /** Throws `not_found`. A released hold stays on record with who released it and when. */
  async release(tx: Tx, { holdId }: { holdId: string }, principal: { id: string }): Promise<void> {
    const rows = await tx.query(
      `UPDATE holds SET released_at = now(), released_by = $2
       WHERE id = $1 AND released_at IS NULL RETURNING id`,
      [holdId, principal.id],
    );
    if (rows.length === 0) {
      throw new HabeasError('not_found', `There is no hold ${holdId} in force.`);
    }
    await this.lookAgain(tx);
  }

  list(): Promise<Hold[]> {
    return this.database.query<Hold>(`SELECT ${COLUMNS} FROM holds ORDER BY placed_at DESC`);
  }

  /** Holds in force at which somebody should have looked by this day (ISO), the longest due first. */
  toReview(today: string): Promise<Hold[]> {
    return this.database.query<Hold>(
      `SELECT ${COLUMNS} FROM holds WHERE released_at IS NULL AND review_on <= $1::date
       ORDER BY review_on, id`,
      [today],
    );
  }

  /** True when a hold forbids this erasure now; asked once more right before the call. */
  async forbids(db: Queryable, task: { requestId: string; exerciseId: string }): Promise<boolean> {
    return (await heldExercises(db, task.requestId)).has(task.exerciseId);
  }

  /** What the register does not know would hold nothing, and nobody would notice. */
  private assertKnown(categories: readonly string[]): void {
    const known = this.policy.register.categories.map(({ id }) => id);
    const detail = `The register knows no such category; give one of ${known.join(', ')}.`;
    const faults = [...categories.entries()].filter(([, id]) => !known.includes(id));
    if (faults.length === 0) return;
    const errors = faults.map(([index]) => ({ pointer: `/categories/${index}`, detail }));
    throw new HabeasError('category_unknown', detail, errors);
  }

  private async lookAgain(tx: Tx): Promise<void> {
    const rows = await tx.query<{ request_id: string }>(
      `SELECT DISTINCT request_id FROM exercises WHERE "right" = ANY ($1) AND closed_at IS NULL`,
      [[...ERASING_RIGHTS]],
    );
    for (const row of rows) await this.outbox.ring(tx, 'request.advance', row.request_id);
  }
}
