import { Injectable } from '@nestjs/common';
import { Database, type Queryable, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { EvidenceLog, INSTALLATION_CHAIN } from '@habeas/evidence';
import { loadPolicyFiles } from './load-policy.js';
import type { PolicyFiles } from './policy-files.js';
import type { Policy } from './policy.js';

/** Versions shown at the most: the one in force, then the newest. */
export const VERSIONS_LISTED_MAX = 100;
/** Candidates kept at the most; those that were never activated go first, the oldest of them. */
export const CANDIDATES_MAX = 50;

export type VersionStatus = 'candidate' | 'in_force' | 'superseded';

export interface VersionView {
  digest: string;
  status: VersionStatus;
  createdAt: string;
  createdBy: string;
  activatedAt: string | null;
  activatedBy: string | null;
  supersededAt: string | null;
}

interface Row {
  digest: string;
  created_at: Date;
  created_by: string;
  activated_at: Date | null;
  activated_by: string | null;
  superseded_at: Date | null;
}

const COLUMNS = 'digest, created_at, created_by, activated_at, activated_by, superseded_at';
const IN_FORCE = 'activated_at IS NOT NULL AND superseded_at IS NULL';

/** The versions of the policy as they are kept: proposed, looked at, activated. */
@Injectable()
export class PolicyVersions {
  constructor(
    private readonly database: Database,
    private readonly evidence: EvidenceLog,
  ) {}

  /** Digest of the version in force; undefined before the first start. */
  async inForce(db: Queryable = this.database): Promise<string | undefined> {
    const [row] = await db.query<{ digest: string }>(
      `SELECT digest FROM policy_versions WHERE ${IN_FORCE}`,
    );
    return row?.digest;
  }

  /** True, and so until the transaction ends, while this version is the one in force. */
  async holds(tx: Tx, digest: string): Promise<boolean> {
    const rows = await tx.query(
      `SELECT 1 FROM policy_versions WHERE digest = $1 AND ${IN_FORCE} FOR SHARE`,
      [digest],
    );
    return rows.length > 0;
  }

  /** True for a version that is or was in force. */
  async wasActivated(tx: Tx, digest: string): Promise<boolean> {
    const rows = await tx.query(
      'SELECT 1 FROM policy_versions WHERE digest = $1 AND activated_at IS NOT NULL',
      [digest],
    );
    return rows.length > 0;
  }

  async list(): Promise<VersionView[]> {
    const rows = await this.database.query<Row>(
      `SELECT ${COLUMNS} FROM policy_versions 
       ORDER BY (${IN_FORCE}) DESC, created_at DESC, digest LIMIT $1`,
      [VERSIONS_LISTED_MAX],
    );
    return rows.map(viewOf);
  }

  /** Throws `not_found`. */
  async view(digest: string): Promise<VersionView & { files: PolicyFiles }> {
    const [row] = await this.database.query<Row & { files: PolicyFiles }>(
      `SELECT ${COLUMNS}, files FROM policy_versions WHERE digest = $1`,
      [digest],
    );
    if (!row) throw unknownVersion();
    return { ...viewOf(row), files: row.files };
  }

  /** Loads a version that is kept. Throws `not_found`; `policy_invalid` if it no longer fits. */
  async load(digest: string, db: Queryable = this.database): Promise<Policy> {
    const [row] = await db.query<{ files: PolicyFiles }>(
      'SELECT files FROM policy_versions WHERE digest = $1',
      [digest],
    );
    if (!row) throw unknownVersion();
    return loadPolicyFiles(row.files);
  }

  /** Keeps a version that may be activated later. Throws `policy_invalid` with every fault. */
  async propose(tx: Tx, files: PolicyFiles, principal: { id: string }): Promise<Policy> {
    const policy = loadPolicyFiles(files);
    // Whatever is being activated at this instant must not be cleared away with the old candidates.
    await this.evidence.openInstallation(tx);
    await tx.query(
      `INSERT INTO policy_versions (digest, files, created_by) VALUES ($1, $2, $3)
       ON CONFLICT (digest) DO NOTHING`,
      [policy.digest, JSON.stringify(files), principal.id],
    );
    await tx.query(
      `DELETE FROM policy_versions WHERE digest IN (
         SELECT digest FROM policy_versions WHERE activated_at IS NULL AND digest <> $1
         ORDER BY created_at DESC OFFSET $2)`,
      [policy.digest, CANDIDATES_MAX - 1],
    );
    return policy;
  }

  /**
   * Puts a version in force, with its announcement in the installation's evidence. Open exercises
   * follow afterwards. `replaces`: the digest of the version that whoever decided saw in force.
   * Throws `not_found`, `policy_superseded` when another one is in force by now, `policy_invalid`.
   */
  async activate(
    tx: Tx,
    { digest, replaces }: { digest: string; replaces: string | undefined },
    principal: { id: string },
  ): Promise<Policy> {
    // First the chain: it is the one lock that all activations and proposals meet.
    await this.evidence.openInstallation(tx);
    const policy = await this.load(digest, tx);
    const present = await this.inForce(tx);
    if (present === digest || present !== replaces) throw superseded(present, digest);
    const at = new Date();
    await tx.query(`UPDATE policy_versions SET superseded_at = $1 WHERE ${IN_FORCE}`, [at]);
    const put = await tx.query(
      `UPDATE policy_versions SET activated_at = $2, activated_by = $3, superseded_at = NULL
       WHERE digest = $1 RETURNING digest`,
      [digest, at, principal.id],
    );
    if (put.length === 0) throw unknownVersion();
    const documents = Object.keys(policy.digests).length;
    const data = { policy: digest, ...(present ? { replaces: present } : {}), documents };
    const entry = { type: 'policy.activated' as const, actor: principal.id, at, data };
    await this.evidence.append(tx, { requestId: INSTALLATION_CHAIN, ...entry });
    return policy;
  }
}

const unknownVersion = () =>
  new HabeasError('not_found', 'There is no version of the policy by that digest.');

function superseded(present: string | undefined, digest: string): HabeasError {
  const state = present === digest ? 'is in force already' : 'was to replace another version';
  return new HabeasError(
    'policy_superseded',
    `Version ${digest} ${state}; in force is ${present ?? 'none'}. Look at the effects again.`,
  );
}

function viewOf(row: Row): VersionView {
  const replaced = row.superseded_at ? 'superseded' : 'in_force';
  return {
    digest: row.digest,
    status: row.activated_at ? replaced : 'candidate',
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    activatedAt: row.activated_at?.toISOString() ?? null,
    activatedBy: row.activated_by,
    supersededAt: row.superseded_at?.toISOString() ?? null,
  };
}
