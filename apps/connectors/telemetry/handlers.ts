import type { ConnectorHandlers, Effect, EffectHandler, Order } from '@habeas/connector-sdk';
import { countDatasets, countRecords, exportPage, inScope } from '../datasets.js';
import { categoriesOf } from '../erasure.js';
import { releaseFor, restrictFor } from '../restrictions.js';
import type { Session } from '../store.js';
import { idsOf } from '../subjects.js';
import type { Blocklist } from './blocklist.js';
import { TELEMETRY_DATASETS } from './datasets.js';
import { lockDevices } from './device-lock.js';
import { DEVICES, devicesOf, findDevices } from './devices.js';
import { eraseWith } from './erase.js';
import { locate } from './locate.js';
import { rectify } from './rectify.js';

type Context = { session: Session };

/**
 * Also stops collection: the reports of a restricted device are dropped until it is released, and of
 * one restricted in part what no activity may use any more.
 */
async function restrict(order: Order, { session }: Context): Promise<Effect> {
  const { own, shared } = await devicesOf(session, order.identifiers);
  await restrictFor(session, DEVICES, { subjects: own, order });
  const counts = { found: own.length, restricted: own.length };
  if (shared.length > 0) return { outcome: 'needs_human', counts, reason: 'shared_device' };
  return { outcome: own.length > 0 ? 'completed' : 'nothing_found', counts };
}

/** Lifts the restriction of the order's own request; others stay in force. */
async function release(order: Order, { session }: Context): Promise<Effect> {
  const devices = idsOf(await findDevices(session, order.identifiers));
  await releaseFor(session, DEVICES, { subjects: devices, request: order.request });
  const outcome = devices.length > 0 ? 'completed' : 'nothing_found';
  return { outcome, counts: { found: devices.length } };
}

/** Reads back: `completed` with nothing found, or `partial` with the number of rows left. */
async function verify(order: Order, { session }: Context): Promise<Effect> {
  const left = idsOf(await findDevices(session, order.identifiers));
  const found = await countRecords(session, inScope(TELEMETRY_DATASETS, order), left);
  return { outcome: found === 0 ? 'completed' : 'partial', counts: { found } };
}

/**
 * Stops the collection that rested on a consent (Art. 7(3) GDPR): of the categories in scope alone,
 * also for a device that has not reported yet, and whoever else is signed in on it.
 */
function suppressWith(blocklist: Blocklist): EffectHandler<Session> {
  return async (order, { session }) => {
    if (order.purpose !== 'collection') return { outcome: 'not_supported', counts: {} };
    const devices = idsOf(await findDevices(session, order.identifiers));
    const categories = categoriesOf(order);
    await lockDevices(session, devices);
    await blocklist.block(session, devices, categories);
    const suppressed = await blocklist.blockNamed(session, order.identifiers, categories);
    return { outcome: 'completed', counts: { found: devices.length, suppressed } };
  };
}

export function telemetryHandlers(blocklist: Blocklist): ConnectorHandlers<Session> {
  return {
    locate,
    export: {
      async datasets(order, { session }) {
        const { own } = await devicesOf(session, order.identifiers);
        return countDatasets(session, inScope(TELEMETRY_DATASETS, order), own);
      },
      async page({ order, cursor, limit }, { session }) {
        const { own } = await devicesOf(session, order.identifiers);
        const specs = inScope(TELEMETRY_DATASETS, order);
        return exportPage(session, { specs, subjects: own }, { cursor, limit });
      },
    },
    rectify,
    restrict,
    release,
    erase: eraseWith(blocklist),
    suppress: suppressWith(blocklist),
    verify,
  };
}
