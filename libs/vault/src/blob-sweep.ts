import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Config } from '@habeas/config';
import { Database } from '@habeas/database';
import { Injectable } from '@nestjs/common';
import { codeOf } from './key-file.js';

/** How long a file may stand without a row: longer than any export waits for its commit. */
const GRACE_MS = 60 * 60 * 1000;
/** Files asked for in one statement. */
const BATCH = 500;
const BLOB = /^blb_[0-9a-f]{32}$/;
const DRAFT = /^blb_[0-9a-f]{32}\.part$/;

export interface Swept {
  drafts: number;
  orphans: number;
}

interface OldFile {
  name: string;
  path: string;
}

/** Removes what a crash left below `blobs/`: drafts, and whole files whose row never came. */
@Injectable()
export class BlobSweep {
  private readonly folder: string;

  constructor(
    config: Config,
    private readonly database: Database,
  ) {
    this.folder = join(config.dataDir, 'blobs');
  }

  /**
   * Safe at any time and from several processes at once. Where the database knows no file at all,
   * whole files stay: it may be an empty one that waits for its own restore.
   */
  async run(now: Date): Promise<Swept> {
    const old = await this.oldFiles(now.getTime() - GRACE_MS);
    const drafts = old.filter(({ name }) => DRAFT.test(name));
    const files = old.filter(({ name }) => BLOB.test(name));
    const orphans = await this.withoutRow(files);
    for (const { path } of [...drafts, ...orphans]) await rm(path, { force: true });
    return { drafts: drafts.length, orphans: orphans.length };
  }

  private async oldFiles(before: number): Promise<OldFile[]> {
    const old: OldFile[] = [];
    for (const spread of await namesIn(this.folder)) {
      for (const name of await namesIn(join(this.folder, spread))) {
        const path = join(this.folder, spread, name);
        if (await isOlder(path, before)) old.push({ name, path });
      }
    }
    return old;
  }

  private async withoutRow(files: OldFile[]): Promise<OldFile[]> {
    if (files.length === 0) return [];
    const [any] = await this.database.query('SELECT 1 FROM blobs LIMIT 1');
    if (any === undefined) return [];
    const orphans: OldFile[] = [];
    for (let start = 0; start < files.length; start += BATCH) {
      const batch = files.slice(start, start + BATCH);
      const rows = await this.database.query<{ id: string }>(
        'SELECT id FROM blobs WHERE id = ANY($1)',
        [batch.map(({ name }) => name)],
      );
      const known = new Set(rows.map(({ id }) => id));
      orphans.push(...batch.filter(({ name }) => !known.has(name)));
    }
    return orphans;
  }
}

/** Empty when there is no such folder: nothing was ever written. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** False for one that went away meanwhile: another sweep took it, or its writer renamed it. */
async function isOlder(path: string, before: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < before;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}
