import type { Completion, Journal, PendingTask, TaskRow, TaskStart } from './journal.js';
import type { Answer, Order } from './protocol.js';

const NONCE_KEPT_MS = 3_600_000;

interface MemoryRow extends TaskRow {
  order?: Order;
  callback?: string;
}

/**
 * A journal that lives as long as the process: for tests, and for systems whose effects are
 * idempotent by nature. After a restart a repeated order runs again.
 */
export function memoryJournal(): Journal<undefined> {
  return new MemoryJournal();
}

class MemoryJournal implements Journal<undefined> {
  readonly #rows = new Map<string, MemoryRow>();
  readonly #nonces = new Map<string, Date>();
  readonly #locked = new Set<string>();

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  spendNonce(nonce: string, expiresAt: Date): Promise<boolean> {
    const old = expiresAt.getTime() - NONCE_KEPT_MS;
    for (const [known, until] of this.#nonces) {
      if (until.getTime() < old) this.#nonces.delete(known);
    }
    const fresh = !this.#nonces.has(nonce);
    if (fresh) this.#nonces.set(nonce, expiresAt);
    return Promise.resolve(fresh);
  }

  begin(start: TaskStart): Promise<TaskRow> {
    const row = this.#rows.get(start.task) ?? startedRow(start);
    if (row.status === 'running' && start.order && sameTask(row, start)) row.order = start.order;
    this.#rows.set(start.task, row);
    return Promise.resolve(publicRow(row));
  }

  find(task: string): Promise<TaskRow | undefined> {
    const row = this.#rows.get(task);
    return Promise.resolve(row && publicRow(row));
  }

  async complete(
    task: string,
    work: (session: undefined) => Promise<Completion>,
  ): Promise<{ answer: Answer; repeated: boolean } | 'busy'> {
    const row = this.#rows.get(task);
    if (!row) throw new Error('The journal does not know this task');
    if (row.answer) return { answer: row.answer, repeated: true };
    if (this.#locked.has(task)) return 'busy';
    this.#locked.add(task);
    try {
      const completion = await work(undefined);
      this.#rows.set(task, completedRow(row, completion));
      return { answer: completion.answer, repeated: false };
    } finally {
      this.#locked.delete(task);
    }
  }

  read<T>(work: (session: undefined) => Promise<T>): Promise<T> {
    return work(undefined);
  }

  settle(task: string): Promise<void> {
    const row = this.#rows.get(task);
    if (row) row.status = 'done';
    delete row?.order;
    delete row?.callback;
    return Promise.resolve();
  }

  abandon(task: string): Promise<void> {
    delete this.#rows.get(task)?.order;
    return Promise.resolve();
  }

  pending(): Promise<PendingTask[]> {
    return Promise.resolve([...this.#rows.values()].flatMap(pendingOf));
  }
}

function startedRow({ task, nonce, orderSha256 }: TaskStart): MemoryRow {
  return { task, nonce, orderSha256, status: 'running' };
}

function completedRow(row: TaskRow, { answer, keep, callback }: Completion): MemoryRow {
  const { task, nonce, orderSha256 } = row;
  const kept = keep ? { answer } : {};
  const open = callback === undefined ? {} : { callback };
  const status = callback === undefined ? 'done' : 'undelivered';
  return { task, nonce, orderSha256, status, ...kept, ...open };
}

function sameTask(row: TaskRow, start: TaskStart): boolean {
  return row.nonce === start.nonce && row.orderSha256 === start.orderSha256;
}

function publicRow({ task, nonce, orderSha256, status, answer }: MemoryRow): TaskRow {
  return { task, nonce, orderSha256, status, ...(answer && { answer }) };
}

function pendingOf({ task, status, order, callback, answer }: MemoryRow): PendingTask[] {
  if (status === 'running' && order) return [{ state: 'running', order }];
  if (status !== 'undelivered' || !answer || callback === undefined) return [];
  return [{ state: 'undelivered', task, callback, answer }];
}
