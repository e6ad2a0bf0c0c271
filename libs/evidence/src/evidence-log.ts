import { randomBytes } from 'node:crypto';
import { Config } from '@habeas/config';
import { Database, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import type { OpenedChain } from '@habeas/evidence-format';
import { Vault } from '@habeas/vault';
import { Injectable } from '@nestjs/common';
import { openChainRow, type ChainRow } from './open-chain-row.js';
import {
  CONTEXT,
  sealEntries,
  type Appended,
  type EvidenceDraft,
  type SealedEntry,
} from './seal-entries.js';

const TAG_KEY_BYTES = 32;

/** Where a request's chain has its id: what concerns the whole installation, such as its policy. */
export const INSTALLATION_CHAIN = `ins_${'0'.repeat(32)}`;

/** Locks the end of the chain: appends to one request queue up here, others don't notice. */
const LOCK_END = `
  SELECT tag_key, n, commitment, closed FROM evidence_chains WHERE request_id = $1 FOR UPDATE`;

/** All entries and the new end in one statement: one round trip, however many entries. */
const APPEND = `
  WITH entries AS (
    INSERT INTO evidence_entries (request_id, n, type, payload, salt, tag, commitment)
    SELECT $1, n, type, payload, salt, tag, decode(commitment, 'base64')
    FROM unnest($2::int[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[])
      AS entry (n, type, payload, salt, tag, commitment)
  )
  UPDATE evidence_chains SET n = $8, commitment = $9, closed = $10 WHERE request_id = $1`;

/** One statement, so one snapshot: an entry and its receipt are seen together or not at all. */
const READ_CHAIN = `
  SELECT chain.tag_key, chain.n, chain.commitment,
    coalesce(entry.n, '{}') AS "entryN", entry.payload, entry.salt, entry.tag,
    entry.commitment AS "entryCommitment",
    coalesce(receipt.list, '[]') AS receipts, coalesce(receipt.keys, '[]') AS keys
  FROM evidence_chains chain,
    LATERAL (
      SELECT array_agg(n ORDER BY n) AS n, array_agg(payload ORDER BY n) AS payload,
        array_agg(salt ORDER BY n) AS salt, array_agg(tag ORDER BY n) AS tag,
        array_agg(commitment ORDER BY n) AS commitment
      FROM evidence_entries WHERE request_id = chain.request_id
    ) entry,
    LATERAL (
      SELECT jsonb_agg(jsonb_build_object('task', receipts.task_id, 'jws', jws)
          ORDER BY receipts.task_id) AS list,
        jsonb_agg(DISTINCT jsonb_build_object('slug', slug, 'jwk', public_key)) AS keys
      FROM receipts JOIN tasks ON tasks.id = receipts.task_id
        JOIN connectors ON connectors.id = receipts.connector_id
      WHERE tasks.request_id = chain.request_id
    ) receipt
  WHERE chain.request_id = $1`;

interface EndRow {
  tag_key: Buffer;
  n: number;
  commitment: string;
  closed: boolean;
}

/** The only writer of evidence. Every state change appends in the transaction that makes it. */
@Injectable()
export class EvidenceLog {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /**
   * Begins a chain; its key must exist. A request's begins with `request.received`; what begins one
   * of its own, `verifyChain` says.
   */
  async openChain(tx: Tx, requestId: string): Promise<void> {
    const key = await this.vault.requestKey(tx, requestId);
    const tagKey = key.encrypt(CONTEXT.tagKey, randomBytes(TAG_KEY_BYTES));
    await tx.query(
      `INSERT INTO evidence_chains (request_id, tag_key, n, commitment) VALUES ($1, $2, 0, '')`,
      [requestId, tagKey],
    );
  }

  /**
   * Begins the installation's own chain, once; later calls find it. Calls wait for one another, for
   * a row that is not there yet cannot be locked.
   */
  async openInstallation(tx: Tx): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [INSTALLATION_CHAIN]);
    const known = await tx.query('SELECT 1 FROM evidence_chains WHERE request_id = $1', [
      INSTALLATION_CHAIN,
    ]);
    if (known.length > 0) return;
    await this.vault.createRequestKey(tx, INSTALLATION_CHAIN);
    await this.openChain(tx, INSTALLATION_CHAIN);
    const opened = { type: 'installation.opened' as const, data: {} };
    await this.append(tx, {
      requestId: INSTALLATION_CHAIN,
      actor: 'system',
      at: new Date(),
      ...opened,
    });
  }

  /** Appends one entry; see appendAll. */
  async append(tx: Tx, entry: EvidenceDraft & { requestId: string }): Promise<Appended> {
    const { requestId, ...draft } = entry;
    const [appended] = await this.appendAll(tx, requestId, [draft]);
    if (!appended) throw new TypeError('One entry gives one result');
    return appended;
  }

  /**
   * Appends several entries of one request, in their order. The chain's end stays locked until the
   * transaction ends, so they follow each other without a gap. Throws a TypeError on what the closed
   * schema refuses (a bug), `key_destroyed` once the request's key is gone, `transition_illegal` once
   * the request is closed: whatever came a moment too late is undone with its transaction.
   */
  async appendAll(
    tx: Tx,
    requestId: string,
    drafts: readonly EvidenceDraft[],
  ): Promise<Appended[]> {
    if (drafts.length === 0) return [];
    const key = await this.vault.requestKey(tx, requestId);
    const [end] = await tx.query<EndRow>(LOCK_END, [requestId]);
    if (!end) throw new TypeError(`No evidence chain was opened for ${requestId}`);
    if (end.closed) throw alreadyClosed();
    const tagKey = key.decrypt(CONTEXT.tagKey, end.tag_key);
    const { audience } = this.config;
    const { n, commitment } = end;
    const entries = sealEntries({ n, commitment, key, tagKey, audience }, drafts);
    await tx.query(APPEND, parametersOf(requestId, entries));
    return entries.map((entry) => ({ n: entry.n, commitment: entry.commitment }));
  }

  /**
   * The chain, decrypted, with receipts and keys, for verifyChain and verifyReceipts. An entry that
   * does not open (its row was changed) has empty payload and salt, which they report. Throws
   * `not_found`, and `key_destroyed` once only commitments are left.
   */
  async opened(requestId: string): Promise<OpenedChain> {
    const [row] = await this.database.query<ChainRow>(READ_CHAIN, [requestId]);
    if (!row) throw new HabeasError('not_found', 'There is no evidence for a request by that id.');
    const key = await this.vault.requestKey(this.database, requestId);
    return openChainRow(row, key, this.config.audience);
  }
}

function parametersOf(requestId: string, entries: readonly SealedEntry[]): unknown[] {
  const end = entries.at(-1);
  return [
    requestId,
    entries.map(({ n }) => n),
    entries.map(({ type }) => type),
    entries.map(({ payload }) => payload),
    entries.map(({ salt }) => salt),
    entries.map(({ tag }) => tag),
    entries.map(({ commitment }) => commitment),
    end?.n,
    end?.commitment,
    end?.type === 'request.closed',
  ];
}

function alreadyClosed(): HabeasError {
  return new HabeasError(
    'transition_illegal',
    'The request is closed; nothing can be added to it.',
  );
}
