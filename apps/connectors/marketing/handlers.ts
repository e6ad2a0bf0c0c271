import type { ConnectorHandlers, Effect, EffectHandler, Order } from '@habeas/connector-sdk';
import { countDatasets, countRecords, exportPage, inScope } from '../datasets.js';
import { releaseFor, restrictFor } from '../restrictions.js';
import type { Session } from '../store.js';
import { CONTACTS, contactIds } from './contacts.js';
import { MARKETING_DATASETS } from './datasets.js';
import type { ContactLists } from './contact-list.js';
import { erase } from './erase.js';
import { locate } from './locate.js';
import { rectify } from './rectify.js';

type Context = { session: Session };

async function restrict(order: Order, { session }: Context): Promise<Effect> {
  const subjects = await contactIds(session, order.identifiers);
  if (subjects.length === 0) return { outcome: 'nothing_found', counts: {} };
  await restrictFor(session, CONTACTS, { subjects, order });
  return { outcome: 'completed', counts: { found: subjects.length, restricted: subjects.length } };
}

/** Lifts the restriction of the order's own request; others stay in force. */
async function release(order: Order, { session }: Context): Promise<Effect> {
  const subjects = await contactIds(session, order.identifiers);
  if (subjects.length === 0) return { outcome: 'nothing_found', counts: {} };
  await releaseFor(session, CONTACTS, { subjects, request: order.request });
  return { outcome: 'completed', counts: { found: subjects.length } };
}

/** Reads back: `completed` with nothing found, or `partial` with the number of rows left. */
async function verify(order: Order, { session }: Context): Promise<Effect> {
  const left = await contactIds(session, order.identifiers);
  const found = await countRecords(session, inScope(MARKETING_DATASETS, order), left);
  return { outcome: found === 0 ? 'completed' : 'partial', counts: { found } };
}

/**
 * Stops mail to whoever bears these identifiers, or the tracking of what mail they read, now and
 * when imported later (Art. 21(3), 7(3) GDPR).
 */
function suppressWith(lists: ContactLists): EffectHandler<Session> {
  return async ({ identifiers, purpose }, { session }) => {
    const contacts = await contactIds(session, identifiers);
    const list = purpose === 'collection' ? lists.doNotTrack : lists.doNotMail;
    const suppressed = await list.add(session, { identifiers, contacts });
    return { outcome: 'completed', counts: { found: contacts.length, suppressed } };
  };
}

const HANDLERS: ConnectorHandlers<Session> = {
  locate,
  export: {
    async datasets(order, { session }) {
      const subjects = await contactIds(session, order.identifiers);
      return countDatasets(session, inScope(MARKETING_DATASETS, order), subjects);
    },
    async page({ order, cursor, limit }, { session }) {
      const subjects = await contactIds(session, order.identifiers);
      const specs = inScope(MARKETING_DATASETS, order);
      return exportPage(session, { specs, subjects }, { cursor, limit });
    },
  },
  rectify,
  restrict,
  release,
  erase,
  verify,
};

export function marketingHandlers(lists: ContactLists): ConnectorHandlers<Session> {
  return { ...HANDLERS, suppress: suppressWith(lists) };
}
