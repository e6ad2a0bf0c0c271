/**
 * Who may do what, and who did look.
 *
 * principal      a person or service that acts; two keys of one principal are one principal
 * API key        `hbs_` and 256 random bits, kept only as its SHA-256, with scopes
 * access record  one read of personal data, or one refused call
 */
export { AccessKeys } from './access-keys.js';
export type { CreatedKey, KeyInput } from './access-keys.js';
export { AccessModule } from './access.module.js';
export { AccessRecord } from './access-record.entity.js';
export { AccessRecords } from './access-records.js';
export type { AccessEvent } from './access-records.js';
export { ApiKeyRecord } from './api-key.entity.js';
export { ENTITIES } from './entities.js';
export { hasScope, SCOPES } from './principal.js';
export type { Principal, PrincipalKind, Scope } from './principal.js';
export { PrincipalRecord } from './principal.entity.js';
