/**
 * What a connector answered, recorded once.
 *
 * Three ways lead here: the answer to a call, a signed callback, a lease report. All are fenced: an
 * attempt by its token, a callback by the task still being open. Late and doubled answers change
 * nothing and are not errors.
 */
import { Injectable } from '@nestjs/common';
import type { Answer, Identifier, Match } from '@habeas/connector-sdk';
import { newId, type Tx } from '@habeas/database';
import {
  HabeasError,
  IDENTIFIER_TYPES,
  LEVELS,
  normaliseIdentifier,
  type IdentifierType,
  type Level,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { receiptDigest } from '@habeas/evidence-format';
import { Outbox, TaskFeed } from '@habeas/messaging';
import { Vault } from '@habeas/vault';
import type { TaskResult } from './task.entity.js';

/** An answer with what fences it: the attempt's token, or nothing for a verified callback. */
export interface RecordedOutcome {
  taskId: string;
  attemptToken?: string;
  answer: Answer;
  blobId?: string;
  datasets?: TaskResult['datasets'];
}

interface DoneTask {
  id: string;
  requestId: string;
  connectorId: string;
  slug: string;
  identifierIds: string[];
}

interface Parent {
  id: string;
  level: Level;
}

const FINISH = `
  UPDATE tasks t SET status = 'done', outcome = $3, result = $4, blob_id = $5, finished_at = now(),
    attempt_token = NULL, lease_until = NULL, last_error = NULL
  FROM connectors c
  WHERE t.id = $1 AND c.id = t.connector_id AND t.status NOT IN ('done', 'cancelled')
    AND ($2::text IS NULL OR t.attempt_token = $2)
  RETURNING t.id, t.request_id AS "requestId", t.connector_id AS "connectorId", c.slug,
    t.identifier_ids AS "identifierIds"`;

@Injectable()
export class Outcomes {
  constructor(
    private readonly vault: Vault,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
    private readonly feed: TaskFeed,
  ) {}

  /** True when this answer ended the task, false when it came late or twice. */
  async record(tx: Tx, outcome: RecordedOutcome): Promise<boolean> {
    const { answer } = outcome;
    const [task] = await tx.query<DoneTask>(FINISH, [
      outcome.taskId,
      outcome.attemptToken ?? null,
      answer.outcome,
      JSON.stringify(this.resultOf(outcome)),
      outcome.blobId ?? null,
    ]);
    if (!task) return false;
    const receipt = receiptDigest(answer.receipt);
    await tx.query(
      'INSERT INTO receipts (task_id, connector_id, sha256, jws) VALUES ($1, $2, $3, $4)',
      [task.id, task.connectorId, receipt, answer.receipt],
    );
    await this.evidence.append(tx, {
      requestId: task.requestId,
      type: 'task.completed',
      actor: task.slug,
      at: new Date(),
      data: { task: task.id, outcome: answer.outcome, counts: { ...answer.counts }, receipt },
    });
    await this.derive(tx, task, answer.matches ?? []);
    await this.outbox.ring(tx, 'request.advance', task.requestId);
    tx.afterCommit(() => this.feed.poke(task.connectorId));
    return true;
  }

  private resultOf({ answer, datasets }: RecordedOutcome): TaskResult {
    const { counts, matches, retained, reason } = answer;
    return {
      counts,
      ...(matches ? this.located(matches) : {}),
      ...(retained ? { retained } : {}),
      ...(datasets ? { datasets } : {}),
      ...(reason ? { reason } : {}),
    };
  }

  /** What was found, as counts, and who, as keyed digests: a person found twice is one person. */
  private located(matches: Match[]): Pick<TaskResult, 'categories' | 'subjects' | 'unusable'> {
    const categories: Record<string, number> = {};
    for (const [name, records] of matches.flatMap((one) => Object.entries(one.categories))) {
      categories[name] = (categories[name] ?? 0) + records;
    }
    const subjects = subjectsOf(matches).map((one) => this.vault.digest('subject', one));
    const given = matches.flatMap(({ identifiers }) => identifiers);
    const unusable = given.length - given.flatMap(normalised).length;
    return { categories, subjects, ...(unusable > 0 ? { unusable } : {}) };
  }

  /** A task that nobody will try again: it is parked as failed, for a person to look at. */
  async giveUp(
    tx: Tx,
    given: { taskId: string; attemptToken: string; reason: string },
  ): Promise<void> {
    const counts = { found: 0, exported: 0, erased: 0, anonymised: 0 };
    const none = { retained: 0, restricted: 0, suppressed: 0, rectified: 0 };
    const result = { counts: { ...counts, ...none } };
    const params = [given.taskId, given.attemptToken, 'failed', JSON.stringify(result), null];
    const [task] = await tx.query<DoneTask>(FINISH, params);
    if (!task) return;
    await tx.query('UPDATE tasks SET last_error = $2 WHERE id = $1', [task.id, given.reason]);
    await this.evidence.append(tx, {
      requestId: task.requestId,
      type: 'task.completed',
      actor: 'dispatch',
      at: new Date(),
      data: { task: task.id, outcome: 'failed', counts: {} },
    });
    await this.outbox.ring(tx, 'request.advance', task.requestId);
    tx.afterCommit(() => this.feed.poke(task.connectorId));
  }

  /** The identifiers that a system gave back join the request, at the level they came from. */
  private async derive(tx: Tx, task: DoneTask, matches: Match[]): Promise<void> {
    // Two people at once: nothing may be derived from either before a person has judged.
    if (subjectsOf(matches).length > 1) return;
    for (const match of matches) await this.deriveFrom(tx, task, match);
  }

  private async deriveFrom(tx: Tx, task: DoneTask, match: Match): Promise<void> {
    const parent = await this.parentOf(tx, task, match);
    if (!parent) return;
    const key = await this.vault.requestKey(tx, task.requestId);
    for (const { type, normal } of match.identifiers.flatMap(normalised)) {
      const id = newId('idn');
      const rows = await tx.query(INSERT_DERIVED, [
        id,
        task.requestId,
        type,
        key.encrypt(`identifier:${id}`, Buffer.from(normal)),
        this.vault.digest(type, normal),
        parent.level,
        parent.id,
        task.connectorId,
      ]);
      if (rows.length === 0) continue;
      await this.evidence.append(tx, {
        requestId: task.requestId,
        type: 'identifier.derived',
        actor: task.slug,
        at: new Date(),
        data: { identifier: id, type, from: parent.id, connector: task.slug, level: parent.level },
      });
    }
  }

  /** The best verified of the identifiers that led to the person. */
  private async parentOf(tx: Tx, task: DoneTask, match: Match): Promise<Parent | undefined> {
    const ids = match.by.map((index) => task.identifierIds[index]).filter((id) => id !== undefined);
    const parents = await tx.query<Parent>(
      'SELECT id, level FROM identifiers WHERE id = ANY ($1) ORDER BY id',
      [ids],
    );
    const rank = ({ level }: Parent) => LEVELS.indexOf(level);
    return parents.toSorted((a, b) => rank(b) - rank(a))[0];
  }
}

// An identifier given unverified and found again beside a verified one carries that one's level.
const INSERT_DERIVED = `
  INSERT INTO identifiers (id, request_id, type, value, digest, level, derived_from, derived_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (request_id, type, digest) DO UPDATE
    SET level = excluded.level, derived_from = excluded.derived_from,
      derived_by = excluded.derived_by
    WHERE identifiers.level = 'unverified' AND identifiers.id <> excluded.derived_from
  RETURNING id`;

/** The distinct people; records of nobody in particular count as the asker's. */
function subjectsOf(matches: Match[]): string[] {
  return [...new Set(matches.flatMap(({ subject }) => subject ?? []))];
}

/**
 * The identifier in its one form, or nothing: systems hold malformed keys, and one of those must not
 * keep the answer from being recorded. They are counted as unusable.
 */
function normalised({ type, value }: Identifier): { type: IdentifierType; normal: string }[] {
  try {
    return isKnownType(type) ? [{ type, normal: normaliseIdentifier(type, value) }] : [];
  } catch (error) {
    if (error instanceof HabeasError) return [];
    throw error;
  }
}

function isKnownType(type: string): type is IdentifierType {
  return (IDENTIFIER_TYPES as readonly string[]).includes(type);
}
