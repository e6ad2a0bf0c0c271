import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import {
  BEFORE_ACTING,
  HabeasError,
  isAtOnce,
  isFinal,
  lawsFor,
  packsInForce,
  packsNotAnswered,
  rightRules,
  type ExerciseStatus,
  type Law,
  type PacksInForce,
} from '@habeas/domain';
import { EvidenceLog, type EvidenceDraft } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import { scheduleAlarms } from './alarms-schedule.js';
import { computed, removed, storedClocks, writeClock } from './clock-rows.js';
import { clockUnder } from './clocks-under.js';
import { assertNoDuplicate, lockExercises } from './exercise-choice.js';
import { ExerciseMoves } from './exercise-moves.js';
import type { Exercise } from './exercise.entity.js';
import { knownLaw } from './intake-check.js';
import { moveDueDates } from './messages/due.js';
import { hasTasks } from './tasks-started.js';

export const LAW_CORRECTION_REASONS = [
  'residence_wrong',
  'stay_unknown',
  'establishment_wrong',
  'rule_misapplied',
] as const;
export type LawCorrectionReason = (typeof LAW_CORRECTION_REASONS)[number];

/** Laws of the operator's choice; or facts, from which the packs' rules find them anew. */
export interface LawCorrection {
  requestId: string;
  reason: LawCorrectionReason;
  laws?: string[];
  residence?: string;
  /** Countries where the person has been, is, or will go. */
  stays?: string[];
}

interface RequestRow {
  laws: Law[];
  residence: string;
  receivedAt: Date;
}

interface Corrected {
  before: Law[];
  after: Law[];
  packs: PacksInForce;
  receivedAt: string;
  by: string;
}

const EARLY: readonly ExerciseStatus[] = [...BEFORE_ACTING, 'awaiting_clarification'];
// From here it begins anew: another law may want another proof of who asks, and of whom for whom.
const BEGUN_UNDER: readonly ExerciseStatus[] = [
  'locating',
  'awaiting_approval',
  'awaiting_decision',
];

