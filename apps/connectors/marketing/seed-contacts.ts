import type { Cell } from '../bulk.js';
import type { Person } from '../people/person.js';
import { PERSONAS_BY_INDEX } from '../people/personas.js';
import { COUNTRIES, dayWithin, instantWithin } from '../people/population.js';
import { randomOf } from '../people/random.js';
import type { TableSeed } from '../seeding.js';
import { SEGMENTS } from './campaigns.js';

export interface Contact {
  id: number;
  email: string;
  person: Person;
  isCustomer: boolean;
}

/**
 * Four of five people are contacts; some are in with a second address under the same customer
 * number, some signed up for the newsletter without an account.
 */
export function contactsOf(person: Person): Contact[] {
  const isPersona = PERSONAS_BY_INDEX.includes(person);
  if (!isPersona && person.index % 5 === 4) return [];
  const id = person.index * 2 + 1;
  const isCustomer = isPersona || person.index % 10 !== 3;
  const first = { id, email: person.email, person, isCustomer };
  if (person.index % 25 !== 0) return [first];
  return [first, { id: id + 1, email: `privat.${person.email}`, person, isCustomer: true }];
}

export const CONTACT_SEED: TableSeed = {
  table: 'contacts',
  columns: [
    'id',
    'contact_id',
    'customer_id',
    'email',
    'first_name',
    'last_name',
    'locale',
    'source',
    'created_at',
  ],
  rowsOf: (_seed, person) =>
    contactsOf(person).map(({ id, email, isCustomer }) => [
      id,
      `M-${500_000 + id}`,
      isCustomer ? person.customerId : null,
      email,
      person.givenName,
      person.familyName,
      COUNTRIES[person.country].language,
      isCustomer ? 'account' : 'newsletter form',
      person.joinedAt,
    ]),
};

const WORDING = 'v3: I want news and offers by e-mail; I can stop them at any time';

export const CONSENTS: TableSeed = {
  table: 'consents',
  columns: ['id', 'contact_id', 'purpose', 'granted', 'wording', 'recorded_at', 'recorded_via'],
  rowsOf: (seed, person) =>
    contactsOf(person).flatMap(({ id }) => {
      const random = randomOf(seed, id, 'consents');
      const profiling = !random.oneIn(3);
      const rows: Cell[][] = [
        [id * 4, id, 'newsletter', true, WORDING, person.joinedAt, 'account form'],
        [id * 4 + 1, id, 'profiling', profiling, WORDING, person.joinedAt, 'cookie banner'],
      ];
      const hasLeft = !PERSONAS_BY_INDEX.includes(person) && random.oneIn(8);
      if (!hasLeft) return rows;
      const leftAt = instantWithin(random, 30);
      return [...rows, [id * 4 + 2, id, 'newsletter', false, WORDING, leftAt, 'unsubscribe link']];
    }),
};

export const CONTACT_SEGMENTS: TableSeed = {
  table: 'contact_segments',
  columns: ['id', 'contact_id', 'segment_id', 'since'],
  rowsOf: (seed, person) =>
    contactsOf(person).flatMap(({ id }) => {
      const random = randomOf(seed, id, 'segments');
      const isPersona = PERSONAS_BY_INDEX.includes(person);
      return SEGMENTS.filter((segment) => (isPersona && segment.id < 4) || random.oneIn(4)).map(
        (segment) => [id * 10 + segment.id, id, segment.id, dayWithin(random, 400)],
      );
    }),
};
