import type { ConnectorDefinition } from '@habeas/connector-sdk';
import { datasetsPerCategory } from '../datasets.js';
import { TELEMETRY_DATASETS } from './datasets.js';

/** Erasure may take long where a device reported for years: it is accepted and called back. */
export const TELEMETRY_MANIFEST: ConnectorDefinition<unknown>['manifest'] = {
  slug: 'telemetry',
  name: 'Telemetry',
  version: '1.0.0',
  actions: {
    locate: { mode: 'sync' },
    export: { mode: 'sync' },
    rectify: { mode: 'sync' },
    restrict: { mode: 'sync' },
    release: { mode: 'sync' },
    erase: { mode: 'async' },
    suppress: { mode: 'sync' },
    verify: { mode: 'sync' },
  },
  accepts: ['device_serial', 'imei', 'mac'],
  returns: ['imei', 'mac'],
  categories: datasetsPerCategory(TELEMETRY_DATASETS),
  suppresses: ['collection'],
  residency: ['SG'],
  limits: { concurrency: 4, pageSize: 1000, timeoutSeconds: 60, worstCaseHours: 4 },
};
