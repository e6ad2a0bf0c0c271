import { Inject, Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import { isAtOnce, type Clock, type Right } from '@habeas/domain';
import { EvidenceLog, type EvidenceDraft } from '@habeas/evidence';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import { Vault } from '@habeas/vault';
import { scheduleAlarms } from './alarms-schedule.js';
import { openParameters, sealedChanges } from './changes.js';
import { computed, writeClock } from './clock-rows.js';
import { activeOf, groupDigest } from './duplicates.js';
import { imposeMeasure } from './measures-in-force.js';
import { dutyDue } from './messages/duty-clock.js';
import { Messages } from './messages/messages.js';
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
    private readonly messages: Messages,
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
    await this.insertExercises(tx, id, { exercises, underPolicy: checked.policyDigest });
    await this.evidence.appendAll(tx, id, [
      received(input, checked, { actor: principal.id, at: now }),
      ...exercises.flatMap((exercise) => opened(exercise, now)),
      ...repeats(duplicateOf, now),
    ]);
    await this.stopAtOnce(tx, id, exercises);
    await this.acknowledge(tx, id, { laws: checked.laws, receivedAt: input.receivedAt });
    await this.outbox.ring(tx, 'request.advance', id);
    return { id, exercises: exercises.map(summary) };
  }

  private async acknowledge(
    tx: Tx,
    requestId: string,
    received: Pick<CheckedIntake, 'laws'> & { receivedAt: Date },
  ): Promise<void> {
    const due = dutyDue(this.policy, { duty: 'acknowledgement', ...received });
    const message = { kind: 'acknowledgement' as const, requestId };
    await this.messages.owe(tx, { ...message, ...(due ? { dueAt: due } : {}) });
  }

  /** Owed at once (GDPR Art. 21(3), 7(3)): whoever asks the list after this commit is told. */
  private async stopAtOnce(tx: Tx, requestId: string, exercises: OpenedExercise[]): Promise<void> {
    for (const { id: exerciseId, right } of exercises.filter((one) => isAtOnce(one.right))) {
      const purpose = right === 'consent_withdrawal' ? 'collection' : 'marketing';
      const imposed = { requestId, exerciseId, kind: 'suppression' as const, purpose } as const;
      await imposeMeasure(tx, imposed, this.evidence);
    }
  }

  private groupOf({ requester }: IntakeInput, checked: CheckedIntake): string {
    return groupDigest(this.vault, { controller: this.policy.controller.id, requester, checked });
  }

  private async insertRequest(tx: Tx, id: string, given: NewRequest): Promise<void> {
    const { input, checked, openedBy, group, duplicateOf } = given;
    await tx.query(
      `INSERT INTO requests (id, controller, channel, received_at, residence, locale, requester,
         subject_age, laws, laws_because, opened_by, group_digest, duplicate_of)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        id,
        this.policy.controller.id,
        input.channel,
        input.receivedAt,
        input.residence,
        input.locale,
        input.requester,
        input.subjectAge ?? null,
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

  private async insertExercises(
    tx: Tx,
    requestId: string,
    { exercises, underPolicy }: { exercises: OpenedExercise[]; underPolicy: string },
  ): Promise<void> {
    const key = await this.vault.requestKey(tx, requestId);
    for (const exercise of exercises) {
      const { id, right, parameters, clocks } = exercise;
      await tx.query(
        `INSERT INTO exercises (id, request_id, "right", parameters, status, reason, policy_digest,
           changes)
         VALUES ($1, $2, $3, $4, 'received', 'opened', $5, $6)`,
        [
          id,
          requestId,
          right,
          JSON.stringify(openParameters(parameters)),
          underPolicy,
          sealedChanges(key, exercise),
        ],
      );
      for (const clock of clocks) await writeClock(tx, id, clock);
      await scheduleAlarms(tx, id, this.policy.controller.alarms);
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
  return [
    { actor: 'intake', at, type: 'exercise.opened', data: { exercise: id, right } },
    ...clocks.map((clock) => computed(clock, { exerciseId: id, by: 'intake', at })),
  ];
}

function summary({ id, right, clocks }: OpenedExercise): OpenedRequest['exercises'][number] {
  const dates = clocks.map(({ law, legalDue, safeDue }) => ({ law, legalDue, safeDue }));
  return { id, right, status: 'received', reason: 'opened', clocks: dates };
}
