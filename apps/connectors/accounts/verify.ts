import type { Effect, Order } from '@habeas/connector-sdk';
import { countRecords, inScope } from '../datasets.js';
import type { Session } from '../store.js';
import { findLeft } from './asker.js';
import { ACCOUNT_DATASETS } from './datasets.js';

/** Reads back: `completed` with nothing found, or `partial` with the number of rows left. */
export async function verify(order: Order, { session }: { session: Session }): Promise<Effect> {
  const left = await findLeft(session, order.identifiers);
  const specs = inScope(ACCOUNT_DATASETS, order);
  const found = await countRecords(session, specs, left);
  return { outcome: found === 0 ? 'completed' : 'partial', counts: { found } };
}
