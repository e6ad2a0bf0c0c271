import { Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import {
  EXTENSION_REASONS,
  HabeasError,
  type MessageKind,
  type MessageStatus,
  type Right,
} from '@habeas/domain';
import { receiptConfirmed } from '../alarms-schedule.js';
import { Decisions } from '../decisions.js';
import { assertPast, lockExercises } from '../exercise-choice.js';
import { Extensions } from '../extensions.js';
import { Measures } from '../measures.js';
import { Questions } from '../questions.js';
import { Messages, type Telling } from './messages.js';

interface Owing {
  id: string;
  requestId: string;
  exerciseId: string | null;
  kind: MessageKind;
  about: string | null;
  reason: string | null;
  status: MessageStatus;
  right: Right | null;
}

const MESSAGE = `
  SELECT m.id, m.request_id AS "requestId", m.exercise_id AS "exerciseId", m.kind, m.about,
    m.reason, m.status, e."right"
  FROM messages m LEFT JOIN exercises e ON e.id = m.exercise_id WHERE m.id = $1`;

/**
 * Records that a message went out: channel, instant, actor. What hangs on it counts from then: an
 * answer ends its exercise, a notice of extension moves the clocks, a question stops them.
 */
@Injectable()
export class Dispatches {
  constructor(
    private readonly messages: Messages,
    private readonly decisions: Decisions,
    private readonly extensions: Extensions,
    private readonly questions: Questions,
    private readonly measures: Measures,
  ) {}

  /** Throws `not_found`, `transition_illegal` for what is not due, and what its kind may refuse. */
  async record(
    tx: Tx,
    { messageId, ...sent }: { messageId: string } & Omit<Telling, 'by'>,
    principal: { id: string },
  ): Promise<void> {
    assertPast(sent.sentAt, 'sentAt');
    const message = await dueMessage(tx, messageId);
    const { requestId, exerciseId, about } = message;
    const choice = { requestId, ...(exerciseId ? { exerciseId } : {}) };
    switch (message.kind) {
      case 'answer':
      case 'partial_notice':
      case 'refusal_notice':
        return this.decisions.recordSent(tx, { ...choice, ...sent }, principal);
      case 'extension_notice':
        return this.extensions.recordSent(
          tx,
          { ...choice, ...sent, ...reasonOf(message) },
          principal,
        );
      case 'identity_request':
        return this.questions.askIdentity(tx, { requestId, sent }, principal);
      case 'clarification_request':
        return this.questions.recordAsked(tx, { ...choice, sent }, principal);
      case 'release_notice':
        return this.measures.recordNotice(tx, { measureId: about ?? '', ...sent }, principal);
      case 'acknowledgement':
        await receiptConfirmed(tx, requestId);
        await this.messages.told(tx, owedBy(message), { ...sent, by: principal.id });
        return;
      case 'withdrawal_confirmed':
      case 'expired_notice':
      case 'recipients_list':
      case 'complaint_acknowledgement':
        await this.messages.told(tx, owedBy(message), { ...sent, by: principal.id });
    }
  }
}

async function dueMessage(tx: Tx, id: string): Promise<Owing> {
  const [seen] = await tx.query<Owing>(MESSAGE, [id]);
  if (!seen) throw new HabeasError('not_found', 'There is no message by that id.');
  await lockExercises(tx, seen.requestId);
  const [message = seen] = await tx.query<Owing>(MESSAGE, [id]);
  if (message.status === 'due') return message;
  const why = message.status === 'sent' ? 'recorded as sent already' : 'overtaken, and not owed';
  throw new HabeasError('transition_illegal', `This message is ${why}.`);
}

function owedBy({ kind, requestId, exerciseId, right, about }: Owing) {
  const exercise = exerciseId && right ? { exercise: { id: exerciseId, right } } : {};
  return { kind, requestId, ...exercise, ...(about ? { about } : {}) };
}

function reasonOf({ reason }: Owing) {
  const known = EXTENSION_REASONS.find((one) => one === reason);
  if (!known) throw new Error('a notice of extension without a reason');
  return { reason: known };
}
