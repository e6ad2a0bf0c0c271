import type { ConnectorHandlers, ExportHandler } from '@habeas/connector-sdk';
import { countDatasets, exportPage, inScope } from '../datasets.js';
import type { Session } from '../store.js';
import { findAsker } from './asker.js';
import { ACCOUNT_DATASETS } from './datasets.js';
import { eraseAt } from './erase.js';
import { locate } from './locate.js';
import { rectify } from './rectify.js';
import { release, restrict } from './restrict.js';
import { verify } from './verify.js';

const exporting: ExportHandler<Session> = {
  async datasets(order, { session }) {
    const { people } = await findAsker(session, order.identifiers);
    return countDatasets(session, inScope(ACCOUNT_DATASETS, order), people);
  },
  async page({ order, cursor, limit }, { session }) {
    const { people } = await findAsker(session, order.identifiers);
    const source = { specs: inScope(ACCOUNT_DATASETS, order), subjects: people };
    return exportPage(session, source, { cursor, limit });
  },
};

/** `now` decides which retention rules are over. */
export function accountsHandlers(now: () => Date): ConnectorHandlers<Session> {
  return { locate, export: exporting, rectify, restrict, release, erase: eraseAt(now), verify };
}
