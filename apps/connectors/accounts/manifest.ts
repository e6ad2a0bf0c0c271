import type { ConnectorDefinition } from '@habeas/connector-sdk';
import { datasetsPerCategory } from '../datasets.js';
import { ACCOUNT_DATASETS } from './datasets.js';

export const ACCOUNTS_MANIFEST: ConnectorDefinition<unknown>['manifest'] = {
  slug: 'accounts',
  name: 'Accounts',
  version: '1.0.0',
  actions: {
    locate: { mode: 'sync' },
    export: { mode: 'sync' },
    rectify: { mode: 'sync' },
    restrict: { mode: 'sync' },
    release: { mode: 'sync' },
    erase: { mode: 'sync' },
    verify: { mode: 'sync' },
  },
  accepts: ['email', 'phone', 'username', 'customer_id', 'device_serial'],
  returns: ['customer_id', 'email', 'phone', 'device_serial'],
  categories: datasetsPerCategory(ACCOUNT_DATASETS),
  residency: ['DE'],
  limits: { concurrency: 4, pageSize: 500, timeoutSeconds: 30, worstCaseHours: 1 },
};
