import type { Queryable } from '@habeas/database';
import type { Vault } from '@habeas/vault';
import type { BalanceOutcome, Judgement } from './judgement.entity.js';

export interface JudgementView extends Pick<Judgement, 'kind' | 'outcome' | 'ground'> {
  at: string;
  by: string;
}

/** Of an exercise `e`, as a document; null while nobody has judged. */
export const JUDGEMENT = `(SELECT jsonb_build_object('kind', j.kind, 'outcome', j.outcome,
    'ground', j.ground, 'at', j.decided_at, 'by', j.decided_by)
  FROM judgements j WHERE j.exercise_id = e.id AND j.seal = e.seal)`;

/** What the person who judged it wrote for whom it is about; undefined when nobody judged. */
export async function statementOf(
  db: Queryable,
  { requestId, exerciseId }: { requestId: string; exerciseId: string },
  vault: Vault,
): Promise<string | undefined> {
  const [row] = await db.query<{ id: string; statement: Buffer }>(
    `SELECT j.id, j.statement FROM judgements j
     JOIN exercises e ON e.id = j.exercise_id AND e.seal = j.seal WHERE e.id = $1`,
    [exerciseId],
  );
  if (!row) return undefined;
  const key = await vault.requestKey(db, requestId);
  return key.decrypt(`judgement:${row.id}`, row.statement).toString();
}

/** By exercise, how the interests were weighed under the plan in force. */
export async function balancesOf(
  db: Queryable,
  requestId: string,
): Promise<Map<string, BalanceOutcome>> {
  const rows = await db.query<{ id: string; outcome: BalanceOutcome }>(
    `SELECT e.id, j.outcome FROM judgements j
     JOIN exercises e ON e.id = j.exercise_id AND e.seal = j.seal
     WHERE j.request_id = $1 AND j.kind = 'balance'`,
    [requestId],
  );
  return new Map(rows.map(({ id, outcome }) => [id, outcome]));
}
