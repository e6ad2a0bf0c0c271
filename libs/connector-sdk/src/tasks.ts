import { setTimeout } from 'node:timers/promises';
import { orderDigest } from './canonical.js';
import type { TaskContext } from './definition.js';
import { act, sealAnswer } from './effects.js';
import { ExportPages } from './export-pages.js';
import type { TaskRow } from './journal.js';
import { errorFields } from './log.js';
import { Refusal } from './problem.js';
import type { Answer, Order, PageCall } from './protocol.js';
import { jsonReply, type Reply } from './reply.js';
import type { Runtime } from './runtime.js';

const BUSY_RETRY_SECONDS = 2;

/** Does what orders ask, each task once. */
export class Tasks<Session> {
  readonly #pages: ExportPages<Session>;
  readonly #running = new Map<string, Promise<Answer>>();
  readonly #reads = new Set<Promise<unknown>>();

  constructor(private readonly runtime: Runtime<Session>) {
    this.#pages = new ExportPages(runtime);
  }

  /** Enters an order; refuses one whose task id belongs to another order. */
  async enter(order: Order): Promise<TaskRow> {
    const row = await this.runtime.definition.journal.begin({
      task: order.task,
      nonce: order.nonce,
      orderSha256: orderDigest(order),
      action: order.action,
      startedAt: this.runtime.now(),
      ...(this.isAsync(order) && { order }),
    });
    // The digest covers the nonce.
    if (row.orderSha256 === orderDigest(order)) return row;
    throw new Refusal('nonce_changed', 'The task id was used for another nonce or order');
  }

  isAsync(order: Order): boolean {
    return this.runtime.manifest.actions[order.action]?.mode === 'async';
  }

  /** The stored answer, or the task done now; waits for a run of it that is under way. */
  async run(order: Order): Promise<Answer> {
    const running = this.#running.get(order.task);
    if (running) return running;
    await this.runtime.slots.take();
    return this.#start(order);
  }

  /** `run`, but no longer than the manifest says; the work goes on and a repeat gets its answer. */
  async runInTime(order: Order): Promise<Reply> {
    const running = this.#running.get(order.task);
    if (!running) this.#takeSlot();
    return jsonReply(200, await this.#inTime(running ?? this.#start(order)));
  }

  async openExport(order: Order): Promise<Reply> {
    const paging = await this.#reading((context) => this.#pages.open(order, context));
    return jsonReply(200, paging);
  }

  async exportPage(call: PageCall): Promise<Reply> {
    const { journal } = this.runtime.definition;
    const progress = this.#pages.progress(call);
    const { task } = call.order;
    if (!(await journal.find(task))) throw new Refusal('task_unknown', 'Send the order first');
    const { reply, last } = await this.#reading((context) =>
      this.#pages.page(call.order, progress, context),
    );
    if (last) await journal.settle(task, this.runtime.now());
    return reply;
  }

  /** Waits for what runs. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#running.values(), ...this.#reads]);
  }

  #takeSlot(): void {
    if (!this.runtime.slots.tryTake()) throw busy('All slots of the manifest are taken');
  }

  /** Whoever calls this holds a slot; it is given back at the end. */
  #start(order: Order): Promise<Answer> {
    const work = this.#complete(order).finally(() => {
      this.#running.delete(order.task);
      this.runtime.slots.release();
    });
    this.#running.set(order.task, work);
    return work;
  }

  async #complete(order: Order): Promise<Answer> {
    const { definition, log, now } = this.runtime;
    const startedAt = now();
    const done = await definition.journal.complete(order.task, async (session) => {
      const outcome = await act(definition.handlers, order, this.#context(session, order));
      const answer = await sealAnswer(this.runtime, order, { outcome, startedAt });
      return this.#completion(order, answer);
    });
    if (done === 'busy') throw busy('Another process is at this task');
    const { outcome, counts } = done.answer;
    const { task, action } = order;
    log('task_done', { task, action, outcome, counts, repeated: done.repeated });
    return done.answer;
  }

  #completion(order: Order, answer: Answer) {
    const keep = order.action !== 'locate';
    const finishedAt = this.runtime.now();
    const callback = this.isAsync(order) ? { callback: order.callback } : {};
    return { answer, keep, finishedAt, ...callback };
  }

  async #reading<T>(work: (context: TaskContext<Session>) => Promise<T>): Promise<T> {
    this.#takeSlot();
    const running = this.runtime.definition.journal
      .read((session) => work(this.#context(session)))
      .finally(() => {
        this.#reads.delete(running);
        this.runtime.slots.release();
      });
    this.#reads.add(running);
    return this.#inTime(running);
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const timer = new AbortController();
    const { timeoutSeconds } = this.runtime.manifest.limits;
    const late = setTimeout(timeoutSeconds * 1000, undefined, { signal: timer.signal }).then(() => {
      // Nobody waits for this run any more: its failure would go unseen.
      work.catch((error: unknown) => this.runtime.log('late_failure', errorFields(error)));
      throw busy('The task takes longer than the manifest says; it goes on');
    });
    return Promise.race([work, late]).finally(() => timer.abort());
  }

  #context(session: Session, order?: Order): TaskContext<Session> {
    const { closing, manifest } = this.runtime;
    const timeout = AbortSignal.timeout(manifest.limits.timeoutSeconds * 1000);
    const unlimited = order !== undefined && this.isAsync(order);
    return { session, signal: unlimited ? closing : AbortSignal.any([closing, timeout]) };
  }
}

function busy(detail: string): Refusal {
  return new Refusal('busy', detail, { retryAfterSeconds: BUSY_RETRY_SECONDS });
}
