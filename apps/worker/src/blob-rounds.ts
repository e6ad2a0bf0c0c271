import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BlobSweep } from '@habeas/vault';

/** A crash leaves few files, and they do no harm for a while. */
const BLOB_ROUND_MS = 15 * 60 * 1000;

/** Clears, a few times an hour, what crashes left in the blob store. */
@Injectable()
export class BlobRounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BlobRounds.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private closing = false;

  constructor(private readonly sweep: BlobSweep) {}

  onApplicationBootstrap(): void {
    this.next(0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private next(delayMs: number): void {
    if (this.closing) return;
    this.timer = setTimeout(() => {
      this.round = this.goRound().finally(() => this.next(BLOB_ROUND_MS));
    }, delayMs);
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
