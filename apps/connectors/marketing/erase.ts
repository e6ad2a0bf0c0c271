import type { Effect, Order } from '@habeas/connector-sdk';
import {
  categoriesOf,
  deleteInScope,
  eraseSubjectRows,
  isRetained,
  lockSubjects,
  type Deletion,
} from '../erasure.js';
import type { Session } from '../store.js';
import { CONTACTS, contactIds } from './contacts.js';
import { MARKETING_DATASETS } from './datasets.js';

const OF_SENDS = 'using sends where sends.id = send_id and sends.contact_id = any($1::bigint[])';

/** Children first. Campaigns keep their totals: they count mail, not people. */
const DELETIONS: Deletion[] = [
  { category: 'MC', sql: `delete from clicks ${OF_SENDS}` },
  { category: 'MC', sql: `delete from opens ${OF_SENDS}` },
  { category: 'MC', sql: 'delete from sends where contact_id = any($1::bigint[])' },
  { category: 'MC', sql: 'delete from consents where contact_id = any($1::bigint[])' },
  { category: 'PU', sql: 'delete from contact_segments where contact_id = any($1::bigint[])' },
];

export async function erase(order: Order, { session }: { session: Session }): Promise<Effect> {
  if (isRetained(order, MARKETING_DATASETS)) {
    return { outcome: 'needs_human', counts: {}, reason: 'retention_not_supported' };
  }
  const subjects = await contactIds(session, order.identifiers);
  if (subjects.length === 0) return { outcome: 'nothing_found', counts: {} };
  await lockSubjects(session, CONTACTS, subjects);
  const categories = categoriesOf(order);
  const children = await deleteInScope(session, DELETIONS, { subjects, categories });
  const own = categories.has(CONTACTS.category)
    ? await eraseSubjectRows(session, CONTACTS, { subjects, specs: MARKETING_DATASETS })
    : { erased: 0, anonymised: 0 };
  const erased = children + own.erased;
  const found = erased + own.anonymised;
  return { outcome: 'completed', counts: { found, erased, anonymised: own.anonymised } };
}
