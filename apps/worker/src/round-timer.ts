/**
 * Runs a round at once, and again `everyMs` after each has ended: never two at a time, and by a
 * timer of the process, so that it works while the queue does not. A round catches its own faults.
 */
export class RoundTimer {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly everyMs: number,
    private readonly goRound: () => Promise<void>,
  ) {}

  get stopped(): boolean {
    return this.isStopped;
  }

  start(): void {
    this.next(0);
  }

  /** Waits for the round that runs; none follows. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.round;
  }

  private next(delayMs: number): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.round = this.goRound().finally(() => this.next(this.everyMs));
    }, delayMs);
  }
}
