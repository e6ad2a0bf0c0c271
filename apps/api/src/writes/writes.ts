import type { Principal } from '@habeas/access';
import { Database, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { canonicalJson } from '@habeas/evidence-format';
import { Vault } from '@habeas/vault';
import { Injectable } from '@nestjs/common';

import type { Call } from '../http/call.js';
import { parseIdempotencyKey } from './idempotency-key.js';

/** How long a repeat gets the stored answer; published in the OpenAPI document. */
export const ANSWERS_KEPT_HOURS = 72;
/** At most so many outworn answers go per sweep, and one sweep per so long. */
const PURGE_ROWS_MAX = 1_000;
const PURGE_EVERY_MS = 10 * 60_000;

/** What a write answers. It is stored, so it holds ids, words and instants, no personal data. */
export interface WriteAnswer<B extends object = object> {
  status: 200 | 201 | 202;
  body: B;
  location?: string;
}

type Work = (tx: Tx, principal: Principal) => Promise<WriteAnswer>;

interface Stored {
  fingerprint: string;
  status: WriteAnswer['status'];
  body: { location?: string; answer: object };
}

/** The key as stored: scoped by principal, digested, for a client may put anything into it. */
interface Claim {
  principalId: string;
  key: string;
  fingerprint: string;
}

/**
 * The only way from a controller to an effect. The effect, its answer and the key that names it are
 * one transaction, so a crash leaves all of them or none, and a repeat is answered, not done again.
 * The key is held by an advisory lock while the first call runs: the row cannot be, since it does
 * not exist for others before the commit.
 */
@Injectable()
export class Writes {
  private purgeAt = Date.now() + PURGE_EVERY_MS;

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /**
   * Runs `work` once per Idempotency-Key and principal. Throws `idempotency_key_missing`,
   * `idempotency_key_invalid`, `idempotency_key_in_use` while the first call runs, and
   * `idempotency_key_reused` when the key came with another body.
   */
  async run(call: Call, work: Work): Promise<object> {
    const claim = this.claimOf(call);
    const { replayed, answer } = await this.database.transaction(async (tx) => {
      const stored = await holdKey(tx, claim);
      if (stored) return { replayed: true, answer: stored };
      const fresh = await work(tx, call.principal);
      await keepAnswer(tx, claim, fresh);
      tx.afterCommit(() => this.purge());
      return { replayed: false, answer: fresh };
    });
    if (replayed) call.reply.header('idempotency-replayed', 'true');
    return send(call, answer);
  }

  /** The stored answer of an earlier call, before anything slow is begun outside a transaction. */
  async replay(call: Call): Promise<object | undefined> {
    const claim = this.claimOf(call);
    const answer = await this.database.transaction((tx) => holdKey(tx, claim));
    if (!answer) return undefined;
    call.reply.header('idempotency-replayed', 'true');
    return send(call, answer);
  }

  private claimOf({ request, principal }: Call): Claim {
    const key = parseIdempotencyKey(request.headers['idempotency-key']);
    const { method, url, body } = request;
    const what = canonicalJson({ method, url, body: body ?? null });
    return {
      principalId: principal.id,
      key: this.vault.digest('idempotency-key', key),
      // Keyed, because a plain digest of a short body could be guessed back to the person in it.
      fingerprint: this.vault.digest('idempotency-body', what),
    };
  }

  private async purge(): Promise<void> {
    if (Date.now() < this.purgeAt) return;
    this.purgeAt = Date.now() + PURGE_EVERY_MS;
    await this.database.query(
      `DELETE FROM idempotency_keys WHERE ctid IN (
         SELECT ctid FROM idempotency_keys WHERE created_at < now() - make_interval(hours => $1)
         LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [ANSWERS_KEPT_HOURS, PURGE_ROWS_MAX],
    );
  }
}

/**
 * Takes the key for this transaction and gives the answer stored under it. The look-up is a
 * statement of its own after the lock, so that it sees what the last holder committed.
 */
async function holdKey(tx: Tx, claim: Claim): Promise<WriteAnswer | undefined> {
  const { principalId, key, fingerprint } = claim;
  const [lock] = await tx.query<{ held: boolean }>(
    'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held',
    [`${principalId} ${key}`],
  );
  if (!lock?.held) {
    throw new HabeasError(
      'idempotency_key_in_use',
      'The first call with this Idempotency-Key still runs; repeat it in a second.',
    );
  }
  const [stored] = await tx.query<Stored>(
    'SELECT fingerprint, status, body FROM idempotency_keys WHERE principal_id = $1 AND key = $2',
    [principalId, key],
  );
  if (stored && stored.fingerprint !== fingerprint) {
    throw new HabeasError(
      'idempotency_key_reused',
      'This Idempotency-Key came with another call before; use a new key for a new call.',
    );
  }
  if (!stored) return undefined;
  const { location, answer } = stored.body;
  return { status: stored.status, body: answer, ...(location ? { location } : {}) };
}

async function keepAnswer(tx: Tx, claim: Claim, { status, body, location }: WriteAnswer) {
  const kept = JSON.stringify({ location, answer: body });
  await tx.query(
    `INSERT INTO idempotency_keys (principal_id, key, fingerprint, status, body)
     VALUES ($1, $2, $3, $4, $5)`,
    [claim.principalId, claim.key, claim.fingerprint, status, kept],
  );
}

function send({ reply }: Call, { status, body, location }: WriteAnswer): object {
  reply.status(status);
  if (location !== undefined) reply.header('location', location);
  return body;
}
