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

const INSERT = `
  INSERT INTO recipient_notices (id, request_id, exercise_id, recipient, categories, assumed, owed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`;

// A recipient that is a system of its own, under the register's id, was told by its task.
const TOLD_BY_TASK = `
  UPDATE recipient_notices n
  SET status = 'told', channel = 'connector', settled_at = t.finished_at, task_id = t.id
  FROM tasks t JOIN connectors c ON c.id = t.connector_id
  WHERE n.exercise_id = $1 AND n.status = 'owed' AND c.slug = n.recipient
    AND t.exercise_id = n.exercise_id AND t.action = 'notify' AND t.outcome = 'completed'
  RETURNING n.id, n.recipient, t.id AS task, t.finished_at AS at`;

/** Writes whom the law wants told of what was done; asked twice it writes nothing more. */
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
  const notice = newId('rcn');
  const at = new Date();
  const { id, requestId } = exercise;
  const { id: recipient, categories, assumed } = owed;
  const params = [notice, requestId, id, recipient, categories, assumed, at];
  if ((await tx.query(INSERT, params)).length === 0) return;
  const data = { notice, exercise: id, recipient, categories: categories.length };
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
