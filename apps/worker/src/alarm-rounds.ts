import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Alarms, PolicyMigration } from '@habeas/requests';
import { RoundTimer } from './round-timer.js';

/** A warning that comes some seconds late is early enough; a new policy is followed as soon. */
const ALARM_ROUND_MS = 2_000;

/**
 * Rounds for what only time or a new policy brings about: open exercises are brought under the
 * version in force, batch by batch, then the alarms that are due are raised.
 */
@Injectable()
export class AlarmRounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AlarmRounds.name);
  private readonly timer = new RoundTimer(ALARM_ROUND_MS, () => this.goRound());

  constructor(
    private readonly alarms: Alarms,
    private readonly migration: PolicyMigration,
  ) {}

  onApplicationBootstrap(): void {
    this.timer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.timer.stop();
  }

  // What keeps one policy from being followed must not silence the warnings.
  private async goRound(): Promise<void> {
    await this.tried('bringing exercises along', () => this.migrate());
    await this.tried('raising alarms', () => this.alarms.raise());
  }

  /** To the end: a warning by a date of the old version would be a false one. */
  private async migrate(): Promise<void> {
    for (;;) {
      const brought = await this.migration.run();
      if (brought === 0 || this.timer.stopped) return;
      this.logger.log(`brought ${brought} exercises under the policy in force`);
    }
  }

  private async tried(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn(`${what} was not finished: ${(error as Error).message}`);
    }
  }
}
