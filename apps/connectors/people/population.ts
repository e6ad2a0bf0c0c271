import type { Country, CountryCode, Name } from './country.js';
import { devicesBorrowedBy, devicesBoughtBy } from './device.js';
import { FRANCE } from './france.js';
import { GERMANY } from './germany.js';
import type { Person } from './person.js';
import { PERSONAS_BY_INDEX } from './personas.js';
import { randomOf, type Random } from './random.js';
import { THAILAND } from './thailand.js';
import { VIETNAM } from './vietnam.js';

export const COUNTRIES: Record<CountryCode, Country> = {
  DE: GERMANY,
  FR: FRANCE,
  TH: THAILAND,
  VN: VIETNAM,
};

/** Shares of the four countries, in sixteenths. */
const COUNTRY_CYCLE: CountryCode[] = [
  ...Array<CountryCode>(5).fill('DE'),
  ...Array<CountryCode>(4).fill('FR'),
  ...Array<CountryCode>(4).fill('TH'),
  ...Array<CountryCode>(3).fill('VN'),
];

/** All seeded data lies before this instant, whatever the day of seeding: same seed, same rows. */
export const SEEDED_UNTIL = Date.UTC(2026, 9, 31);
const DAY_MS = 86_400_000;

/** A day within `days` before the end of the seeded time, ISO date. */
export function dayWithin(random: Random, days: number): string {
  return new Date(SEEDED_UNTIL - DAY_MS * (1 + random.below(days))).toISOString().slice(0, 10);
}

/** An instant within `days` before the end of the seeded time, to the second, RFC 3339. */
export function instantWithin(random: Random, days: number): string {
  const seconds = 1 + random.below(days * 86_400);
  return new Date(SEEDED_UNTIL - seconds * 1000).toISOString();
}

export function fullNameOf(country: Country, given: string, family: string): string {
  return country.familyFirst ? `${family} ${given}` : `${given} ${family}`;
}

function emailOf(country: Country, names: { given: Name; family: Name }, index: number): string {
  const words = fullNameOf(country, names.given.latin, names.family.latin).replace(' ', '.');
  return `${words}.${index}@${country.code.toLowerCase()}.example`;
}

/** Eight digits, a bijection of the index: no two people share a number. */
function phoneDigits(index: number): string {
  return String((index * 7919 + 10_000_019) % 100_000_000).padStart(8, '0');
}

function identityOf(seed: number, index: number) {
  const random = randomOf(seed, index, 'identity');
  const country = COUNTRIES[random.pick(COUNTRY_CYCLE)];
  const given = random.pick(country.givenNames);
  const family = random.pick(country.familyNames);
  return {
    country: country.code,
    givenName: given.own,
    familyName: family.own,
    fullName: fullNameOf(country, given.own, family.own),
    username: `${given.latin.slice(0, 1)}${family.latin.replace(/\W/g, '')}${index}`,
    email: emailOf(country, { given, family }, index),
    phone: country.phonePrefix + phoneDigits(index),
    address: {
      street: country.streetLine(random.pick(country.streets), 1 + random.below(180)),
      city: random.pick(country.cities),
    },
  };
}

/**
 * The person at `index` of the population `seed`. The first ones are the personas, whatever the
 * seed; each other follows from (seed, index) alone.
 */
export function personOf(seed: number, index: number): Person {
  const persona = PERSONAS_BY_INDEX[index];
  if (persona) return persona;
  const random = randomOf(seed, index, 'life');
  return {
    index,
    customerId: `C-${100_000 + index}`,
    ...identityOf(seed, index),
    bornOn: new Date(Date.UTC(1942, 0, 1) + DAY_MS * random.below(66 * 365))
      .toISOString()
      .slice(0, 10),
    joinedAt: instantWithin(random, 12 * 365),
    devices: devicesBoughtBy(seed, index),
    borrowed: devicesBorrowedBy(seed, index),
  };
}

/** The population, one after the other: nothing is kept in memory. */
export function* population(seed: number, people: number): Generator<Person> {
  for (let index = 0; index < people; index += 1) yield personOf(seed, index);
}
