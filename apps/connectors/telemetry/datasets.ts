import type { DatasetSpec } from '../datasets.js';

const IN_TIME: DatasetSpec['keys'] = [
  ['recorded_at', 'timestamptz'],
  ['id', 'bigint'],
];

/** Records name no device: `serial` is repeated in each, so that a person can tell hers apart. */
export const TELEMETRY_DATASETS: DatasetSpec[] = [
  {
    name: 'devices',
    category: 'PDA',
    from: 'devices',
    owner: 'id',
    select: `serial, imei, mac, model, phone_number, network, os, app_version, time_zone,
      host(ip) as ip, first_seen_at, last_seen_at, restricted_at`,
    keys: [['id', 'bigint']],
  },
  {
    name: 'device_accounts',
    category: 'PDA',
    from: 'device_accounts join devices on devices.id = device_id',
    owner: 'device_id',
    select: 'serial, account_ref as account_pseudonym, signed_in_at',
    keys: [['account_ref', 'uuid']],
  },
  {
    name: 'location_points',
    category: 'LOC',
    from: 'location_points',
    owner: 'device_id',
    select: `(select serial from devices where devices.id = device_id) as serial, recorded_at,
      latitude, longitude, accuracy_m, source`,
    keys: IN_TIME,
  },
  {
    name: 'usage_events',
    category: 'PU',
    from: 'usage_events',
    owner: 'device_id',
    select: `(select serial from devices where devices.id = device_id) as serial, recorded_at,
      action, screen, duration_ms, referrer, search`,
    keys: IN_TIME,
  },
];
