import type { Effect, EffectHandler, Order } from '@habeas/connector-sdk';
import type { SubjectIds } from '../datasets.js';
import {
  categoriesOf,
  deleteInScope,
  eraseSubjectRows,
  isRetained,
  type Deletion,
  type Gone,
} from '../erasure.js';
import type { Session } from '../store.js';
import type { Blocklist } from './blocklist.js';
import { TELEMETRY_DATASETS } from './datasets.js';
import { lockDevices } from './device-lock.js';
import { DEVICES, devicesOf } from './devices.js';

const DELETIONS: Deletion[] = [
  { category: 'LOC', sql: 'delete from location_points where device_id = any($1::bigint[])' },
  { category: 'PU', sql: 'delete from usage_events where device_id = any($1::bigint[])' },
  { category: 'PDA', sql: 'delete from device_accounts where device_id = any($1::bigint[])' },
];

/**
 * Stops the collection from the person's devices and erases what they reported. A device that
 * somebody else is signed in on is left to a human; the others are not kept waiting for it.
 */
export function eraseWith(blocklist: Blocklist): EffectHandler<Session> {
  return async (order, { session }): Promise<Effect> => {
    if (isRetained(order, TELEMETRY_DATASETS)) {
      return { outcome: 'needs_human', counts: {}, reason: 'retention_not_supported' };
    }
    const { own, shared } = await devicesOf(session, order.identifiers);
    const gone = own.length > 0 ? await eraseDevices(session, { order, own, blocklist }) : NONE;
    const suppressed = own.length;
    const counts = { found: gone.erased + gone.anonymised, ...gone, suppressed };
    if (shared.length > 0) return { outcome: 'needs_human', counts, reason: 'shared_device' };
    return { outcome: own.length > 0 ? 'completed' : 'nothing_found', counts };
  };
}

const NONE: Gone = { erased: 0, anonymised: 0 };

async function eraseDevices(
  session: Session,
  { order, own, blocklist }: { order: Order; own: SubjectIds; blocklist: Blocklist },
): Promise<Gone> {
  const categories = categoriesOf(order);
  await lockDevices(session, own);
  await blocklist.block(session, own, categories);
  const readings = await deleteInScope(session, DELETIONS, { subjects: own, categories });
  if (!categories.has(DEVICES.category)) return { erased: readings, anonymised: 0 };
  const rest = { subjects: own, specs: TELEMETRY_DATASETS };
  const { erased, anonymised } = await eraseSubjectRows(session, DEVICES, rest);
  return { erased: readings + erased, anonymised };
}
