export { assertCallable, isPublicAddress } from './address-guard.js';
export { Callbacks } from './callbacks.js';
export type { CallbackCall } from './callbacks.js';
export { ACCEPTED_SECONDS, LEASE_SECONDS } from './claims.js';
export { ConnectorClient } from './connector-client.js';
export { DispatchModule } from './dispatch.module.js';
export { Dispatcher } from './dispatcher.js';
export { ATTEMPTS_MAX } from './failure.js';
