import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BlobSweep } from '@habeas/vault';
import { RoundTimer } from './round-timer.js';

/** A crash leaves few files, and they do no harm for a while. */
const BLOB_ROUND_MS = 15 * 60 * 1000;

/** Clears, a few times an hour, what crashes left in the blob store. */
@Injectable()
export class BlobRounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BlobRounds.name);
  private readonly timer = new RoundTimer(BLOB_ROUND_MS, () => this.goRound());

  constructor(private readonly sweep: BlobSweep) {}

  onApplicationBootstrap(): void {
    this.timer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.timer.stop();
  }

  private async goRound(): Promise<void> {
    try {
      const { drafts, orphans } = await this.sweep.run(new Date());
      if (drafts + orphans === 0) return;
      this.logger.log(`removed ${drafts} drafts and ${orphans} files that no row names`);
    } catch (error) {
      this.logger.warn(`blob store not swept: ${(error as Error).message}`);
    }
  }
}
