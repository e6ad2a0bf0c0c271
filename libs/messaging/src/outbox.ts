/**
 * Messages that leave with a commit.
 *
 * A row is written in the transaction that makes the message true, handed to BullMQ right after
 * the commit by the process that committed, and deleted by the handler in the transaction that does
 * the work. Until then the poll hands it over again, later each time. So a crash before or after
 * the hand-over, a flushed Redis, a job lost or run twice all end the same way: the row is drained
 * once, by whoever holds the request.
 *
 * Rejected: deleting on hand-over, which makes the queue a second truth; reading by "id > last",
 * which skips rows that commit out of order; NOTIFY in the transaction, which takes one
 * database-wide lock at each commit.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '@habeas/database';
import { DISCLOSURES_QUEUE, REQUESTS_QUEUE, type Topic } from './jobs.js';
import { Queues, type Ring } from './queues.js';

/** Rows handed over in one round trip. */
const BATCH_MAX = 500;
/** Rung again after so long; from the fourth time on doubling, since then it is not bad luck. */
const RING_AGAIN_MS = 5_000;
const RING_AGAIN_DOUBLINGS_MAX = 6;

interface OutboxRow {
  id: string;
  topic: Topic;
  subject_id: string;
  handed: number;
}

const ROUTES: Record<Topic, { queue: string; data: (subjectId: string) => object }> = {
  'request.advance': { queue: REQUESTS_QUEUE, data: (requestId) => ({ requestId }) },
  'disclosure.build': { queue: DISCLOSURES_QUEUE, data: (exerciseId) => ({ exerciseId }) },
};

const HAND_OVER = `
  UPDATE outbox SET handed = handed + 1,
    hand_at = now() + make_interval(secs => $2 * power(2, least(greatest(handed - 2, 0), $3)))
  WHERE id IN (
    SELECT id FROM outbox WHERE hand_at <= now() ORDER BY hand_at LIMIT $1 FOR UPDATE SKIP LOCKED
  )
  RETURNING id, topic, subject_id, handed`;

@Injectable()
export class Outbox {
  private readonly logger = new Logger(Outbox.name);
  private handing: Promise<number> | undefined;
  private again = false;

  constructor(
    private readonly database: Database,
    private readonly queues: Queues,
  ) {}

  /** Writes the message with the caller's transaction and hands it over once that commits. */
  async ring(tx: Tx, topic: Topic, subjectId: string): Promise<void> {
    await tx.query('INSERT INTO outbox (topic, subject_id) VALUES ($1, $2)', [topic, subjectId]);
    tx.afterCommit(() => this.poke());
  }

  /** Takes every message of this subject that is committed by now; call it before reading state. */
  async drain(tx: Tx, topic: Topic, subjectId: string): Promise<void> {
    await tx.query('DELETE FROM outbox WHERE topic = $1 AND subject_id = $2', [topic, subjectId]);
  }

  /** True when a message arrived since the drain: the work must be looked at once more. */
  async pending(db: Queryable, topic: Topic, subjectId: string): Promise<boolean> {
    const rows = await db.query(
      'SELECT 1 FROM outbox WHERE topic = $1 AND subject_id = $2 LIMIT 1',
      [topic, subjectId],
    );
    return rows.length > 0;
  }

  /** Hands over soon; calls that come while one is under way are one more round, not a queue. */
  poke(): void {
    this.again = true;
    if (this.handing) return;
    this.handing = this.handOver().finally(() => {
      this.handing = undefined;
    });
    this.handing.catch((error: Error) => this.logger.warn(`hand-over: ${error.message}`));
  }

  /** Hands over everything due; returns how many. Two at once share the rows by SKIP LOCKED. */
  async handOver(): Promise<number> {
    let total = 0;
    do {
      this.again = false;
      const rows = await this.take();
      total += rows.length;
      await Promise.all(
        Object.entries(ringsByQueue(rows)).map(([queue, rings]) => this.queues.ring(queue, rings)),
      );
      this.again ||= rows.length === BATCH_MAX;
    } while (this.again);
    return total;
  }

  private take(): Promise<OutboxRow[]> {
    const params = [BATCH_MAX, RING_AGAIN_MS / 1000, RING_AGAIN_DOUBLINGS_MAX];
    return this.database.transaction((tx) => tx.query<OutboxRow>(HAND_OVER, params));
  }
}

/** Rows about the same subject are one ring: the handler drains them all. */
export function ringsByQueue(rows: OutboxRow[]): Record<string, Ring[]> {
  const rings: Record<string, Map<string, Ring>> = {};
  for (const { id, topic, subject_id: subjectId, handed } of rows) {
    const { queue, data } = ROUTES[topic];
    const ring = { jobId: `o${id}-${handed}`, name: topic, data: data(subjectId) };
    (rings[queue] ??= new Map()).set(subjectId, ring);
  }
  return Object.fromEntries(
    Object.entries(rings).map(([queue, map]) => [queue, [...map.values()]]),
  );
}
