import { HabeasError, IDENTIFIER_LENGTH_MAX, IDENTIFIER_TYPES } from '@habeas/domain';
import type { IdentifierType } from '@habeas/domain';
import { SUPPRESSION_CHECKS_MAX } from '@habeas/requests';

/** Identifiers do not stand in addresses, which are logged, and a GET has no body. */
export const IDENTIFIERS_HEADER = 'habeas-identifiers';

const BASE64URL = /^[A-Za-z0-9_-]+$/;

interface Given {
  type: IdentifierType;
  value: string;
}

/** Reads base64url JSON, `[{ type, value }]`. Throws `header_invalid`, which repeats nothing. */
export function readIdentifiers(header: unknown): Given[] {
  const given = typeof header === 'string' && BASE64URL.test(header) ? decoded(header) : undefined;
  const fits = Array.isArray(given) && given.length >= 1 && given.length <= SUPPRESSION_CHECKS_MAX;
  if (fits && given.every(isIdentifier)) return given;
  throw new HabeasError(
    'header_invalid',
    `Give ${IDENTIFIERS_HEADER}: base64url of a JSON list of 1 to ${SUPPRESSION_CHECKS_MAX} ` +
      'objects, each with type and value.',
  );
}

function decoded(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function isIdentifier(item: unknown): item is Given {
  if (typeof item !== 'object' || item === null) return false;
  const { type, value, ...more } = item as Record<string, unknown>;
  const known: readonly unknown[] = IDENTIFIER_TYPES;
  const fits = typeof value === 'string' && value.length <= IDENTIFIER_LENGTH_MAX;
  return known.includes(type) && fits && Object.keys(more).length === 0;
}
