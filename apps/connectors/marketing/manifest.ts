import type { ConnectorDefinition } from '@habeas/connector-sdk';
import { datasetsPerCategory } from '../datasets.js';
import { MARKETING_DATASETS } from './datasets.js';

export const MARKETING_MANIFEST: ConnectorDefinition<unknown>['manifest'] = {
  slug: 'marketing',
  name: 'Marketing',
  version: '1.0.0',
  actions: {
    locate: { mode: 'sync' },
    export: { mode: 'sync' },
    rectify: { mode: 'sync' },
    restrict: { mode: 'sync' },
    release: { mode: 'sync' },
    erase: { mode: 'sync' },
    suppress: { mode: 'sync' },
    verify: { mode: 'sync' },
  },
  accepts: ['email', 'customer_id', 'contact_id'],
  returns: ['contact_id'],
  categories: datasetsPerCategory(MARKETING_DATASETS),
  suppresses: ['marketing', 'collection'],
  residency: ['FR'],
  limits: { concurrency: 4, pageSize: 500, timeoutSeconds: 30, worstCaseHours: 1 },
};
