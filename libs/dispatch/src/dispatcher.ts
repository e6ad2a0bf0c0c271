/**
 * Dispatch: claim one task, call its connector, record what came of it. Two short transactions with
 * the call between them; a crash anywhere leaves a lease that runs out, and the task starts again
 * under the same id and nonce, which the connector recognises.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Database, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { Outcomes } from '@habeas/requests';
import { BlobStore, type Blob } from '@habeas/vault';
import { Caller, type CallResult } from './caller.js';
import { Claims, type ClaimedTask } from './claims.js';
import { CallFailure, followUp } from './failure.js';
import { Lease } from './lease.js';

@Injectable()
export class Dispatcher {
  private readonly logger = new Logger(Dispatcher.name);

  constructor(
    private readonly database: Database,
    private readonly claims: Claims,
    private readonly caller: Caller,
    private readonly outcomes: Outcomes,
    private readonly blobs: BlobStore,
  ) {}

  /** Does one task once, or nothing if it is not ours to do. Safe to call at any time. */
  async dispatch(taskId: string): Promise<void> {
    const task = await this.claims.claim(taskId);
    if (!task) return;
    const lease = new Lease(this.claims, task);
    try {
      await this.record(task, await this.caller.call(task, lease.signal));
    } catch (error) {
      const failure = error instanceof CallFailure ? error : ownFault(error);
      if (!lease.signal.aborted) await (failure ? this.failed(task, failure) : this.handBack(task));
      if (!(error instanceof CallFailure)) throw error;
    } finally {
      lease.end();
    }
  }

  private async record(task: ClaimedTask, result: CallResult): Promise<void> {
    if (result.kind === 'accepted') return this.claims.accepted(task);
    const blob = result.kind === 'exported' ? result.blob : undefined;
    const recorded = await this.database.transaction((tx) => this.finish(tx, task, result));
    if (!recorded && blob) await this.blobs.remove(blob.id);
  }

  private async finish(
    tx: Tx,
    task: ClaimedTask,
    result: Exclude<CallResult, { kind: 'accepted' }>,
  ): Promise<boolean> {
    const { id: taskId, attemptToken } = task;
    const { answer } = result;
    if (result.kind === 'answered')
      return this.outcomes.record(tx, { taskId, attemptToken, answer });
    const { blob, datasets } = result;
    await this.blobs.record(tx, blob);
    const outcome = { taskId, attemptToken, answer, datasets, blobId: blob.id };
    const first = await this.outcomes.record(tx, outcome);
    if (!first) await this.forget(tx, blob);
    return first;
  }

  // The export came late: another attempt's stands, and this file is nobody's.
  private async forget(tx: Tx, blob: Blob): Promise<void> {
    await tx.query('DELETE FROM blobs WHERE id = $1', [blob.id]);
  }

  // A store that is away cannot take it back either: then the lease runs out.
  private async handBack(task: ClaimedTask): Promise<void> {
    try {
      await this.claims.handBack(task);
    } catch (error) {
      this.logger.warn(`${task.id} was not handed back: ${(error as Error).message}`);
    }
  }

  private async failed(task: ClaimedTask, failure: CallFailure): Promise<void> {
    this.logger.warn(`${task.id} on ${task.connector.slug}: ${failure.message}`);
    const next = followUp(failure, task.attempts - task.attemptsBefore, Math.random());
    if (next.kind === 'retry') {
      return this.claims.retryLater(task, failure.message, next.delayMs);
    }
    const { id: taskId, attemptToken } = task;
    await this.database.transaction((tx) =>
      this.outcomes.giveUp(tx, { taskId, attemptToken, reason: failure.message }),
    );
  }
}

/**
 * A fault of ours counts as an attempt too, so that no answer can keep a task going for ever. A
 * store that does not answer says nothing about the task: it is handed back and starts again.
 */
function ownFault(error: unknown): CallFailure | undefined {
  const passing = ['store_unavailable', 'store_full'];
  if (error instanceof HabeasError && passing.includes(error.code)) return undefined;
  return new CallFailure('retryable', error instanceof HabeasError ? error.code : 'internal');
}
