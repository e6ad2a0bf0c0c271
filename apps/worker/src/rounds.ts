import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Sweep } from '@habeas/requests';
import { ConnectorWorkers } from './connector-workers.js';
import { Liveness } from './liveness.js';
import { RoundTimer } from './round-timer.js';

/** How often the worker looks for what is due, late or stale: the net under every doorbell. */
const ROUND_MS = 1_000;

/**
 * The worker's rounds: workers for new connectors, expired leases, undelivered messages. They run
 * by a timer of the process, not by a queue, so that they work while the queue does not.
 */
@Injectable()
export class Rounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Rounds.name);
  private readonly timer = new RoundTimer(ROUND_MS, () => this.goRound());

  constructor(
    private readonly sweep: Sweep,
    private readonly workers: ConnectorWorkers,
    private readonly liveness: Liveness,
  ) {}

  onApplicationBootstrap(): void {
    this.timer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.timer.stop();
    await this.liveness.withdraw();
  }

  private async goRound(): Promise<void> {
    try {
      await this.workers.refresh();
      await this.sweep.run();
      await this.liveness.prove();
    } catch (error) {
      this.logger.warn(`round not finished: ${(error as Error).message}`);
    }
  }
}
