import type { Session } from '../store.js';
import type { DoNotMail } from './do-not-mail.js';

/** A contact as a list that is bought, or handed over by a shop, names it. */
export interface ImportedContact {
  contactId: string;
  customerId?: string;
  email: string;
  firstName: string;
  lastName: string;
  locale: string;
  /** Where the list says that the person agreed to the newsletter. */
  consentedVia?: string;
}

/** Adds a contact. Who has objected is kept from every campaign, whatever the list says. */
export async function importContact(
  { session, doNotMail }: { session: Session; doNotMail: DoNotMail },
  contact: ImportedContact,
): Promise<{ mailable: boolean }> {
  const { contactId, customerId = null, email, consentedVia } = contact;
  const objected = await doNotMail.has(session, { email, customer_id: customerId });
  const [row] = await session.query<{ id: string }>(
    `insert into contacts (id, contact_id, customer_id, email, first_name, last_name, locale,
       source, created_at, objected_at)
     select coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, 'import', now(),
       case when $7 then now() end from contacts
     returning id`,
    [contactId, customerId, email, contact.firstName, contact.lastName, contact.locale, objected],
  );
  if (consentedVia !== undefined) {
    await session.query(
      `insert into consents (id, contact_id, purpose, granted, wording, recorded_at, recorded_via)
       select coalesce(max(id), 0) + 1, $1, 'newsletter', true, 'as the list says', now(), $2
       from consents`,
      [row?.id, consentedVia],
    );
  }
  return { mailable: !objected };
}
