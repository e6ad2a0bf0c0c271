import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '@habeas/database';
import { HabeasError, STANDING_CAUSES, type Law, type MessageKind } from '@habeas/domain';
import { POLICY, type Policy } from '@habeas/policy';
import { lockExercises } from '../exercise-choice.js';
import { localeOf } from '../notice.js';
import { recipientLines } from '../recipients/recipient-lines.js';
import { noticesOf } from '../recipients/recipient-notices.js';
import { zoneOf } from './compose-message.js';
import { Messages } from './messages.js';

/** What no step of a request owes by itself: somebody asks for it. */
export const REQUESTED_KINDS = [
  'release_notice',
  'recipients_list',
] as const satisfies readonly MessageKind[];

export interface RequestedMessage {
  requestId: string;
  kind: (typeof REQUESTED_KINDS)[number];
  /** The restriction that is to end. */
  measureId?: string;
}

/** Writes what is due because a person wants it: the end of a restriction, the recipients. */
@Injectable()
export class RequestedMessages {
  constructor(
    @Inject(POLICY) private readonly policy: Policy,
    private readonly messages: Messages,
  ) {}

  /** Throws `not_found`, `body_invalid`, and `transition_illegal` once the request is closed. */
  async write(tx: Tx, input: RequestedMessage): Promise<{ id: string }> {
    const { requestId, kind, measureId } = input;
    const exercises = await lockExercises(tx, requestId);
    if (exercises.length === 0) throw new HabeasError('not_found', 'There is no such request.');
    if (kind === 'release_notice') {
      await assertLiftable(tx, requestId, measureId);
      return this.messages.owe(tx, { kind, requestId, about: measureId ?? '' });
    }
    const values = { recipients: await this.recipients(tx, requestId) };
    return this.messages.owe(tx, { kind, requestId, values });
  }

  /**
   * Who was or is to be told of what was done for her (GDPR Art. 19); before anything was, all that
   * the register names, since it does not say who got what of hers.
   */
  private async recipients(tx: Tx, requestId: string): Promise<string> {
    const [request] = await tx.query<{ locale: string; laws: Law[] }>(
      'SELECT locale, laws FROM requests WHERE id = $1',
      [requestId],
    );
    const texts = this.policy.texts[localeOf(request?.locale ?? '')];
    const zone = zoneOf(request ?? { laws: [] }, this.policy);
    const notices = await noticesOf(tx, requestId);
    if (notices.length > 0) return recipientLines(notices, { texts, zone }).join('\n');
    const named = this.policy.register.recipients.map(({ id }) => texts.recipients[id] ?? id);
    return named.map((name) => `- ${name}`).join('\n');
  }
}

async function assertLiftable(tx: Tx, requestId: string, measureId?: string): Promise<void> {
  const rows = await tx.query(
    `SELECT 1 FROM measures
     WHERE id = $1 AND request_id = $2 AND kind = 'restriction' AND release_asked_at IS NULL
       AND released_at IS NULL AND cause <> ALL ($3)`,
    [measureId ?? '', requestId, STANDING_CAUSES],
  );
  if (rows.length > 0) return;
  const detail =
    'Name as "measure" a restriction of this request that is in force and can be lifted.';
  throw new HabeasError('body_invalid', detail, [{ pointer: '/measure', detail }]);
}
