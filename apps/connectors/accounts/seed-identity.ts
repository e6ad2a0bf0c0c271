import type { Person } from '../people/person.js';
import { COUNTRIES, instantWithin } from '../people/population.js';
import { randomOf } from '../people/random.js';
import type { TableSeed } from '../seeding.js';

/** Row id of a person; every other row id follows from it. */
export function personId({ index }: Person): number {
  return index + 1;
}

/** Every third person typed capitals; the address stays the same one. */
export function emailAsTyped({ index, email }: Person): string {
  if (index % 3 !== 0) return email;
  return email.replace(/(^|\.)[a-z](?=.*@)/g, (letter) => letter.toUpperCase());
}

export const PEOPLE: TableSeed = {
  table: 'people',
  columns: [
    'id',
    'customer_id',
    'username',
    'email',
    'phone',
    'given_name',
    'family_name',
    'full_name',
    'born_on',
    'region',
    'language',
    'joined_at',
  ],
  rowsOf: (_seed, person) => [
    [
      personId(person),
      person.customerId,
      person.username,
      emailAsTyped(person),
      person.phone,
      person.givenName,
      person.familyName,
      person.fullName,
      person.bornOn,
      person.address.city.region,
      COUNTRIES[person.country].language,
      person.joinedAt,
    ],
  ],
};

export const CREDENTIALS: TableSeed = {
  table: 'credentials',
  columns: [
    'id',
    'person_id',
    'algorithm',
    'password_hash',
    'changed_at',
    'last_login_at',
    'last_login_ip',
  ],
  rowsOf: (seed, person) => {
    const random = randomOf(seed, person.index, 'credentials');
    const salt = Buffer.from(Array.from({ length: 48 }, () => random.below(256)));
    const id = personId(person);
    const hash = `$scrypt$ln=17,r=8,p=1$${salt.toString('base64')}`;
    // 203.0.113.0/24 is reserved for documentation (RFC 5737).
    const ip = `203.0.113.${random.below(256)}`;
    const changedAt = instantWithin(random, 900);
    return [[id, id, 'scrypt', hash, changedAt, instantWithin(random, 60), ip]];
  },
};

export const ADDRESSES: TableSeed = {
  table: 'addresses',
  columns: [
    'id',
    'person_id',
    'purpose',
    'recipient',
    'street',
    'postal_code',
    'city',
    'region',
    'country',
  ],
  rowsOf: (_seed, person) => {
    const { street, city } = person.address;
    const purposes = person.index % 4 === 0 ? ['delivery', 'invoice'] : ['delivery'];
    return purposes.map((purpose, position) => [
      personId(person) * 10 + position,
      personId(person),
      purpose,
      person.fullName,
      street,
      city.postalCode,
      city.name,
      city.region,
      person.country,
    ]);
  },
};

export const DEVICES: TableSeed = {
  table: 'devices',
  columns: ['id', 'person_id', 'serial', 'product', 'model', 'nickname', 'registered_at'],
  rowsOf: (seed, person) => {
    const random = randomOf(seed, person.index, 'registrations');
    return [...person.devices, ...person.borrowed].map((device, position) => [
      personId(person) * 10 + position,
      personId(person),
      device.serial,
      device.product,
      device.model,
      device.isPhone ? `${person.givenName} 📱` : null,
      instantWithin(random, 1500),
    ]);
  },
};
