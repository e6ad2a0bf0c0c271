import { deliver, pause } from './delivery.js';
import type { PendingTask } from './journal.js';
import { errorFields } from './log.js';
import type { Answer, Order } from './protocol.js';
import type { Runtime } from './runtime.js';
import type { Tasks } from './tasks.js';

/** Carries accepted tasks to their end, behind the 202: run, report, forget the order. */
export class Background<Session> {
  readonly #active = new Map<string, Promise<void>>();

  constructor(
    private readonly runtime: Runtime<Session>,
    private readonly tasks: Tasks<Session>,
  ) {}

  /** Starts an accepted task unless it is under way. */
  take(order: Order): void {
    this.#follow(order.task, () => this.#fulfil(order));
  }

  /** Takes up what a journal says is open. */
  resume(pending: PendingTask): void {
    if (pending.state === 'running') this.take(pending.order);
    else this.#follow(pending.task, () => this.#report(pending.callback, pending.answer));
  }

  /** Waits for what is under way; retries end by themselves when the connector closes. */
  async close(): Promise<void> {
    await Promise.all(this.#active.values());
  }

  #follow(task: string, work: () => Promise<void>): void {
    if (this.#active.has(task) || this.runtime.closing.aborted) return;
    const following = work()
      .catch((error: unknown) => this.runtime.log('task_stuck', { task, ...errorFields(error) }))
      .finally(() => this.#active.delete(task));
    this.#active.set(task, following);
  }

  async #fulfil(order: Order): Promise<void> {
    const answer = await this.#runUntilDone(order);
    if (answer) await this.#report(order.callback, answer);
  }

  async #runUntilDone(order: Order): Promise<Answer | undefined> {
    const { log, closing, retryDelayMs } = this.runtime;
    for (let attempt = 1; !closing.aborted; attempt += 1) {
      try {
        return await this.tasks.run(order);
      } catch (error) {
        if (closing.aborted) return undefined;
        log('task_failed', { task: order.task, attempt, ...errorFields(error) });
        if (await this.#abandonedByDeadline(order)) return undefined;
        await pause(retryDelayMs(attempt), closing);
      }
    }
    return undefined;
  }

  // What an order says about a person is not kept beyond its use; Habeas repeats it if it still asks.
  async #abandonedByDeadline({ task, deadline }: Order): Promise<boolean> {
    if (this.runtime.now().getTime() < Date.parse(deadline)) return false;
    await this.runtime.definition.journal.abandon(task);
    this.runtime.log('task_abandoned', { task });
    return true;
  }

  async #report(callback: string, answer: Answer): Promise<void> {
    const finished = await deliver(this.runtime, callback, answer);
    if (finished) await this.runtime.definition.journal.settle(answer.task, this.runtime.now());
  }
}
