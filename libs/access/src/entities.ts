import { AccessRecord } from './access-record.entity.js';
import { ApiKeyRecord } from './api-key.entity.js';
import { PrincipalRecord } from './principal.entity.js';

/** The tables of this library, for the data source. */
export const ENTITIES = [PrincipalRecord, ApiKeyRecord, AccessRecord];
