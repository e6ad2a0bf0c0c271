import type { Session } from '../store.js';
import type { AskSuppressions } from './suppressions.js';

export interface Recipient {
  contact_id: string;
  email: string;
  /** False: the mail must not tell whether she reads it (Art. 7(3) GDPR). */
  tracked: boolean;
}

/**
 * To whom a campaign may go: contacts of its language whose last word on `newsletter` was yes, who
 * have not had it, who have not objected since (Art. 21(3) GDPR), and whose data is not restricted
 * (Art. 18(2): stored, not used).
 */
export function recipientsOf(session: Session, campaignId: number): Promise<Recipient[]> {
  return session.query<Recipient>(
    `select contacts.contact_id, contacts.email, contacts.untracked_at is null as tracked
     from campaigns join contacts on contacts.locale = campaigns.locale
     where campaigns.id = $1 and contacts.restricted_at is null and contacts.email is not null
       and contacts.objected_at is null
       and (select granted from consents
            where consents.contact_id = contacts.id and purpose = 'newsletter'
            order by recorded_at desc, id desc limit 1)
       and not exists (select from sends
                       where sends.contact_id = contacts.id and sends.campaign_id = campaigns.id)
     order by contacts.id`,
    [campaignId],
  );
}

/** Those whom Habeas lets be mailed: an objection may not have come here yet. */
export async function mailableOf(
  recipients: Recipient[],
  ask: AskSuppressions,
): Promise<Recipient[]> {
  const answers = await ask(recipients.map(({ email }) => ({ type: 'email', value: email })));
  return recipients.filter((_, index) => {
    const { marketing, recreate } = answers[index] ?? { marketing: true, recreate: true };
    return !marketing && !recreate;
  });
}
