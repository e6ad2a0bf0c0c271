import { createHmac } from 'node:crypto';
import type { Queryable, Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { Injectable } from '@nestjs/common';
import { KeyRing } from './key-ring.js';
import { RequestKeyCache } from './request-key-cache.js';
import { keyDestroyed, RequestKey } from './request-key.js';

interface WrappedRow {
  wrapped: Buffer | null;
  kek_id: string;
}

/** Makes, finds and destroys request keys, and digests what must be found again. */
@Injectable()
export class Vault {
  private readonly cache = new RequestKeyCache();
  /** Keys that no other transaction can see yet: cached for all only when theirs commits. */
  private readonly uncommitted = new WeakMap<Queryable, Map<string, RequestKey>>();

  constructor(private readonly keyRing: KeyRing) {}

  /** A request has one key, once: a second call for the same request fails. */
  async createRequestKey(tx: Tx, requestId: string): Promise<RequestKey> {
    const key = RequestKey.random(requestId);
    await tx.query('INSERT INTO request_keys (request_id, wrapped, kek_id) VALUES ($1, $2, $3)', [
      requestId,
      key.wrap(this.keyRing.kek()),
      this.keyRing.kekId,
    ]);
    const own = this.uncommitted.get(tx) ?? new Map<string, RequestKey>();
    this.uncommitted.set(tx, own.set(requestId, key));
    tx.afterCommit(() => void this.cache.put(key));
    return key;
  }

  /**
   * Throws `key_destroyed` after destruction: at once in the process that did it, within
   * REQUEST_KEY_CACHE.lifeMs in every other. Throws `not_found` if the request never had a key.
   */
  async requestKey(db: Queryable, requestId: string): Promise<RequestKey> {
    const known = this.uncommitted.get(db)?.get(requestId) ?? this.cache.get(requestId);
    if (known) return known;
    const [row] = await db.query<WrappedRow>(
      'SELECT wrapped, kek_id FROM request_keys WHERE request_id = $1',
      [requestId],
    );
    if (!row) throw new HabeasError('not_found', `There is no key for ${requestId}.`);
    if (!row.wrapped) throw keyDestroyed(requestId);
    const key = RequestKey.unwrap(requestId, this.keyRing.kek(row.kek_id), row.wrapped);
    if (!this.cache.put(key)) throw keyDestroyed(requestId);
    return key;
  }

  /**
   * Destroys the key, and with it all that it protects; a second call changes nothing. Old row
   * versions go with the next vacuum, old backups with their rotation: until then the wrapped key
   * exists, and only the key-encryption key guards it.
   */
  async destroyRequestKey(tx: Tx, requestId: string): Promise<void> {
    await tx.query(
      `UPDATE request_keys SET wrapped = NULL, destroyed_at = now()
       WHERE request_id = $1 AND wrapped IS NOT NULL`,
      [requestId],
    );
    const cached = this.cache.take(requestId);
    const own = this.uncommitted.get(tx);
    const keys = [cached, own?.get(requestId)];
    own?.delete(requestId);
    tx.afterCommit(() => {
      for (const key of keys) key?.destroy();
      this.cache.destroy(requestId);
    });
  }

  /**
   * base64url HMAC-SHA256 of a value in its normal form, by which a person is found again. The same
   * value of another type has another digest.
   */
  digest(type: string, normalisedValue: string): string {
    const hmac = createHmac('sha256', this.keyRing.digestKey());
    return hmac.update(`habeas-identifier/v1\n${type}\n${normalisedValue}`).digest('base64url');
  }
}
