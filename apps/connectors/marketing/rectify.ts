import type { Effect, Order } from '@habeas/connector-sdk';
import { rectifyRows, type Correctable } from '../rectifying.js';
import type { Session } from '../store.js';
import { contactIds } from './contacts.js';

export const MARKETING_CORRECTABLES: readonly Correctable[] = [
  {
    category: 'ID',
    dataset: 'contacts',
    owner: 'id',
    several: false,
    columns: {
      first_name: { kind: 'line', nullable: true },
      last_name: { kind: 'line', nullable: true },
      locale: { kind: 'language', nullable: true },
    },
  },
];

/** One customer may be in with several addresses: the same is corrected in each, or in none. */
export async function rectify(order: Order, { session }: { session: Session }): Promise<Effect> {
  const contacts = await contactIds(session, order.identifiers);
  if (contacts.length === 0) return { outcome: 'nothing_found', counts: {} };
  const groups = contacts.map((contact) => [contact]);
  return rectifyRows(session, order, { specs: MARKETING_CORRECTABLES, groups });
}
