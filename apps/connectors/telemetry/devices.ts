import type { Identifier } from '@habeas/connector-sdk';
import type { SubjectIds } from '../datasets.js';
import type { SubjectTable } from '../erasure.js';
import type { Session } from '../store.js';
import { findSubjects, idsOf, type Found } from '../subjects.js';

export const DEVICES: SubjectTable = {
  table: 'devices',
  category: 'PDA',
  key: 'device_id',
  personal: [
    ...['serial', 'imei', 'mac', 'model', 'phone_number', 'network', 'os', 'app_version'],
    ...['time_zone', 'ip', 'first_seen_at', 'last_seen_at'],
  ],
};

/** Each identifies one device; whose it is, telemetry knows only by the accounts signed in. */
const LOOKUPS = {
  device_serial: 'select id from devices where serial = $1',
  imei: 'select id from devices where imei = $1',
  mac: 'select id from devices where mac = $1',
};

export function findDevices(session: Session, identifiers: Identifier[]): Promise<Found> {
  return findSubjects(session, LOOKUPS, identifiers);
}

/**
 * The identified devices, those apart on which several accounts are signed in: where they were and
 * how they were used is also somebody else's (Art. 15(4) GDPR).
 */
export async function devicesOf(
  session: Session,
  identifiers: Identifier[],
): Promise<{ own: SubjectIds; shared: SubjectIds }> {
  const devices = idsOf(await findDevices(session, identifiers));
  const rows = await session.query<{ id: string }>(
    `select device_id as id from device_accounts where device_id = any($1::bigint[])
     group by device_id having count(*) > 1`,
    [devices],
  );
  const several = new Set(rows.map(({ id }) => id));
  return {
    own: devices.filter((id) => !several.has(id)),
    shared: devices.filter((id) => several.has(id)),
  };
}
