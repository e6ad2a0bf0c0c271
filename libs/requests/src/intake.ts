import { Inject, Injectable } from '@nestjs/common';
import { newId, type Tx } from '@habeas/database';
import type { Clock, Right } from '@habeas/domain';
import { EvidenceLog, type EvidenceDraft } from '@habeas/evidence';
import { digestOf } from '@habeas/evidence-format';
import { Outbox } from '@habeas/messaging';
import { POLICY, type Policy } from '@habeas/policy';
import { Vault } from '@habeas/vault';
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
    await this.insertRequest(tx, id, { input, checked, openedBy: principal.id });
    await this.insertIdentifiers(tx, id, checked.identifiers);
    const exercises = checked.exercises.map((exercise) => ({ ...exercise, id: newId('exe') }));
    await insertExercises(tx, id, exercises);
    await this.evidence.appendAll(tx, id, [
      received(input, checked, { actor: principal.id, at: now }),
      ...exercises.flatMap((exercise) => opened(exercise, now)),
    ]);
    await this.outbox.ring(tx, 'request.advance', id);
    return { id, exercises: exercises.map(summary) };
  }

  private async insertRequest(
    tx: Tx,
    id: string,
    given: { input: IntakeInput; checked: CheckedIntake; openedBy: string },
  ): Promise<void> {
    const { input, checked, openedBy } = given;
    await tx.query(
      `INSERT INTO requests (id, controller, channel, received_at, residence, locale, requester,
         laws, laws_because, opened_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
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
