import type { Identifier } from '@habeas/connector-sdk';
import type { Session } from '../store.js';
import { findSubjects, idsOf, isAmbiguous, type Found, type Lookups } from '../subjects.js';
import type { SubjectIds } from '../datasets.js';

/** Identifiers that belong to one person by the schema. */
const UNIQUE: Lookups = {
  email: 'select id from people where lower(email) = lower($1)',
  username: 'select id from people where lower(username) = lower($1)',
  customer_id: 'select id from people where customer_id = $1',
};

/** Identifiers that a household may share. */
const SHAREABLE: Lookups = {
  phone: 'select id from people where phone = $1',
  device_serial: 'select distinct person_id as id from devices where serial = $1',
};

/** Everybody to whom an identifier points, for `locate`: two people are two matches. */
export function findEverybody(session: Session, identifiers: Identifier[]): Promise<Found> {
  return findSubjects(session, { ...UNIQUE, ...SHAREABLE }, identifiers);
}

/**
 * Those whose data an action may touch. A phone number or a serial counts only when nothing better
 * finds anybody, and never when two people share it: somebody else's account is not at stake.
 */
export async function findAsker(
  session: Session,
  identifiers: Identifier[],
): Promise<{ people: SubjectIds; ambiguous: boolean }> {
  const known = await findSubjects(session, UNIQUE, identifiers);
  if (known.size > 0) return { people: idsOf(known), ambiguous: false };
  const found = await findSubjects(session, SHAREABLE, identifiers);
  if (isAmbiguous(found)) return { people: [], ambiguous: true };
  return { people: idsOf(found), ambiguous: false };
}

/**
 * Those who are still there, for `verify`. Once the person is gone, her household's serial or phone
 * number leads to somebody else; so these count only when the order names nothing better.
 */
export async function findLeft(session: Session, identifiers: Identifier[]): Promise<SubjectIds> {
  const named = identifiers.some(({ type }) => Object.hasOwn(UNIQUE, type));
  return idsOf(await findSubjects(session, named ? UNIQUE : SHAREABLE, identifiers));
}
