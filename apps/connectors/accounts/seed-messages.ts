import type { Person } from '../people/person.js';
import { PERSONAS_BY_INDEX } from '../people/personas.js';
import { instantWithin } from '../people/population.js';
import { CATALOGUE } from '../people/product.js';
import { randomOf } from '../people/random.js';
import type { TableSeed } from '../seeding.js';
import { personId } from './seed-identity.js';
import { COMMENTS, EXCHANGES, TRICKY_QUESTIONS, type Exchange } from './texts.js';

const AGENTS = ['M. Okafor', 'L. Hoang', 'P. Srisai', 'J. Weber'];

function exchangesOf(seed: number, person: Person): Exchange[] {
  const random = randomOf(seed, person.index, 'support');
  const usual = EXCHANGES[person.country];
  if (!PERSONAS_BY_INDEX.includes(person)) {
    return Array.from({ length: random.below(3) }, () => random.pick(usual));
  }
  const tricky = TRICKY_QUESTIONS.map((question) => ({
    question: `${question} (${person.email}, ${person.phone})`,
    answer: `{name}: ✓ ${person.fullName}`,
  }));
  return [...usual, ...tricky];
}

export const SUPPORT_MESSAGES: TableSeed = {
  table: 'support_messages',
  columns: ['id', 'person_id', 'ticket_no', 'author', 'agent_name', 'channel', 'body', 'sent_at'],
  rowsOf: (seed, person) => {
    const random = randomOf(seed, person.index, 'support instants');
    return exchangesOf(seed, person).flatMap(({ question, answer }, position) => {
      const id = personId(person) * 20 + position * 2;
      const ticket = `T-${id}`;
      const askedAt = instantWithin(random, 700);
      const answeredAt = new Date(Date.parse(askedAt) + 3_600_000 * (1 + random.below(40)));
      const reply = answer.replace('{name}', person.givenName);
      const agent = random.pick(AGENTS);
      const asked = [id, personId(person), ticket, 'customer', null, 'chat', question, askedAt];
      const replied = [id + 1, personId(person), ticket, 'agent', agent, 'e-mail', reply];
      return [asked, [...replied, answeredAt.toISOString()]];
    });
  },
};

/** A persona starts a thread that the person after the personas answers. */
const ANSWERING = PERSONAS_BY_INDEX.length;

export const COMMENT_SEED: TableSeed = {
  table: 'comments',
  columns: ['id', 'person_id', 'parent_id', 'topic', 'display_name', 'body', 'posted_at'],
  rowsOf: (seed, person) => {
    const random = randomOf(seed, person.index, 'comments');
    const id = personId(person) * 10;
    const topic = random.pick(CATALOGUE).product;
    const write = (place: number, parent: number | null, body: string) => {
      return [
        id + place,
        id / 10,
        parent,
        topic,
        person.username,
        body,
        instantWithin(random, 900),
      ];
    };
    const bodies = COMMENTS[person.country];
    if (PERSONAS_BY_INDEX.includes(person)) {
      return [
        write(0, null, `${random.pick(bodies)} 👍 — ${person.givenName}`),
        write(1, id, '+1'),
      ];
    }
    if (person.index === ANSWERING) {
      return PERSONAS_BY_INDEX.map((persona, place) =>
        write(place, personId(persona) * 10, random.pick(bodies)),
      );
    }
    return random.oneIn(4) ? [write(0, null, random.pick(bodies))] : [];
  },
};
