import { Inject, Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import { HabeasError, type BalanceGround, type Reason } from '@habeas/domain';
import { EvidenceLog } from '@habeas/evidence';
import { digestOf, type EvidenceFact } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import { Vault } from '@habeas/vault';
import { chooseExercise, type ExerciseChoice } from './exercise-choice.js';
import { ExerciseMoves } from './exercise-moves.js';
import type { Exercise } from './exercise.entity.js';
import { assertIndependent } from './independence.js';
import type { BalanceOutcome, Judgement, ReviewOutcome } from './judgement.entity.js';
import { assertGroundCarries } from './rejections.js';

/** Longest statement of reasons, in characters. */
export const STATEMENT_LENGTH_MAX = 4_000;

/** The plan that was shown, and the reasons in words for the person concerned. */
interface Judging extends ExerciseChoice {
  seal: string;
  statement: string;
}

export type Balancing = Judging & { decision: BalanceOutcome; ground?: BalanceGround };
export type Reviewing = Judging & { outcome: ReviewOutcome };

type Made = Pick<Judgement, 'kind' | 'outcome' | 'ground'> & { statement: string; by: string };

const INSERT = `
  INSERT INTO judgements (id, request_id, exercise_id, kind, outcome, ground, seal, statement,
    decided_at, decided_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

const REVIEWED: Record<ReviewOutcome, Reason> = {
  confirmed: 'decision_confirmed',
  changed: 'decision_changed',
};

/**
 * What only a person can judge, with her reasons: whether grounds override an objection (GDPR
 * Art. 21(1), PDPA s.32), and whether an automated decision stands (GDPR Art. 22(3)).
 */
@Injectable()
export class Judgements {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly moves: ExerciseMoves,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
    private readonly vault: Vault,
  ) {}

  /**
   * Weighs the interests. Upheld: what the plan then foresees is carried out. Refused: the refusal
   * is owed, and the restriction stands until its person was told and somebody lifts it. Throws
   * `seal_mismatch`, `approver_not_independent`, `ground_not_in_law`, and `body_invalid` for a
   * refusal without ground.
   */
  async weigh(tx: Tx, input: Balancing, principal: { id: string }): Promise<void> {
    const { decision: outcome, statement } = input;
    const ground = groundOf(input);
    const exercise = await this.chosen(tx, input, 'interests_to_weigh');
    await assertIndependent(tx, exercise, principal);
    if (ground) await assertGroundCarries(tx, { exercise, ground }, this.policy);
    const made = { kind: 'balance' as const, outcome, ground, statement, by: principal.id };
    await this.record(tx, exercise, made);
    const by = { by: 'operator' as const, actor: principal.id };
    await this.moves.move(
      tx,
      exercise,
      ground
        ? { to: 'delivering', reason: ground, outcome: 'refused', ...by }
        : { to: 'acting', reason: 'objection_upheld', ...by },
    );
    await this.outbox.ring(tx, 'request.advance', exercise.requestId);
  }

  /**
   * Records what came of looking at an automated decision again; the answer is then owed. Throws
   * `seal_mismatch`, `approver_not_independent`.
   */
  async review(tx: Tx, input: Reviewing, principal: { id: string }): Promise<void> {
    const { outcome, statement } = input;
    const exercise = await this.chosen(tx, input, 'decision_to_review');
    await assertIndependent(tx, exercise, principal);
    const made = { kind: 'review' as const, outcome, ground: null, statement, by: principal.id };
    await this.record(tx, exercise, made);
    await this.moves.move(tx, exercise, {
      to: 'delivering',
      reason: REVIEWED[outcome],
      outcome: 'fulfilled',
      by: 'operator',
      actor: principal.id,
    });
    await this.outbox.ring(tx, 'request.advance', exercise.requestId);
  }

  private async chosen(tx: Tx, input: Judging, waitsFor: Reason): Promise<Exercise> {
    const fits = ({ status, reason }: Exercise) =>
      status === 'awaiting_decision' && reason === waitsFor;
    const exercise = await chooseExercise(tx, input, fits);
    if (exercise.seal === input.seal) return exercise;
    throw new HabeasError(
      'seal_mismatch',
      'The decision names another plan than the one in force; look at the plan again and name its seal.',
    );
  }

  // Before the move: what the move owes to the person says why.
  private async record(tx: Tx, exercise: Exercise, made: Made): Promise<void> {
    const { id: exerciseId, requestId, seal } = exercise;
    const { kind, outcome, ground, statement, by } = made;
    const id = newId('jdg');
    const key = await this.vault.requestKey(tx, requestId);
    const sealed = key.encrypt(`judgement:${id}`, Buffer.from(statement));
    const at = new Date();
    const row = [id, requestId, exerciseId, kind, outcome, ground, seal, sealed, at, by];
    await tx.query(INSERT, row);
    const about = { judgement: id, exercise: exerciseId, seal: seal ?? '', outcome };
    const said = { ...about, statement: digestOf(statement) };
    const fact: EvidenceFact =
      kind === 'balance'
        ? { type: 'interests.weighed', data: { ...said, ...(ground ? { ground } : {}) } }
        : { type: 'decision.reviewed', data: said };
    await this.evidence.append(tx, { requestId, actor: by, at, ...fact });
  }
}

function groundOf({ decision, ground }: Balancing): BalanceGround | null {
  if ((decision === 'refused') === (ground !== undefined)) return ground ?? null;
  const detail =
    decision === 'refused'
      ? 'Name the ground that overrides the objection.'
      : 'An objection that is upheld has no ground of refusal; leave it out.';
  throw new HabeasError('body_invalid', detail, [{ pointer: '/ground', detail }]);
}
