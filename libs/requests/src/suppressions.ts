import { Injectable } from '@nestjs/common';
import { Database } from '@habeas/database';
import { normaliseIdentifier, type IdentifierType, type SuppressionPurpose } from '@habeas/domain';
import { Vault } from '@habeas/vault';

/** Identifiers in one question. */
export const SUPPRESSION_CHECKS_MAX = 100;

export interface SuppressionAnswer {
  suppressed: boolean;
  purposes: SuppressionPurpose[];
}

const CHECK = `
  SELECT DISTINCT asked.n::int AS n, s.purpose
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (type, digest, n)
  JOIN suppressions s ON s.type = asked.type AND s.digest = asked.digest
  ORDER BY 1, 2`;

/** The list of those who are not to be mailed, or not to be made again after their erasure. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /** Answers in the order of the questions. Throws `identifier_invalid` for a malformed one. */
  async check(
    identifiers: readonly { type: IdentifierType; value: string }[],
  ): Promise<SuppressionAnswer[]> {
    const digests = identifiers.map(({ type, value }) =>
      this.vault.digest(type, normaliseIdentifier(type, value)),
    );
    const types = identifiers.map(({ type }) => type);
    const rows = await this.database.query<{ n: number; purpose: SuppressionPurpose }>(CHECK, [
      types,
      digests,
    ]);
    return identifiers.map((_, index) => {
      const purposes = rows.filter(({ n }) => n === index + 1).map(({ purpose }) => purpose);
      return { suppressed: purposes.length > 0, purposes };
    });
  }
}
