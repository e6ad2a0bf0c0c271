/**
 * Advance: look at one request and do what is to be done now.
 *
 * It takes an id and nothing else, so the prompt path, the retry, the restart and the sweep are one
 * path. Whoever gets the row lock works for all: the others leave at once, since the message that
 * called them is committed and the holder looks for such messages again after its own commit.
 */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '@habeas/database';
import { isFinal, nextSteps } from '@habeas/domain';
import { Outbox } from '@habeas/messaging';
import { Registry } from '@habeas/registry';
import { StepApplier } from './apply-step.js';
import { owesMessages } from './messages/due.js';
import { Plans } from './plans.js';
import { exerciseState, loadState } from './request-state.js';

/** A request that still wants steps after so many looks is a bug in nextSteps, not work. */
const LOOKS_MAX = 25;

const LOCK = 'SELECT closed_at FROM requests WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED';

@Injectable()
export class Advance {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly registry: Registry,
    private readonly applier: StepApplier,
    private readonly plans: Plans,
  ) {}

  /** Runs until the request is at rest. Safe to call at any time, any number of times. */
  async run(requestId: string): Promise<void> {
    for (let look = 0; look < LOOKS_MAX; look++) {
      const held = await this.database.transaction((tx) => this.lookOnce(tx, requestId));
      if (!held) return;
      if (!(await this.outbox.pending(this.database, 'request.advance', requestId))) return;
    }
  }

  private async lookOnce(tx: Tx, requestId: string): Promise<boolean> {
    await this.applier.succeed(tx, requestId);
    const [lock] = await tx.query<{ closed_at: Date | null }>(LOCK, [requestId]);
    if (!lock) return false;
    await this.outbox.drain(tx, 'request.advance', requestId);
    if (lock.closed_at) return true;
    for (let look = 0; look < LOOKS_MAX; look++) {
      if (!(await this.stepOnce(tx, requestId))) return true;
    }
    throw new Error(`request ${requestId} does not come to rest`);
  }

  /** Applies the steps of every exercise once; false when there were none. */
  private async stepOnce(tx: Tx, requestId: string): Promise<boolean> {
    const connectors = await this.registry.inService(tx);
    const state = await loadState(tx, requestId);
    let stepped = false;
    for (const exercise of state.exercises) {
      const drifted = this.plans.isDrifted(exercise, state.request, connectors);
      const rules = { connectors, drifted, ...this.plans.rules(state.request, exercise.right) };
      const steps = nextSteps(exerciseState(state, exercise, rules));
      for (const step of steps) await this.applier.apply(tx, step, { state, exercise, connectors });
      stepped ||= steps.length > 0;
    }
    if (stepped || !state.exercises.every(({ status }) => isFinal(status))) return stepped;
    // A restriction outlives its answer; lifting it belongs into the same chain of evidence.
    if ([...state.measures.values()].some((status) => status !== 'released')) return false;
    // What a system is still doing will be reported, and the report belongs before the end.
    const reporting = state.tasks.some(
      ({ status }) => status === 'running' || status === 'accepted',
    );
    // What the person is still to be told is recorded in the same chain.
    if (reporting || (await owesMessages(tx, requestId))) return false;
    await this.applier.closeRequest(tx, requestId, state.exercises);
    return false;
  }
}
