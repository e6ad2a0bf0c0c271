import { startSystem, type RunningSystem, type SystemOptions } from '../system.js';
import { accountsHandlers } from './handlers.js';
import { ACCOUNTS_MANIFEST } from './manifest.js';

export function startAccounts(options: SystemOptions): Promise<RunningSystem> {
  const handlers = accountsHandlers(() => new Date());
  return startSystem(options, () => ({ manifest: ACCOUNTS_MANIFEST, handlers }));
}
