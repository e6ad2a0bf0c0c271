import type { Tx } from '@habeas/database';
import type { MessageKind } from '@habeas/domain';

/** Confirming a receipt has no number under most laws; policy. */
export const ACKNOWLEDGE_WITHIN_DAYS = 7;

const DAY_MS = 86_400_000;

/** The milestone by which a kind is owed; else the answer's own date. */
const MILESTONES: Partial<Record<MessageKind, string>> = {
  extension_notice: 'extensionNoticeSafe',
  partial_notice: 'refusalNoticeSafe',
  refusal_notice: 'refusalNoticeSafe',
  expired_notice: 'refusalNoticeSafe',
};

/** What must be asked is asked without undue delay: a day lost counts against us. */
const AT_ONCE: readonly MessageKind[] = ['identity_request', 'clarification_request'];
const UNNUMBERED: readonly MessageKind[] = [
  'release_notice',
  'recipients_list',
  'complaint_acknowledgement',
];

// The earliest of all laws, by the reading that is safe.
const BY_CLOCKS = `
  SELECT min(coalesce((k.milestones->>$3)::timestamptz, k.safe_due)) AS at
  FROM clocks k JOIN exercises e ON e.id = k.exercise_id
  WHERE e.request_id = $1 AND ($2::text IS NULL OR e.id = $2)`;

const OWED = `SELECT id, kind FROM messages WHERE exercise_id = $1 AND status = 'due'`;

/** The instant by which a message must be sent; null where nothing has a number. */
export async function dueAt(
  tx: Tx,
  owed: { kind: MessageKind; requestId: string; exerciseId: string | null; receivedAt: Date },
): Promise<Date | null> {
  const { kind, requestId, exerciseId, receivedAt } = owed;
  if (kind === 'acknowledgement') {
    return new Date(receivedAt.getTime() + ACKNOWLEDGE_WITHIN_DAYS * DAY_MS);
  }
  if (AT_ONCE.includes(kind)) return new Date();
  if (UNNUMBERED.includes(kind)) return null;
  const params = [requestId, exerciseId, MILESTONES[kind] ?? ''];
  const [row] = await tx.query<{ at: Date | null }>(BY_CLOCKS, params);
  return row?.at ?? null;
}

/** The clocks of an exercise have moved; what is still to be sent moves with them. */
export async function moveDueDates(
  tx: Tx,
  { id, requestId }: { id: string; requestId: string },
): Promise<void> {
  for (const message of await tx.query<{ id: string; kind: MessageKind }>(OWED, [id])) {
    if (AT_ONCE.includes(message.kind)) continue;
    const of = { kind: message.kind, requestId, exerciseId: id, receivedAt: new Date() };
    await tx.query('UPDATE messages SET due_at = $2 WHERE id = $1', [
      message.id,
      await dueAt(tx, of),
    ]);
  }
}

/**
 * True while a person is to be told something: the request does not close before. A complaint is a
 * case of its own.
 */
export async function owesMessages(tx: Tx, requestId: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM messages WHERE request_id = $1 AND status = 'due'
       AND kind <> 'complaint_acknowledgement' LIMIT 1`,
    [requestId],
  );
  return rows.length > 0;
}
