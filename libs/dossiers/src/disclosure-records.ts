import { Injectable } from '@nestjs/common';
import { Database, newId, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { Outbox } from '@habeas/messaging';
import { BlobStore, type Blob } from '@habeas/vault';
import type { DisclosureStatus } from './disclosure.entity.js';
import type { PackagingFault } from './faults.js';

/** A builder that stays silent for so long is believed dead, and another may build. */
export const LEASE_SECONDS = 15;

/** The right to build one package, for as long as the lease is renewed. */
export interface Claim {
  disclosureId: string;
  exerciseId: string;
  requestId: string;
}

export interface ReadyDisclosure {
  requestId: string;
  blobId: string;
  fileName: string;
  sha256: string;
  size: number;
}

const CLAIM = `
  INSERT INTO disclosures (id, exercise_id, request_id, status, lease_until)
  SELECT $1, e.id, e.request_id, 'building', now() + make_interval(secs => $3)
  FROM exercises e WHERE e.id = $2 AND e.closed_at IS NULL
  ON CONFLICT (exercise_id) DO UPDATE
    SET status = 'building', last_error = NULL, lease_until = now() + make_interval(secs => $3)
    WHERE disclosures.status <> 'ready'
      AND (disclosures.lease_until IS NULL OR disclosures.lease_until < now())
  RETURNING id, request_id`;

const READY = `
  SELECT d.request_id, d.status, d.blob_id, d.file_name, b.sha256, b.size::text
  FROM disclosures d LEFT JOIN blobs b ON b.id = d.blob_id WHERE d.id = $1`;

const BY = 'system';

/** The rows of disclosures: who builds, what came of it. */
@Injectable()
export class DisclosureRecords {
  constructor(
    private readonly database: Database,
    private readonly blobs: BlobStore,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Takes the build, unless it is done, under way elsewhere, or no longer wanted. Under way, the
   * message stays, so that it rings again should the builder die.
   */
  claim(exerciseId: string): Promise<Claim | undefined> {
    return this.database.transaction(async (tx) => {
      const params = [newId('dis'), exerciseId, LEASE_SECONDS];
      const [row] = await tx.query<{ id: string; request_id: string }>(CLAIM, params);
      if (row) return { disclosureId: row.id, exerciseId, requestId: row.request_id };
      if (!(await this.isUnderWay(tx, exerciseId))) await this.drain(tx, exerciseId);
      return undefined;
    });
  }

  async renew({ disclosureId }: Claim): Promise<void> {
    await this.database.query(
      `UPDATE disclosures SET lease_until = now() + make_interval(secs => $2)
       WHERE id = $1 AND status = 'building'`,
      [disclosureId, LEASE_SECONDS],
    );
  }

  /** Lets another try at once. */
  async release({ disclosureId }: Claim): Promise<void> {
    await this.database.query(
      `UPDATE disclosures SET lease_until = NULL WHERE id = $1 AND status = 'building'`,
      [disclosureId],
    );
  }

  /** Row, evidence and message in one; false if another builder was first: then nothing changes. */
  publish(
    claim: Claim,
    built: { blob: Blob; fileName: string; records: number },
  ): Promise<boolean> {
    const { blob, fileName, records } = built;
    const set = `status = 'ready', blob_id = $2, file_name = $3, records = $4, ready_at = now()`;
    return this.database.transaction(async (tx) => {
      await this.drain(tx, claim.exerciseId);
      if (!(await this.lockBuilding(tx, claim))) return false;
      await this.blobs.record(tx, blob);
      await tx.query(`UPDATE disclosures SET ${set}, lease_until = NULL WHERE id = $1`, [
        claim.disclosureId,
        blob.id,
        fileName,
        records,
      ]);
      await this.evidence.append(tx, {
        requestId: claim.requestId,
        type: 'disclosure.built',
        actor: BY,
        at: new Date(),
        data: {
          disclosure: claim.disclosureId,
          exercise: claim.exerciseId,
          sha256: blob.sha256,
          size: blob.size,
        },
      });
      await this.outbox.ring(tx, 'request.advance', claim.requestId);
      return true;
    });
  }

  /** No package: the request hears of it and waits for a person. */
  fail(claim: Claim, fault: PackagingFault): Promise<void> {
    return this.database.transaction(async (tx) => {
      await this.drain(tx, claim.exerciseId);
      if (!(await this.lockBuilding(tx, claim))) return;
      await tx.query(
        `UPDATE disclosures SET status = 'failed', last_error = $2, lease_until = NULL
         WHERE id = $1`,
        [claim.disclosureId, fault],
      );
      await this.outbox.ring(tx, 'request.advance', claim.requestId);
    });
  }

  /** Throws `not_found` and `disclosure_not_ready`. */
  async ready(disclosureId: string): Promise<ReadyDisclosure> {
    const [row] = await this.database.query<ReadyRow>(READY, [disclosureId]);
    if (!row) throw new HabeasError('not_found', 'There is no disclosure by that id.');
    const { blob_id: blobId, file_name: fileName, sha256, size } = row;
    if (row.status === 'ready' && blobId && fileName && sha256) {
      return { requestId: row.request_id, blobId, fileName, sha256, size: Number(size) };
    }
    const detail =
      row.status === 'failed'
        ? 'The package could not be built; an operator must look at the request.'
        : 'The package is being built; try again in a moment.';
    throw new HabeasError('disclosure_not_ready', detail);
  }

  private drain(tx: Tx, exerciseId: string): Promise<void> {
    return this.outbox.drain(tx, 'disclosure.build', exerciseId);
  }

  private async isUnderWay(tx: Tx, exerciseId: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM disclosures d JOIN exercises e ON e.id = d.exercise_id
       WHERE d.exercise_id = $1 AND d.status = 'building' AND e.closed_at IS NULL`,
      [exerciseId],
    );
    return rows.length > 0;
  }

  /** Two builders end up here one after the other; the second finds the package ready. */
  private async lockBuilding(tx: Tx, { disclosureId }: Claim): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM disclosures WHERE id = $1 AND status = 'building' FOR UPDATE`,
      [disclosureId],
    );
    return rows.length > 0;
  }
}

interface ReadyRow {
  request_id: string;
  status: DisclosureStatus;
  blob_id: string | null;
  file_name: string | null;
  sha256: string | null;
  size: string | null;
}
