import { startSystem, type RunningSystem, type SystemOptions } from '../system.js';
import { MARKETING_HANDLERS } from './handlers.js';
import { MARKETING_MANIFEST } from './manifest.js';

export function startMarketing(options: SystemOptions): Promise<RunningSystem> {
  const system = { manifest: MARKETING_MANIFEST, handlers: MARKETING_HANDLERS };
  return startSystem(options, () => system);
}
