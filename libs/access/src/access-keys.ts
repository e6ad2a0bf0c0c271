import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Database, newId, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { Injectable } from '@nestjs/common';
import {
  PRINCIPAL_KINDS,
  SCOPES,
  type Principal,
  type PrincipalKind,
  type Scope,
} from './principal.js';

export interface KeyInput {
  /** Unique; the same name is the same principal. */
  principalName: string;
  kind: PrincipalKind;
  scopes: Scope[];
  expiresAt?: Date;
}

export interface CreatedKey {
  /** `hbs_…`, to be shown once: only its SHA-256 is kept. */
  key: string;
  id: string;
  principalId: string;
}

const KEY_BYTES = 32;
const KEY_FORM = /^hbs_[A-Za-z0-9_-]{43}$/;
const NAME_FORM = /^[\p{L}\p{N}][\p{L}\p{N} ._@'-]{0,99}$/u;

interface KeyRow extends Principal {
  sha256: Buffer;
}

/** API keys: made, recognised, revoked. */
@Injectable()
export class AccessKeys {
  constructor(private readonly database: Database) {}

  /** Throws `body_invalid` on a malformed name, an unknown scope, or a name of the other kind. */
  async createKey(tx: Tx, input: KeyInput): Promise<CreatedKey> {
    checkInput(input);
    const principalId = await findOrCreatePrincipal(tx, input);
    const key = `hbs_${randomBytes(KEY_BYTES).toString('base64url')}`;
    const id = newId('key');
    await tx.query(
      `INSERT INTO api_keys (id, principal_id, sha256, scopes, expires_at)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, principalId, sha256(key), [...new Set(input.scopes)], input.expiresAt ?? null],
    );
    return { key, id, principalId };
  }

  /**
   * Who a key belongs to: one indexed lookup, nothing cached, so that a revoked or expired key is
   * refused at once. `bearer` is the key without the scheme; undefined means no valid key.
   */
  async authenticate(bearer: string | undefined): Promise<Principal | undefined> {
    if (bearer === undefined || !KEY_FORM.test(bearer)) return undefined;
    const digest = sha256(bearer);
    const [row] = await this.database.query<KeyRow>(
      `SELECT principals.id, name, kind, scopes, sha256
       FROM api_keys JOIN principals ON principals.id = principal_id
       WHERE sha256 = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      [digest],
    );
    if (!row || !timingSafeEqual(row.sha256, digest)) return undefined;
    return { id: row.id, name: row.name, kind: row.kind, scopes: row.scopes };
  }

  /** From the commit on the key is refused. Revoking twice changes nothing. Throws `not_found`. */
  async revoke(tx: Tx, keyId: string): Promise<void> {
    const rows = await tx.query(
      `UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING id`,
      [keyId],
    );
    if (rows.length === 0) throw new HabeasError('not_found', 'There is no API key by that id.');
  }
}

async function findOrCreatePrincipal(tx: Tx, input: KeyInput): Promise<string> {
  const [row] = await tx.query<{ id: string; kind: PrincipalKind }>(
    `INSERT INTO principals (id, name, kind) VALUES ($1, $2, $3)
     ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id, kind`,
    [newId('prn'), input.principalName.normalize('NFC'), input.kind],
  );
  if (row?.kind === input.kind) return row.id;
  throw new HabeasError(
    'body_invalid',
    `A principal of this name exists, and is no ${input.kind}. Choose another name.`,
  );
}

function checkInput({ principalName, kind, scopes }: KeyInput): void {
  if (!NAME_FORM.test(principalName.normalize('NFC'))) {
    const detail = "Give the principal a name of 1 to 100 letters, digits and . _ @ ' -";
    throw new HabeasError('body_invalid', detail);
  }
  if (!(PRINCIPAL_KINDS as readonly string[]).includes(kind)) {
    throw new HabeasError('body_invalid', `A principal is a ${PRINCIPAL_KINDS.join(' or a ')}.`);
  }
  const known: readonly string[] = SCOPES;
  if (scopes.length === 0 || scopes.some((scope) => !known.includes(scope))) {
    throw new HabeasError('body_invalid', `Give at least one scope of: ${SCOPES.join(', ')}.`);
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
