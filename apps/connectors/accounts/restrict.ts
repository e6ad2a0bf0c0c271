import type { Effect, Order } from '@habeas/connector-sdk';
import { releaseFor, restrictFor, type Restricted } from '../restrictions.js';
import type { Session } from '../store.js';
import { findAsker } from './asker.js';

const PEOPLE: Restricted = { table: 'people', key: 'person_id' };

/** Restricted in part, the account goes on: the uses that ended are recorded with it. */
export async function restrict(order: Order, { session }: { session: Session }): Promise<Effect> {
  const { people, ambiguous } = await findAsker(session, order.identifiers);
  if (ambiguous) return { outcome: 'needs_human', counts: {}, reason: 'identifier_shared' };
  if (people.length === 0) return { outcome: 'nothing_found', counts: {} };
  await restrictFor(session, PEOPLE, { subjects: people, order });
  return { outcome: 'completed', counts: { found: people.length, restricted: people.length } };
}

/** Lifts the restriction of the order's own request; others stay in force. */
export async function release(order: Order, { session }: { session: Session }): Promise<Effect> {
  const { people, ambiguous } = await findAsker(session, order.identifiers);
  if (ambiguous) return { outcome: 'needs_human', counts: {}, reason: 'identifier_shared' };
  if (people.length === 0) return { outcome: 'nothing_found', counts: {} };
  await releaseFor(session, PEOPLE, { subjects: people, request: order.request });
  return { outcome: 'completed', counts: { found: people.length } };
}
