import { Logger } from '@nestjs/common';
import { LEASE_SECONDS, type ClaimedTask, type Claims } from './claims.js';

const RENEW_EVERY_MS = (LEASE_SECONDS * 1000) / 3;

/**
 * Keeps a claimed task ours while its call runs. Once the task turns out to be another's (we were
 * frozen past the lease), the call is aborted; what it still brings is fenced by the token.
 */
export class Lease {
  private readonly logger = new Logger(Lease.name);
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly claims: Claims,
    private readonly task: ClaimedTask,
  ) {
    this.timer = setInterval(() => void this.renew(), RENEW_EVERY_MS);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  end(): void {
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    try {
      if (!(await this.claims.renew(this.task))) this.controller.abort();
    } catch (error) {
      // The store is away; the lease may or may not outlive that, and the token decides at the end.
      this.logger.warn(`lease of ${this.task.id} not renewed: ${(error as Error).message}`);
    }
  }
}
