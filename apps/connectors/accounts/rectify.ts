import type { Effect, Order } from '@habeas/connector-sdk';
import { rectifyRows, type Correctable } from '../rectifying.js';
import type { Session } from '../store.js';
import { findAsker } from './asker.js';

const line = { kind: 'line' } as const;
const lineOrNone = { kind: 'line', nullable: true } as const;

/**
 * What the person may have corrected here. Orders and messages are not: they are what was agreed and
 * said at the time.
 */
export const ACCOUNT_CORRECTABLES: readonly Correctable[] = [
  {
    category: 'ID',
    dataset: 'people',
    owner: 'id',
    several: false,
    columns: {
      given_name: lineOrNone,
      family_name: lineOrNone,
      full_name: lineOrNone,
      born_on: { kind: 'day', nullable: true },
      region: lineOrNone,
      language: { kind: 'language', nullable: true },
      phone: { kind: 'phone', nullable: true },
    },
  },
  {
    category: 'ID',
    dataset: 'addresses',
    owner: 'person_id',
    several: true,
    columns: {
      ...{ recipient: line, street: line, postal_code: line, city: line, region: line },
      country: { kind: 'country' },
    },
  },
  {
    category: 'TR',
    dataset: 'devices',
    owner: 'person_id',
    several: true,
    columns: { product: line, model: line, nickname: lineOrNone },
  },
];

export async function rectify(order: Order, { session }: { session: Session }): Promise<Effect> {
  const { people, ambiguous } = await findAsker(session, order.identifiers);
  if (ambiguous) return { outcome: 'needs_human', counts: {}, reason: 'identifier_shared' };
  if (people.length === 0) return { outcome: 'nothing_found', counts: {} };
  return rectifyRows(session, order, { specs: ACCOUNT_CORRECTABLES, groups: [people] });
}
