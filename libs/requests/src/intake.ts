import { Inject, Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import type { Clock, Right } from '@habeas/domain';
import { EvidenceLog, type EvidenceDraft } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import { Vault } from '@habeas/vault';
import { activeOf, groupDigest } from './duplicates.js';
import { imposeMeasure } from './measures-in-force.js';
import { checkIntake, type CheckedIntake, type IntakeInput } from './intake-check.js';

export interface OpenedRequest {
  id: string;
  exercises: {
    id: string;
    right: Right;
    status: 'received';
    reason: 'opened';
    clocks: Pick<Clock, 'law' | 'legalDue' | 'safeDue'>[];
  }[];
}

interface NewRequest {
  input: IntakeInput;
  checked: CheckedIntake;
  openedBy: string;
  group: string;
  duplicateOf?: string;
}

type OpenedExercise = CheckedIntake['exercises'][number] & { id: string };

/** Opens requests: what was asked, under which laws, and by when. One transaction. */
@Injectable()
export class Intake {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly vault: Vault,
    private readonly evidence: EvidenceLog,
    private readonly outbox: Outbox,
  ) {}

  /** Refusals are those of `checkIntake`; nothing is written then. */
  async open(tx: Tx, input: IntakeInput, principal: { id: string }): Promise<OpenedRequest> {
    const now = new Date();
    const checked = checkIntake(input, this.policy, now);
    const id = newId('req');
    const group = this.groupOf(input, checked);
    // The group is held from here on: of equal requests at one instant, each sees the one before.
    const duplicateOf = await activeOf(tx, group);
    const placed = { group, ...(duplicateOf ? { duplicateOf } : {}) };
    await this.insertRequest(tx, id, { input, checked, openedBy: principal.id, ...placed });
    await this.insertIdentifiers(tx, id, checked.identifiers);
    const exercises = checked.exercises.map((exercise) => ({ ...exercise, id: newId('exe') }));
    await insertExercises(tx, id, exercises);
    await this.evidence.appendAll(tx, id, [
      received(input, checked, { actor: principal.id, at: now }),
      ...exercises.flatMap((exercise) => opened(exercise, now)),
      ...repeats(duplicateOf, now),
    ]);
    await this.stopMarketing(tx, id, exercises);
    await this.outbox.ring(tx, 'request.advance', id);
    return { id, exercises: exercises.map(summary) };
  }

  /** Owed at once (GDPR Art. 21(3)): whoever asks the list after this commit is told. */
  private async stopMarketing(
    tx: Tx,
    requestId: string,
    exercises: OpenedExercise[],
  ): Promise<void> {
    const objection = exercises.find(({ right }) => right === 'marketing_objection');
    if (!objection) return;
    const imposed = { requestId, exerciseId: objection.id, kind: 'suppression' as const };
    await imposeMeasure(tx, { ...imposed, purpose: 'marketing' }, this.evidence);
  }

  private groupOf({ requester }: IntakeInput, checked: CheckedIntake): string {
    return groupDigest(this.vault, { controller: this.policy.controller.id, requester, checked });
  }

  private async insertRequest(tx: Tx, id: string, given: NewRequest): Promise<void> {
    const { input, checked, openedBy, group, duplicateOf } = given;
    await tx.query(
      `INSERT INTO requests (id, controller, channel, received_at, residence, locale, requester,
         laws, laws_because, opened_by, group_digest, duplicate_of)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        this.policy.controller.id,
        input.channel,
        input.receivedAt,
        input.residence,
        input.locale,
        input.requester,
        checked.laws,
        JSON.stringify(checked.because),
        openedBy,
        group,
        duplicateOf ?? null,
      ],
    );
    await this.vault.createRequestKey(tx, id);
    await this.evidence.openChain(tx, id);
  }

  private async insertIdentifiers(
    tx: Tx,
    requestId: string,
    identifiers: CheckedIntake['identifiers'],
  ): Promise<void> {
    const key = await this.vault.requestKey(tx, requestId);
    for (const { type, value } of identifiers) {
      const id = newId('idn');
      await tx.query(
        `INSERT INTO identifiers (id, request_id, type, value, digest, level)
         VALUES ($1, $2, $3, $4, $5, 'unverified')`,
        [
          id,
          requestId,
          type,
          key.encrypt(`identifier:${id}`, Buffer.from(value)),
          this.vault.digest(type, value),
        ],
      );
    }
  }
}

async function insertExercises(
  tx: Tx,
  requestId: string,
  exercises: OpenedExercise[],
): Promise<void> {
  for (const { id, right, parameters, clocks } of exercises) {
    await tx.query(
      `INSERT INTO exercises (id, request_id, "right", parameters, status, reason)
       VALUES ($1, $2, $3, $4, 'received', 'opened')`,
      [id, requestId, right, JSON.stringify(parameters)],
    );
    for (const clock of clocks) {
      await tx.query(
        `INSERT INTO clocks (exercise_id, law, pack_digest, started_at, legal_due, safe_due,
           milestones, explanation)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          id,
          clock.law,
          clock.packDigest,
          clock.startedAt,
          clock.legalDue,
          clock.safeDue,
          JSON.stringify(clock.milestones),
          JSON.stringify(clock.explanation),
        ],
      );
    }
  }
}

function received(
  input: IntakeInput,
  checked: CheckedIntake,
  by: { actor: string; at: Date },
): EvidenceDraft {
  return {
    ...by,
    type: 'request.received',
    data: {
      receivedAt: input.receivedAt.toISOString(),
      channel: input.channel,
      requester: input.requester,
      residence: input.residence,
      rights: checked.exercises.map(({ right }) => right),
      identifiers: checked.identifiers.length,
    },
  };
}

function repeats(of: string | undefined, at: Date): EvidenceDraft[] {
  return of ? [{ type: 'duplicate.marked', actor: 'intake', at, data: { of } }] : [];
}

function opened({ id, right, clocks }: OpenedExercise, at: Date): EvidenceDraft[] {
  const by = { actor: 'intake', at };
  return [
    { ...by, type: 'exercise.opened', data: { exercise: id, right } },
    ...clocks.map((clock): EvidenceDraft => ({
      ...by,
      type: 'clock.computed',
      data: {
        exercise: id,
        law: clock.law,
        pack: clock.packDigest,
        startedAt: new Date(clock.startedAt).toISOString(),
        ...(clock.legalDue ? { legalDue: new Date(clock.legalDue).toISOString() } : {}),
        safeDue: new Date(clock.safeDue).toISOString(),
        explanation: digestOf(clock.explanation),
      },
    })),
  ];
}

function summary({ id, right, clocks }: OpenedExercise): OpenedRequest['exercises'][number] {
  const dates = clocks.map(({ law, legalDue, safeDue }) => ({ law, legalDue, safeDue }));
  return { id, right, status: 'received', reason: 'opened', clocks: dates };
}
