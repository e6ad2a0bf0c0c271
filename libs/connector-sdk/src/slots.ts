/** At most `limit` pieces of work at once. */
export class Slots {
  #free: number;
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Takes a slot if one is free. */
  tryTake(): boolean {
    if (this.#free === 0) return false;
    this.#free -= 1;
    return true;
  }

  /** Waits for a slot, first come first served; rejects once closed. */
  async take(): Promise<void> {
    if (this.tryTake()) return;
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  release(): void {
    const next = this.#waiting.shift();
    if (next) next.resolve();
    else this.#free += 1;
  }

  /** Sends everybody away who waits. */
  close(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('The connector closes'));
  }
}