/** Which laws govern a request, put right by a person, as long as nothing has been done under them. */
@Injectable()
export class LawCorrections {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
    private readonly moves: ExerciseMoves,
  ) {}

  /**
   * The clocks of a law that goes are gone, those of one that comes begin at the receipt, and a plan
   * that was sealed is void. Throws `law_unknown`, `law_undetermined`, `right_not_supported`,
   * `body_invalid` when nothing would change, `transition_illegal` once systems have begun.
   */
  async correct(
    tx: Tx,
    input: LawCorrection,
    principal: { id: string },
  ): Promise<{ laws: Law[]; because: string[] }> {
    const { requestId, reason } = input;
    const open = await openExercises(tx, requestId);
    for (const exercise of open) await assertNothingBegun(tx, exercise);
    const request = await requestOf(tx, requestId);
    const receivedAt = request.receivedAt.toISOString();
    const packs = packsInForce(this.policy.packs, this.policy.controller.venues, receivedAt);
    const { laws, because } = this.determine(input, request, packs);
    for (const { right } of open) rightRules(packs, laws, right);
    await tx.query(
      `UPDATE requests SET laws = $2, laws_because = $3, residence = $4, group_digest = NULL
       WHERE id = $1`,
      [requestId, laws, JSON.stringify(because), input.residence ?? request.residence],
    );
    const by = principal.id;
    const said = { before: request.laws, after: laws, reason, because: digestOf(because) };
    const entry = { type: 'law.corrected' as const, actor: by, at: new Date(), data: said };
    await this.evidence.append(tx, { requestId, ...entry });
    const corrected = { before: request.laws, after: laws, packs, receivedAt, by };
    for (const exercise of open) await this.carryOver(tx, exercise, corrected);
    await this.outbox.ring(tx, 'request.advance', requestId);
    return { laws, because };
  }

  private determine(
    { laws: chosen, residence, stays }: LawCorrection,
    request: RequestRow,
    packs: PacksInForce,
  ): { laws: Law[]; because: string[] } {
    if (!chosen && !residence && !stays) {
      throw new HabeasError('body_invalid', 'Give the laws, or the facts that were wrong.');
    }
    const { controller, packs: all } = this.policy;
    const determined = lawsFor(
      {
        residence: residence ?? request.residence,
        ...(stays ? { stays } : {}),
        ...(chosen ? { laws: chosen.map(knownLaw) } : {}),
        controllerEstablishment: controller.establishment,
        ...(controller.offeredIn ? { offeredIn: controller.offeredIn } : {}),
      },
      packs,
      packsNotAnswered(all, controller.venues, request.receivedAt.toISOString()),
    );
    if (digestOf(determined.laws.toSorted()) !== digestOf(request.laws.toSorted())) {
      return determined;
    }
    throw new HabeasError('body_invalid', 'These laws apply already; nothing would change.');
  }

  private async carryOver(tx: Tx, exercise: Exercise, corrected: Corrected): Promise<void> {
    const { id, requestId } = exercise;
    const drafts = [
      ...(await this.removeClocks(tx, exercise, corrected)),
      ...(await this.addClocks(tx, exercise, corrected)),
    ];
    await this.evidence.appendAll(tx, requestId, drafts);
    await scheduleAlarms(tx, id, this.policy.controller.alarms);
    await moveDueDates(tx, exercise);
    // It ends at once whatever law asks it; another law adds a date, never undoes it.
    if (isAtOnce(exercise.right)) return;
    await tx.query(
      'UPDATE exercises SET plan = NULL, seal = NULL, sealed_at = NULL WHERE id = $1',
      [id],
    );
    if (!BEGUN_UNDER.includes(exercise.status)) return;
    const move = { to: 'received' as const, reason: 'laws_corrected' as const };
    await this.moves.move(tx, exercise, { ...move, by: 'operator', actor: corrected.by });
  }

  private async removeClocks(
    tx: Tx,
    { id }: Exercise,
    { after, by }: Corrected,
  ): Promise<EvidenceDraft[]> {
    const gone = (await storedClocks(tx, id)).filter(({ law }) => !after.includes(law));
    for (const { law } of gone) {
      await tx.query('DELETE FROM clocks WHERE exercise_id = $1 AND law = $2', [id, law]);
    }
    const change = { exerciseId: id, by, at: new Date() };
    return gone.map((clock) => removed(clock, change));
  }

  private async addClocks(
    tx: Tx,
    { id, right }: Exercise,
    { before, after, packs, receivedAt, by }: Corrected,
  ): Promise<EvidenceDraft[]> {
    const added = rightRules(packs, after, right).filter(({ law }) => !before.includes(law));
    const events = await tx.query<{ type: 'refused'; at: Date }>(
      'SELECT type, at FROM clock_events WHERE exercise_id = $1 ORDER BY at, id',
      [id],
    );
    const dated = events.map(({ type, at }) => ({ type, at: at.toISOString() }));
    const drafts: EvidenceDraft[] = [];
    for (const { pack } of added) {
      const clock = clockUnder(this.policy, { pack, right, receivedAt, events: dated });
      await writeClock(tx, id, clock);
      drafts.push(computed(clock, { exerciseId: id, by, at: new Date() }));
    }
    return drafts;
  }
}

async function openExercises(tx: Tx, requestId: string): Promise<Exercise[]> {
  const all = await lockExercises(tx, requestId);
  if (all.length === 0) throw new HabeasError('not_found', 'There is no such request.');
  await assertNoDuplicate(tx, requestId);
  const open = all.filter(({ status }) => !isFinal(status));
  if (open.length > 0) return open;
  throw new HabeasError('transition_illegal', 'Every exercise of this request has ended.');
}

/** Under which law something was done cannot be changed afterwards. */
async function assertNothingBegun(tx: Tx, { id, right, status }: Exercise): Promise<void> {
  if (isAtOnce(right)) return;
  if (EARLY.includes(status) && !(await hasTasks(tx, id))) return;
  throw new HabeasError(
    'transition_illegal',
    `It is too late to correct the law: ${right} is ${status}. File what the other law asks for anew.`,
  );
}

async function requestOf(tx: Tx, requestId: string): Promise<RequestRow> {
  const [row] = await tx.query<RequestRow>(
    'SELECT laws, residence, received_at AS "receivedAt" FROM requests WHERE id = $1',
    [requestId],
  );
  if (!row) throw new HabeasError('not_found', 'There is no such request.');
  return row;
}
