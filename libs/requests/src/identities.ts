import { Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import {
  HabeasError,
  LEVELS,
  normaliseIdentifier,
  type IdentifierType,
  type Level,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Outbox } from '@habeas/messaging';
import { Vault } from '@habeas/vault';
import { contend, holdGroup } from './duplicates.js';

/** How an identifier was shown to belong to the requester; never the proof itself. */
export const VERIFICATION_METHODS = [
  'email_link',
  'phone_code',
  'account_login',
  'id_document_seen',
  'in_person',
  'operator_attested',
] as const;
export type VerificationMethod = (typeof VERIFICATION_METHODS)[number];

export interface Verification {
  requestId: string;
  identifierId?: string;
  type?: IdentifierType;
  value?: string;
  level: Level;
  method: VerificationMethod;
}

/** Records that an identifier belongs to the requester: at which level, by whom, when, how. */
@Injectable()
export class Identities {
  constructor(
    private readonly vault: Vault,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
  ) {}

  /** Throws `not_found` for an identifier that the request does not have. */
  async verify(tx: Tx, input: Verification, principal: { id: string }): Promise<{ id: string }> {
    await holdGroup(tx, input.requestId);
    const at = new Date();
    const [row] = await tx.query<{ id: string; type: IdentifierType; level: Level }>(
      // One that a system found meanwhile keeps what it inherited, if that is more.
      `UPDATE identifiers SET method = $4, verified_by = $5, verified_at = $6,
         level = CASE WHEN derived_from IS NOT NULL
           AND array_position($9::text[], level) > array_position($9::text[], $3)
           THEN level ELSE $3 END
       WHERE request_id = $1 AND (id = $2 OR (type = $7 AND digest = $8))
       RETURNING id, type, level`,
      [
        input.requestId,
        input.identifierId ?? null,
        input.level,
        input.method,
        principal.id,
        at,
        input.type ?? null,
        this.digest(input),
        LEVELS,
      ],
    );
    if (!row) {
      throw new HabeasError(
        'not_found',
        'The request has no such identifier; name one that it shows.',
      );
    }
    await this.evidence.append(tx, {
      requestId: input.requestId,
      type: 'identifier.verified',
      actor: principal.id,
      at,
      data: { identifier: row.id, type: row.type, level: row.level, method: input.method },
    });
    await contend(tx, input.requestId, { evidence: this.evidence, outbox: this.outbox });
    await this.outbox.ring(tx, 'request.advance', input.requestId);
    return { id: row.id };
  }

  private digest({ type, value }: Verification): string | null {
    if (!type || value === undefined) return null;
    return this.vault.digest(type, normaliseIdentifier(type, value));
  }
}
