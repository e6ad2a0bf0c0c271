import type { Answer, Order } from './protocol.js';

/** `running`: not finished; `undelivered`: finished, callback outstanding; `done`: nothing to do. */
export type TaskStatus = 'running' | 'undelivered' | 'done';

export interface TaskStart {
  task: string;
  nonce: string;
  /** `orderDigest` of the order. */
  orderSha256: string;
  action: string;
  startedAt: Date;
  /** Only for a task that goes on after its 202; dropped when it is done. */
  order?: Order;
}

export interface TaskRow {
  task: string;
  nonce: string;
  orderSha256: string;
  status: TaskStatus;
  /** Present once finished, except for `locate` and `export`, whose repeats run again. */
  answer?: Answer;
}

/** What a finished task leaves behind. */
export interface Completion {
  answer: Answer;
  /** False for answers with identifiers (`locate`): then only the fact is kept. */
  keep: boolean;
  /** Where the answer is still to be reported; left out when the caller has it already. */
  callback?: string;
  finishedAt: Date;
}

/** A task to be taken up after a start: to run again, or only to report. */
export type PendingTask =
  | { state: 'running'; order: Order }
  | { state: 'undelivered'; task: string; callback: string; answer: Answer };

/**
 * Where a connector remembers which tasks it did and which signature nonces it saw. No personal
 * data stays here once a task is finished.
 */
export interface Journal<Session> {
  /** Creates what it needs; may be called at every start. */
  prepare(): Promise<void>;
  /** Records a nonce until `expiresAt`; false when it is known already. */
  spendNonce(nonce: string, expiresAt: Date): Promise<boolean>;
  /** Inserts the task, or returns the row that is there. Never waits for a running task. */
  begin(start: TaskStart): Promise<TaskRow>;
  find(task: string): Promise<TaskRow | undefined>;
  /**
   * Locks the task, runs `work` and stores what it returns: one transaction. A stored answer is
   * returned without running `work`; `busy` when somebody else holds the lock.
   */
  complete(
    task: string,
    work: (session: Session) => Promise<Completion>,
  ): Promise<{ answer: Answer; repeated: boolean } | 'busy'>;
  /** Runs `work` in a transaction that leaves no trace in the journal. */
  read<T>(work: (session: Session) => Promise<T>): Promise<T>;
  /** Marks a task done of which nothing more is to be stored or reported; drops its order. */
  settle(task: string, at: Date): Promise<void>;
  /** Drops the order of a task that is given up; a repeat of the order takes it up again. */
  abandon(task: string): Promise<void>;
  pending(): Promise<PendingTask[]>;
}
