import type { Effect, Order } from '@habeas/connector-sdk';
import { rectifyRows, type Correctable } from '../rectifying.js';
import type { Session } from '../store.js';
import { devicesOf } from './devices.js';

/** All else was measured: it is what the device reported, right or wrong. */
export const TELEMETRY_CORRECTABLES: readonly Correctable[] = [
  {
    category: 'PDA',
    dataset: 'devices',
    owner: 'id',
    several: true,
    columns: { phone_number: { kind: 'phone', nullable: true } },
  },
];

export async function rectify(order: Order, { session }: { session: Session }): Promise<Effect> {
  const { own, shared } = await devicesOf(session, order.identifiers);
  if (own.length === 0 && shared.length > 0) {
    return { outcome: 'needs_human', counts: {}, reason: 'shared_device' };
  }
  if (own.length === 0) return { outcome: 'nothing_found', counts: {} };
  return rectifyRows(session, order, { specs: TELEMETRY_CORRECTABLES, groups: [own] });
}
