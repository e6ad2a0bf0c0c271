import { Inject, Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import {
  BALANCE_GROUNDS,
  HabeasError,
  isDisclosing,
  isFinal,
  type MessageChannel,
  type RefusalGround,
} from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import type { EvidenceFact } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import {
  assertPast,
  chooseExercise,
  lockExercises,
  type ExerciseChoice,
} from './exercise-choice.js';
import { ExerciseMoves, owedOn } from './exercise-moves.js';
import type { Exercise } from './exercise.entity.js';
import { heldExercises } from './holds-in-force.js';
import { assertIndependent } from './independence.js';
import { Messages, type Telling } from './messages/messages.js';
import { assertGroundCarries } from './rejections.js';
import { mayHaveActed } from './tasks-started.js';

// Whoever changes her mind while the plan still waits is heard; to say the same again is nothing.
const DECIDE = `
  INSERT INTO approvals (id, exercise_id, seal, decision, principal_id)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (exercise_id, seal, principal_id) DO UPDATE
    SET decision = excluded.decision, decided_at = now()
    WHERE approvals.decision <> excluded.decision
  RETURNING id`;

/**
 * What people decide. Each locks the exercise, checks, writes its own row or move with evidence,
 * and asks for `advance`; none has a flow of its own.
 */
@Injectable()
export class Decisions {
  constructor(
    private readonly moves: ExerciseMoves,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
    private readonly messages: Messages,
    @Inject(POLICY) private readonly policy: Policy,
  ) {}

  /**
   * Approves or rejects a sealed plan. Throws `seal_mismatch` when the plan shown is not the plan
   * in force, `approver_not_independent` for who opened the request or verified its identity,
   * `hold_in_force` under a legal hold, `transition_illegal` when the same was decided before.
   */
  async approve(
    tx: Tx,
    input: ExerciseChoice & { seal: string; decision: 'approved' | 'rejected' },
    principal: { id: string },
  ): Promise<void> {
    const exercise = await chooseExercise(
      tx,
      input,
      ({ status }) => status === 'awaiting_approval',
    );
    if (exercise.seal !== input.seal) {
      throw new HabeasError(
        'seal_mismatch',
        'The approval names another plan than the one in force; look at the plan again and name its seal.',
      );
    }
    await assertIndependent(tx, exercise, principal);
    if ((await heldExercises(tx, exercise.requestId)).has(exercise.id)) {
      throw new HabeasError('hold_in_force', 'A legal hold covers this data; release it first.');
    }
    const { seal, decision } = input;
    const row = [newId('apr'), exercise.id, seal, decision, principal.id];
    if ((await tx.query(DECIDE, row)).length === 0) {
      throw new HabeasError('transition_illegal', `You have ${decision} this plan already.`);
    }
    const data = { exercise: exercise.id, seal, decision };
    await this.append(tx, exercise, { type: 'approval.given', data, actor: principal.id });
    await this.outbox.ring(tx, 'request.advance', exercise.requestId);
  }

  /**
   * Refuses on a ground; the refusal is then owed to the person, with its remedies. Throws
   * `ground_not_in_law` unless the ground carries under each law that applies, and
   * `transition_illegal` once anything was erased or rectified.
   */
  async refuse(
    tx: Tx,
    input: ExerciseChoice & { ground: RefusalGround },
    principal: { id: string },
  ): Promise<void> {
    const exercise = await chooseExercise(tx, input, ({ status }) => !isFinal(status));
    assertNotWeighed(exercise, input.ground);
    // First, so that no worker starts one of them between the look and the move.
    await this.moves.cancelTasks(tx, exercise.id);
    await assertNothingDone(tx, exercise);
    await assertGroundCarries(tx, { exercise, ground: input.ground }, this.policy);
    await this.moves.move(tx, exercise, {
      to: 'delivering',
      reason: input.ground,
      outcome: 'refused',
      by: 'operator',
      actor: principal.id,
    });
    await this.outbox.ring(tx, 'request.advance', exercise.requestId);
  }

  /** The person withdrew: what has not begun will not begin. What was answered stays answered. */
  async withdraw(tx: Tx, input: { requestId: string }, principal: { id: string }): Promise<void> {
    const exercises = await lockExercises(tx, input.requestId);
    if (exercises.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    const open = exercises.filter(({ status, sentAt }) => !isFinal(status) && sentAt === null);
    if (open.length === 0) {
      throw new HabeasError('transition_illegal', 'Every exercise of this request is answered.');
    }
    for (const exercise of open) {
      await this.moves.move(tx, exercise, {
        to: 'withdrawn',
        reason: 'person_withdrew',
        by: 'operator',
        actor: principal.id,
      });
    }
    await this.messages.owe(tx, { kind: 'withdrawal_confirmed', requestId: input.requestId });
    await this.outbox.ring(tx, 'request.advance', input.requestId);
  }

  /** Puts a person in charge; any number of times, until the request has ended. */
  async assign(
    tx: Tx,
    { requestId, assigneeId }: { requestId: string; assigneeId: string },
    principal: { id: string },
  ): Promise<void> {
    const exercises = await lockExercises(tx, requestId);
    if (exercises.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    if (exercises.every(({ status }) => isFinal(status))) {
      throw new HabeasError('transition_illegal', 'Every exercise of this request has ended.');
    }
    const known = await tx.query(
      `UPDATE requests SET assigned_to = p.id FROM principals p
       WHERE requests.id = $1 AND p.id = $2 AND p.kind = 'person' RETURNING p.id`,
      [requestId, assigneeId],
    );
    if (known.length === 0) throw new HabeasError('not_found', 'There is no such person here.');
    await this.evidence.append(tx, {
      requestId,
      type: 'request.assigned',
      actor: principal.id,
      at: new Date(),
      data: { principal: assigneeId },
    });
  }

  /** Records that the answer went out: channel, instant, actor. Only then is an exercise final. */
  async recordSent(
    tx: Tx,
    input: ExerciseChoice & { channel: MessageChannel; sentAt: Date },
    principal: { id: string },
  ): Promise<void> {
    const owed = ({ status, sentAt }: Exercise) => status === 'delivering' && sentAt === null;
    const exercise = await chooseExercise(tx, input, owed);
    assertPast(input.sentAt, 'sentAt');
    await this.assertReady(tx, exercise);
    await tx.query('UPDATE exercises SET sent_at = $2, sent_via = $3, sent_by = $4 WHERE id = $1', [
      exercise.id,
      input.sentAt,
      input.channel,
      principal.id,
    ]);
    const at = input.sentAt.toISOString();
    const data = { exercise: exercise.id, channel: input.channel, at };
    await this.append(tx, exercise, { type: 'answer.sent', data, actor: principal.id });
    await this.tellAnswer(tx, exercise, { ...input, by: principal.id });
  }

  private async tellAnswer(tx: Tx, exercise: Exercise, telling: Telling): Promise<void> {
    const { id, requestId, right, reason } = exercise;
    const kind = owedOn(exercise);
    if (!kind) throw new Error(`exercise ${id} delivers no outcome`);
    await this.messages.told(tx, { kind, requestId, exercise: { id, right }, reason }, telling);
  }

  private async append(
    tx: Tx,
    exercise: Exercise,
    said: EvidenceFact & { actor: string },
  ): Promise<void> {
    await this.evidence.append(tx, { requestId: exercise.requestId, at: new Date(), ...said });
  }

  private async assertReady(tx: Tx, exercise: Exercise): Promise<void> {
    if (!isDisclosing(exercise.right) || exercise.outcome === 'refused') return;
    const rows = await tx.query(
      `SELECT 1 FROM disclosures WHERE exercise_id = $1 AND status = 'ready'`,
      [exercise.id],
    );
    if (rows.length > 0) return;
    throw new HabeasError('disclosure_not_ready', 'The package is still being built; try again.');
  }
}

/** Refusing what is half done would be untrue: it has to be finished, or judged by a person. */
async function assertNothingDone(tx: Tx, { id }: Exercise): Promise<void> {
  if (!(await mayHaveActed(tx, id, ['rectify', 'erase']))) return;
  throw new HabeasError(
    'transition_illegal',
    'Systems have begun to erase or rectify; it can no longer be refused. Bring it to its end.',
  );
}

/** Grounds that override an objection are weighed, with reasons, by who is independent. */
function assertNotWeighed({ right }: Exercise, ground: RefusalGround): void {
  if (right !== 'objection' || !BALANCE_GROUNDS.some((one) => one === ground)) return;
  throw new HabeasError(
    'transition_illegal',
    `${ground} is no ground to refuse an objection outright: it is restricted first, then a person weighs the interests and decides.`,
  );
}
