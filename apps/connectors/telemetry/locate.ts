import type { Identifier, Match, Order } from '@habeas/connector-sdk';
import { countCategories, inScope } from '../datasets.js';
import type { Session } from '../store.js';
import { findDevices } from './devices.js';
import { TELEMETRY_DATASETS } from './datasets.js';

interface DeviceRow {
  id: string;
  imei: string | null;
  mac: string | null;
  accounts: string[];
}

const ROWS = `
  select id, imei, mac,
    array(select account_ref::text from device_accounts where device_id = id order by 1) as accounts
  from devices where id = any($1::bigint[]) order by id`;

/**
 * One match per account signed in on the devices, and one without a subject for devices that nobody
 * is signed in on: whose they are is not known here. A shared device is in
 * the matches of all its accounts, and gives no further identifiers: they would be somebody else's.
 */
export async function locate(
  order: Order,
  { session }: { session: Session },
): Promise<{ matches: Match[] }> {
  const specs = order.scope.length > 0 ? inScope(TELEMETRY_DATASETS, order) : TELEMETRY_DATASETS;
  const found = await findDevices(session, order.identifiers);
  const rows = await session.query<DeviceRow>(ROWS, [[...found.keys()]]);
  const matches: Match[] = [];
  for (const [subject, devices] of bySubject(rows)) {
    const by = devices.flatMap(({ id }) => found.get(id) ?? []);
    const ids = devices.map(({ id }) => id);
    matches.push({
      ...(subject === NOBODY ? {} : { subject }),
      by: [...new Set(by)].sort((left, right) => left - right),
      identifiers: furtherIdentifiers(devices, order.identifiers),
      categories: await countCategories(session, specs, ids),
    });
  }
  return { matches };
}

/** Stands for whoever has a device that nobody is signed in on. */
const NOBODY = '';

function bySubject(rows: DeviceRow[]): Map<string, DeviceRow[]> {
  const subjects = new Map<string, DeviceRow[]>();
  for (const row of rows) {
    const accounts = row.accounts.map((account) => `account-${account}`);
    for (const subject of accounts.length > 0 ? accounts : [NOBODY]) {
      subjects.set(subject, [...(subjects.get(subject) ?? []), row]);
    }
  }
  return subjects;
}

function furtherIdentifiers(devices: DeviceRow[], asked: Identifier[]): Identifier[] {
  const known = new Set(asked.map(({ type, value }) => `${type}\n${value}`));
  return devices
    .filter(({ accounts }) => accounts.length < 2)
    .flatMap(({ imei, mac }) => [
      ...(imei ? [{ type: 'imei', value: imei }] : []),
      ...(mac ? [{ type: 'mac', value: mac }] : []),
    ])
    .filter(({ type, value }) => !known.has(`${type}\n${value}`));
}
