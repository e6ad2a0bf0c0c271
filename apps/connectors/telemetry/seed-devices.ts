import { createHash } from 'node:crypto';
import type { Device } from '../people/device.js';
import type { Person } from '../people/person.js';
import { PERSONAS_BY_INDEX } from '../people/personas.js';
import { COUNTRIES, instantWithin, SEEDED_UNTIL } from '../people/population.js';
import { randomOf } from '../people/random.js';
import type { Cell } from '../bulk.js';
import type { TableSeed } from '../seeding.js';

export function deviceId({ ordinal }: Device): number {
  return ordinal + 1;
}

/** The pseudonym under which an account signs in on devices. */
export function accountRef({ customerId }: Person): string {
  const hex = createHash('sha256').update(`account ${customerId}`).digest('hex').slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const FIRST_SEEN_DAYS = 900;
const NETWORKS = { DE: 'Telekom.de', FR: 'Orange F', TH: 'AIS', VN: 'Viettel' };

export const DEVICE_SEED: TableSeed = {
  table: 'devices',
  columns: [
    'id',
    'serial',
    'imei',
    'mac',
    'model',
    'phone_number',
    'network',
    'os',
    'app_version',
    'time_zone',
    'ip',
    'first_seen_at',
    'last_seen_at',
  ],
  rowsOf: (seed, person) => person.devices.map((device) => deviceRow(seed, person, device)),
};

function deviceRow(seed: number, person: Person, device: Device): Cell[] {
  const random = randomOf(seed, device.ordinal, 'device');
  return [
    deviceId(device),
    device.serial,
    device.imei,
    device.mac,
    device.model,
    device.isPhone ? person.phone : null,
    device.isPhone ? NETWORKS[person.country] : 'wifi',
    device.isPhone ? `Android ${13 + random.below(4)}` : `AriaOS 4.${random.below(9)}`,
    `SmartApp 7.${random.below(12)}`,
    COUNTRIES[person.country].timeZone,
    // 192.0.2.0/24 is reserved for documentation (RFC 5737).
    `192.0.2.${random.below(256)}`,
    instantWithin(random, FIRST_SEEN_DAYS),
    new Date(SEEDED_UNTIL - 1000).toISOString(),
  ];
}

/** Nearly every device has its account; a borrowed one has its borrower's too. */
export const DEVICE_ACCOUNTS: TableSeed = {
  table: 'device_accounts',
  columns: ['device_id', 'account_ref', 'signed_in_at'],
  rowsOf: (seed, person) => {
    const random = randomOf(seed, person.index, 'sign-in');
    const isPersona = PERSONAS_BY_INDEX.includes(person);
    const own = person.devices.filter(() => isPersona || !random.oneIn(12));
    return [...own, ...person.borrowed].map((device) => [
      deviceId(device),
      accountRef(person),
      instantWithin(random, FIRST_SEEN_DAYS),
    ]);
  },
};
