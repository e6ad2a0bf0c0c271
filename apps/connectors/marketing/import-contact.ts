import type { Identifier } from '@habeas/connector-sdk';
import type { Session, Store } from '../store.js';
import type { ContactLists } from './contact-list.js';
import type { AskSuppressions } from './suppressions.js';

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

/** `refused`: she was erased and is not made again (Art. 17 GDPR); nothing of her was stored. */
export type Imported = { mailable: boolean } | { refused: 'erased' };

/**
 * Imports a contact unless Habeas says that she was erased. Habeas is asked before anything is
 * written; without `ask`, only marketing's own list of objectors is looked at.
 */
export async function importUnlessErased(
  { store, lists, ask }: { store: Store; lists: ContactLists; ask?: AskSuppressions },
  contact: ImportedContact,
): Promise<Imported> {
  const answers = ask ? await ask(identifiersOf(contact)) : [];
  if (answers.some(({ recreate }) => recreate)) return { refused: 'erased' };
  const objected = answers.some(({ marketing }) => marketing);
  return store.transaction((session) => importContact({ session, lists, objected }, contact));
}

function identifiersOf({ email, customerId }: ImportedContact): Identifier[] {
  const byEmail = { type: 'email', value: email };
  return customerId ? [byEmail, { type: 'customer_id', value: customerId }] : [byEmail];
}

/** Adds a contact. Who has objected, here or to Habeas, is kept from every campaign. */
export async function importContact(
  from: { session: Session; lists: ContactLists; objected?: boolean },
  contact: ImportedContact,
): Promise<{ mailable: boolean }> {
  const { session, lists } = from;
  const { contactId, customerId = null, email, consentedVia } = contact;
  const names = { email, customer_id: customerId };
  const objected = from.objected === true || (await lists.doNotMail.has(session, names));
  const untracked = await lists.doNotTrack.has(session, names);
  const [row] = await session.query<{ id: string }>(
    `insert into contacts (id, contact_id, customer_id, email, first_name, last_name, locale,
       source, created_at, objected_at, untracked_at)
     select coalesce(max(id), 0) + 1, $1, $2, $3, $4, $5, $6, 'import', now(),
       case when $7 then now() end, case when $8 then now() end from contacts
     returning id`,
    [
      ...[contactId, customerId, email, contact.firstName, contact.lastName, contact.locale],
      ...[objected, untracked],
    ],
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
