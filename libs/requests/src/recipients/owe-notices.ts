/** What recipients are owed, written where an exercise has acted; in the request's own chain. */
import { newId, type Tx } from '@habeas/database';
import { recipientsOwed, toldOf, type ToldRecipients } from '@habeas/domain';
import type { EvidenceLog } from '@habeas/evidence';
import type { Exercise } from '../exercise.entity.js';

type Acted = Pick<Exercise, 'id' | 'requestId' | 'status' | 'outcome' | 'plan'>;

// What a system says was done, whatever became of the exercise since; replaced tasks count too.
const CHANGED = `
  SELECT DISTINCT item->>'category' AS category
  FROM tasks t, jsonb_array_elements(t.scope) AS item
  WHERE t.exercise_id = $1 AND t.action = ANY ($2)
    AND t.outcome IN ('completed', 'partial', 'retained', 'accepted_unconfirmed')`;

// What was done since: it joins a notice that is still owed; after one that is settled comes another.
const INSERT = `
  INSERT INTO recipient_notices AS n
    (id, request_id, exercise_id, recipient, categories, assumed, owed_at)
  SELECT $1, $2, $3, $4, further, $6, $7 FROM (
    SELECT ARRAY(SELECT c FROM unnest($5::text[]) AS c WHERE NOT EXISTS (
      SELECT 1 FROM recipient_notices o
      WHERE o.exercise_id = $3 AND o.recipient = $4 AND c = ANY (o.categories))) AS further) AS new
  WHERE further <> '{}'
  ON CONFLICT (exercise_id, recipient) WHERE status = 'owed'
  DO UPDATE SET categories = n.categories || excluded.categories
  RETURNING n.id, cardinality(n.categories) AS count`;

// A recipient that is a system of its own, under the register's id, was told by its task.
const TOLD_BY_TASK = `
  UPDATE recipient_notices n
  SET status = 'told', channel = 'connector', settled_at = t.finished_at, task_id = t.id
  FROM tasks t JOIN connectors c ON c.id = t.connector_id
  WHERE n.exercise_id = $1 AND n.status = 'owed' AND c.slug = n.recipient
    AND t.exercise_id = n.exercise_id AND t.action = 'notify' AND t.outcome = 'completed'
    AND NOT EXISTS (SELECT 1 FROM recipient_notices o WHERE o.task_id = t.id)
  RETURNING n.id, n.recipient, t.id AS task, t.finished_at AS at`;

/** Writes whom the law wants told of what was done; asked twice it writes only what is new. */
export async function oweNotices(tx: Tx, exercise: Acted, evidence: EvidenceLog): Promise<void> {
  const { id, plan } = exercise;
  if (!plan?.told) return;
  const changed = await tx.query<{ category: string }>(CHANGED, [id, toldOf(exercise)]);
  const categories = changed.map(({ category }) => category);
  for (const owed of recipientsOwed(plan.told, categories)) {
    await oweNotice(tx, { exercise, owed }, evidence);
  }
  await settleByTasks(tx, exercise, evidence);
}

async function oweNotice(
  tx: Tx,
  { exercise, owed }: { exercise: Acted; owed: ToldRecipients['recipients'][number] },
  evidence: EvidenceLog,
): Promise<void> {
  const at = new Date();
  const { id, requestId } = exercise;
  const { id: recipient, categories, assumed } = owed;
  const params = [newId('rcn'), requestId, id, recipient, categories, assumed, at];
  const [row] = await tx.query<{ id: string; count: number }>(INSERT, params);
  if (!row) return;
  const data = { notice: row.id, exercise: id, recipient, categories: row.count };
  await evidence.append(tx, { requestId, type: 'recipient.owed', actor: 'system', at, data });
}

interface ToldRow {
  id: string;
  recipient: string;
  task: string;
  at: Date;
}

async function settleByTasks(tx: Tx, exercise: Acted, evidence: EvidenceLog): Promise<void> {
  const { id, requestId } = exercise;
  for (const told of await tx.query<ToldRow>(TOLD_BY_TASK, [id])) {
    const { id: notice, recipient, task } = told;
    const of = { notice, request: requestId, exercise: id, recipient };
    const how = { status: 'told', channel: 'connector', at: told.at.toISOString(), task };
    await evidence.append(tx, {
      requestId,
      type: 'recipient.settled',
      actor: 'system',
      at: new Date(),
      data: { ...of, ...how },
    });
  }
}
