import type { Identifier } from '@habeas/connector-sdk';
import type { SubjectIds } from '../datasets.js';
import type { SubjectTable } from '../erasure.js';
import type { Session } from '../store.js';
import { findSubjects, idsOf, type Found } from '../subjects.js';

export const CONTACTS: SubjectTable = {
  table: 'contacts',
  category: 'ID',
  key: 'contact_id',
  personal: ['contact_id', 'customer_id', 'email', 'first_name', 'last_name', 'locale', 'source'],
};

/** One customer may be in with several addresses; an address is one contact's. */
const LOOKUPS = {
  email: 'select id from contacts where lower(email) = lower($1)',
  customer_id: 'select id from contacts where customer_id = $1',
  contact_id: 'select id from contacts where contact_id = $1',
};

export function findContacts(session: Session, identifiers: Identifier[]): Promise<Found> {
  return findSubjects(session, LOOKUPS, identifiers);
}

export async function contactIds(session: Session, identifiers: Identifier[]): Promise<SubjectIds> {
  return idsOf(await findContacts(session, identifiers));
}
