/**
 * Equal requests: one is carried out, the others point to it and end with it.
 *
 * Who is the active one of a group changes only under the group's lock, which is taken before any
 * row of a request, so that ten intakes at one instant, a verification and the end of the active
 * one come one after the other. Who wins is decided in `domain`; here it is written.
 */
import type { Tx } from '@habeas/database';
import {
  displaces,
  endsDuplicates,
  heirOf,
  isFinal,
  mayBeDisplaced,
  type Contender,
  type Requester,
} from '@habeas/domain';
import type { EvidenceLog } from '@habeas/evidence';
import { canonicalJson } from '@habeas/evidence-format';
import type { Outbox } from '@habeas/messaging';
import type { Vault } from '@habeas/vault';
import type { CheckedIntake } from './intake-check.js';

/** What a change among duplicates is written with. */
export interface DuplicateLog {
  evidence: EvidenceLog;
  outbox: Outbox;
}

interface Grouped {
  group: string | null;
  active: string | null;
}

const GROUPED = `SELECT group_digest AS "group", duplicate_of AS active FROM requests WHERE id = $1`;
const CONTENDERS = `
  SELECT r.id,
    (SELECT coalesce(array_agg(DISTINCT i.level), '{}') FROM identifiers i
      WHERE i.request_id = r.id) AS levels,
    (SELECT coalesce(array_agg(e.status ORDER BY e.id), '{}') FROM exercises e
      WHERE e.request_id = r.id) AS statuses
  FROM requests r`;

/** All that makes two requests equal, as a keyed digest. */
export function groupDigest(
  vault: Vault,
  given: { controller: string; requester: Requester; checked: CheckedIntake },
): string {
  const { controller, requester, checked } = given;
  const identifiers = checked.identifiers.map(({ type, value }) => vault.digest(type, value));
  // By way of JSON, as it is stored: no class of a body and no undefined field makes a difference.
  const rights = checked.exercises.map(({ right, parameters }) =>
    canonicalJson(JSON.parse(JSON.stringify({ right, parameters }))),
  );
  const equal = {
    controller,
    requester,
    laws: checked.laws.toSorted(),
    identifiers: identifiers.toSorted(),
    rights: rights.toSorted(),
  };
  return vault.digest('request-group', canonicalJson(equal));
}

/** The request that a new one of this group repeats. Holds the group until the commit. */
export async function activeOf(tx: Tx, group: string): Promise<string | undefined> {
  await lock(tx, group);
  const [active] = await tx.query<{ id: string }>(
    `SELECT r.id FROM requests r
     WHERE r.group_digest = $1 AND r.closed_at IS NULL AND r.duplicate_of IS NULL
       AND EXISTS (SELECT 1 FROM exercises e WHERE e.request_id = r.id AND e.closed_at IS NULL)
     ORDER BY r.id LIMIT 1`,
    [group],
  );
  return active?.id;
}

/**
 * Before an identifier is verified: holds the group, and, where the active request may lose its
 * place, the rows, so that it does not begin meanwhile. Nothing else may be locked before.
 */
export async function holdGroup(tx: Tx, requestId: string): Promise<void> {
  const [before] = await tx.query<Grouped>(GROUPED, [requestId]);
  if (!before?.group) return;
  await lock(tx, before.group);
  const [own] = await tx.query<Grouped>(GROUPED, [requestId]);
  if (!own?.active) return;
  const [active] = await contenders(tx, [own.active]);
  if (!active || !mayBeDisplaced(active)) return;
  await tx.query('SELECT id FROM requests WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE', [
    [requestId, own.active],
  ]);
}

/** After it: the first that is verified takes the place of one that nobody has shown to be theirs. */
export async function contend(tx: Tx, requestId: string, log: DuplicateLog): Promise<void> {
  const [own] = await tx.query<Grouped>(GROUPED, [requestId]);
  if (!own?.active) return;
  const both = await contenders(tx, [requestId, own.active]);
  const candidate = both.find(({ id }) => id === requestId);
  const active = both.find(({ id }) => id !== requestId);
  if (!candidate || !active || !displaces(candidate, active)) return;
  await repoint(tx, { from: active.id, to: requestId }, log);
}

/** Before a duplicate is advanced: when the active one ended without an answer, another follows. */
export async function succeed(tx: Tx, requestId: string, log: DuplicateLog): Promise<void> {
  const [before] = await tx.query<Grouped>(GROUPED, [requestId]);
  if (!before?.group || !before.active || !(await isOrphaned(tx, before.active))) return;
  await lock(tx, before.group);
  const [own] = await tx.query<Grouped>(GROUPED, [requestId]);
  if (own?.active !== before.active) return;
  const rows = await tx.query<{ id: string }>(
    'SELECT id FROM requests WHERE duplicate_of = $1 AND closed_at IS NULL',
    [own.active],
  );
  const ids = rows.map(({ id }) => id);
  const heir = heirOf(await contenders(tx, ids));
  if (heir) await repoint(tx, { from: own.active, to: heir.id }, log);
}

/** How a duplicate stands to the request that it repeats. */
export async function duplicateState(
  tx: Pick<Tx, 'query'>,
  activeId: string | null,
): Promise<'waits' | 'ended' | undefined> {
  if (!activeId) return undefined;
  const [active] = await contenders(tx, [activeId]);
  return active && endsDuplicates(active) ? 'ended' : 'waits';
}

async function isOrphaned(tx: Tx, activeId: string): Promise<boolean> {
  const [active] = await contenders(tx, [activeId]);
  return active !== undefined && active.statuses.every(isFinal) && !endsDuplicates(active);
}

function contenders(tx: Pick<Tx, 'query'>, ids: string[]): Promise<Contender[]> {
  return tx.query<Contender>(`${CONTENDERS} WHERE r.id = ANY ($1) ORDER BY r.id`, [ids]);
}

/** All that pointed to `from`, and `from` itself while it is open, point to `to`. */
async function repoint(
  tx: Tx,
  { from, to }: { from: string; to: string },
  { evidence, outbox }: DuplicateLog,
): Promise<void> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE requests SET duplicate_of = CASE WHEN id = $2 THEN NULL ELSE $2 END
     WHERE closed_at IS NULL AND (duplicate_of = $1 OR (id = $1 AND EXISTS (
       SELECT 1 FROM exercises e WHERE e.request_id = $1 AND e.closed_at IS NULL)))
     RETURNING id`,
    [from, to],
  );
  const at = new Date();
  for (const { id } of rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const fact =
      id === to
        ? { type: 'duplicate.lifted' as const, data: { of: from } }
        : { type: 'duplicate.marked' as const, data: { of: to } };
    await evidence.append(tx, { requestId: id, actor: 'system', at, ...fact });
    await outbox.ring(tx, 'request.advance', id);
  }
}

async function lock(tx: Tx, group: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('group:' || $1, 0))`, [group]);
}
