import type { Effect, EffectHandler, Order } from '@habeas/connector-sdk';
import type { SubjectIds } from '../datasets.js';
import {
  categoriesOf,
  deleteInScope,
  eraseSubjectRows,
  lockSubjects,
  type Deletion,
  type Gone,
  type SubjectTable,
} from '../erasure.js';
import type { Session } from '../store.js';
import { findAsker } from './asker.js';
import { ACCOUNT_DATASETS } from './datasets.js';
import { eraseComments } from './erase-comments.js';
import { eraseOrders } from './erase-orders.js';
import { orderRules, RetainedTally, type OrderRule } from './retention.js';

const PEOPLE: SubjectTable = {
  table: 'people',
  category: 'ID',
  key: 'person_id',
  personal: [
    ...['customer_id', 'username', 'email', 'phone', 'given_name', 'family_name', 'full_name'],
    ...['born_on', 'region', 'language'],
  ],
};

const DELETIONS: Deletion[] = [
  { category: 'BC', sql: 'delete from support_messages where person_id = any($1::bigint[])' },
  { category: 'TR', sql: 'delete from devices where person_id = any($1::bigint[])' },
  { category: 'PU', sql: 'delete from credentials where person_id = any($1::bigint[])' },
  { category: 'ID', sql: 'delete from addresses where person_id = any($1::bigint[])' },
];

/**
 * Erases the person's data in the order's categories: rows go in the order of their foreign keys,
 * orders under a rule keep the fields it names, a comment that others answered loses its author.
 */
export function eraseAt(now: () => Date): EffectHandler<Session> {
  return (order, { session }) => erase(session, order, dayOf(now()));
}

async function erase(session: Session, order: Order, today: string): Promise<Effect> {
  const rules = orderRules(order.scope);
  if (!rules) return { outcome: 'needs_human', counts: {}, reason: 'retention_not_supported' };
  const { people, ambiguous } = await findAsker(session, order.identifiers);
  if (ambiguous) return { outcome: 'needs_human', counts: {}, reason: 'identifier_shared' };
  if (people.length === 0) return { outcome: 'nothing_found', counts: {} };
  const tally = new RetainedTally();
  const extent = { subjects: people, categories: categoriesOf(order), rules, today };
  return effectOf(await erasePeople(session, extent, tally), tally);
}

interface Extent {
  subjects: SubjectIds;
  categories: Set<string>;
  rules: OrderRule[];
  /** ISO date: decides which rules are over. */
  today: string;
}

async function erasePeople(
  session: Session,
  { subjects, categories, rules, today }: Extent,
  tally: RetainedTally,
): Promise<Gone> {
  await lockSubjects(session, PEOPLE, subjects);
  const gone: Gone = { erased: 0, anonymised: 0 };
  for (const person of subjects) {
    if (categories.has('TR')) {
      gone.erased += await eraseOrders(session, { person, rules, today }, tally);
    }
    if (categories.has('BC')) add(gone, await eraseComments(session, person));
  }
  gone.erased += await deleteInScope(session, DELETIONS, { subjects, categories });
  if (categories.has(PEOPLE.category)) {
    const rest = { subjects, specs: ACCOUNT_DATASETS };
    add(gone, await eraseSubjectRows(session, PEOPLE, rest));
  }
  return gone;
}

function add(sum: Gone, { erased, anonymised }: Gone): void {
  sum.erased += erased;
  sum.anonymised += anonymised;
}

function effectOf(gone: Gone, tally: RetainedTally): Effect {
  const retained = tally.records;
  const counts = { found: gone.erased + gone.anonymised + retained, ...gone, retained };
  if (retained === 0) return { outcome: 'completed', counts };
  return { outcome: 'retained', counts, retained: tally.list() };
}

function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
