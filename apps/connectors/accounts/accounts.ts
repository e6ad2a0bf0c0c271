import { startSystem, type RunningSystem, type SystemOptions } from '../system.js';
import { ACCOUNTS_HANDLERS } from './handlers.js';
import { ACCOUNTS_MANIFEST } from './manifest.js';

export function startAccounts(options: SystemOptions): Promise<RunningSystem> {
  return startSystem(options, () => ({ manifest: ACCOUNTS_MANIFEST, handlers: ACCOUNTS_HANDLERS }));
}
