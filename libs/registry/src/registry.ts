import { Injectable } from '@nestjs/common';
import type { Manifest } from '@habeas/connector-sdk';
import { Database, newId, type Queryable, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { digestOf } from '@habeas/evidence-format';
import { Connector } from './connector.entity.js';

/** After so many failures in a row the connector is left alone for a while (the breaker opens). */
const FAILURES_TO_OPEN = 5;
const OPEN_SECONDS = 5;

const COLUMNS = `id, slug, name, base_url AS "baseUrl", status, owner_id AS "ownerId", manifest,
  manifest_digest AS "manifestDigest", public_key AS "publicKey",
  failures_in_row AS "failuresInRow", open_until AS "openUntil",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The systems that can be asked, each with its manifest and the key pinned at registration. */
@Injectable()
export class Registry {
  constructor(private readonly database: Database) {}

  /**
   * Registers a connector by the manifest that was fetched from `baseUrl` (the caller fetches it:
   * no network call in a transaction). Its key is pinned from now on. Throws `connector_exists`.
   */
  async register(
    tx: Tx,
    input: { baseUrl: string; manifest: Manifest },
    principal: { id: string },
  ): Promise<Connector> {
    const { baseUrl, manifest } = input;
    const [row] = await tx.query<Connector>(
      `INSERT INTO connectors
         (id, slug, name, base_url, status, owner_id, manifest, manifest_digest, public_key)
       VALUES ($1, $2, $3, $4, 'active', $5, $6, $7, $8)
       ON CONFLICT (slug) DO NOTHING RETURNING ${COLUMNS}`,
      [
        newId('con'),
        manifest.slug,
        manifest.name,
        baseUrl,
        principal.id,
        JSON.stringify(manifest),
        digestOf(manifest),
        JSON.stringify(manifest.publicKey),
      ],
    );
    if (row) return row;
    throw new HabeasError(
      'connector_exists',
      `A connector named ${manifest.slug} is registered already; retire it or choose another slug.`,
    );
  }

  list(db: Queryable = this.database): Promise<Connector[]> {
    return db.query<Connector>(`SELECT ${COLUMNS} FROM connectors ORDER BY slug`);
  }

  /** Connectors that may be asked; a paused one keeps its tasks waiting. */
  async inService(db: Queryable = this.database): Promise<Connector[]> {
    return (await this.list(db)).filter(({ status }) => status !== 'retired');
  }

  async findBySlug(slug: string): Promise<Connector | undefined> {
    const sql = `SELECT ${COLUMNS} FROM connectors WHERE slug = $1`;
    return (await this.database.query<Connector>(sql, [slug]))[0];
  }

  async get(id: string, db: Queryable = this.database): Promise<Connector> {
    const sql = `SELECT ${COLUMNS} FROM connectors WHERE id = $1`;
    const [row] = await db.query<Connector>(sql, [id]);
    if (!row) throw new HabeasError('not_found', `There is no connector ${id}.`);
    return row;
  }

  /** A success closes the breaker; failures in a row open it, so that a dead system is left alone. */
  async recordCall(connectorId: string, result: 'answered' | 'failed'): Promise<void> {
    if (result === 'answered') {
      await this.database.query(
        `UPDATE connectors SET failures_in_row = 0, open_until = NULL
         WHERE id = $1 AND failures_in_row > 0`,
        [connectorId],
      );
      return;
    }
    await this.database.query(
      `UPDATE connectors SET failures_in_row = failures_in_row + 1,
         open_until = CASE WHEN failures_in_row + 1 >= $2
           THEN now() + make_interval(secs => $3) ELSE open_until END
       WHERE id = $1`,
      [connectorId, FAILURES_TO_OPEN, OPEN_SECONDS],
    );
  }
}
