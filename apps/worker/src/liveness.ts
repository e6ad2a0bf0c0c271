import { mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from '@habeas/config';

/**
 * A file per host that a worker touches after each whole round: so whoever watches from outside sees
 * that it reaches its database and its disk, not only that a process exists.
 */
@Injectable()
export class Liveness {
  private readonly folder: string;
  private readonly file: string;

  constructor(config: Config) {
    this.folder = join(config.dataDir, 'alive');
    this.file = join(this.folder, hostname());
  }

  async prove(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(this.file, '');
  }

  /** Another worker of the same host proves itself again within a round. */
  async withdraw(): Promise<void> {
    await rm(this.file, { force: true });
  }
}
