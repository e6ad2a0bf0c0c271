import { Injectable } from '@nestjs/common';
import type { Queryable } from '@habeas/database';
import {
  normaliseIdentifier,
  requestStatus,
  type ExerciseStatus,
  type IdentifierType,
  type Law,
  type Level,
  type Right,
} from '@habeas/domain';
import { Vault } from '@habeas/vault';

/** Requests that one search answers with, the newest. */
const FOUND_MAX = 200;

const SEARCH = `
  SELECT r.id, r.received_at AS "receivedAt", r.laws, r.duplicate_of AS "duplicateOf", i.level,
    i.derived_from IS NOT NULL AS derived,
    (SELECT jsonb_agg(jsonb_build_object('right', e."right", 'status', e.status) ORDER BY e.id)
      FROM exercises e WHERE e.request_id = r.id) AS exercises
  FROM identifiers i JOIN requests r ON r.id = i.request_id
  WHERE i.type = $1 AND i.digest = $2 ORDER BY r.id DESC LIMIT ${FOUND_MAX}`;

/** A request that has the identifier; `level` says how far it belongs to the requester there. */
export interface FoundRequest {
  id: string;
  receivedAt: string;
  status: ExerciseStatus;
  rights: Right[];
  laws: Law[];
  level: Level;
  /** True when a system gave it back; false when it came with the request. */
  derived: boolean;
  duplicateOf: string | null;
}

interface Row extends Omit<FoundRequest, 'receivedAt' | 'status' | 'rights'> {
  receivedAt: Date;
  exercises: { right: Right; status: ExerciseStatus }[];
}

/** Finds a person's requests by one identifier: through its keyed digest, never in plain text. */
@Injectable()
export class Searches {
  constructor(private readonly vault: Vault) {}

  /** Newest first. Throws `identifier_invalid`. The caller puts the search on record. */
  async find(
    db: Queryable,
    asked: { type: IdentifierType; value: string },
  ): Promise<FoundRequest[]> {
    const { type, value } = asked;
    const digest = this.vault.digest(type, normaliseIdentifier(type, value));
    const rows = await db.query<Row>(SEARCH, [type, digest]);
    return rows.map(({ exercises, receivedAt, ...row }) => ({
      ...row,
      receivedAt: receivedAt.toISOString(),
      status: requestStatus(exercises.map(({ status }) => status)),
      rights: exercises.map(({ right }) => right),
    }));
  }
}
