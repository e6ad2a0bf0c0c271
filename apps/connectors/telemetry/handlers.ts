import type { ConnectorHandlers, Effect, Order } from '@habeas/connector-sdk';
import { countDatasets, countRecords, exportPage, inScope } from '../datasets.js';
import { releaseFor, restrictFor } from '../restrictions.js';
import type { Session } from '../store.js';
import { idsOf } from '../subjects.js';
import type { Blocklist } from './blocklist.js';
import { TELEMETRY_DATASETS } from './datasets.js';
import { DEVICES, devicesOf, findDevices } from './devices.js';
import { eraseWith } from './erase.js';
import { locate } from './locate.js';

type Context = { session: Session };

/** Also stops collection: a restricted device's reports are dropped until it is released. */
async function restrict(order: Order, { session }: Context): Promise<Effect> {
  const { own, shared } = await devicesOf(session, order.identifiers);
  await restrictFor(session, DEVICES, { subjects: own, request: order.request });
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
    restrict,
    release,
    erase: eraseWith(blocklist),
    verify,
  };
}
