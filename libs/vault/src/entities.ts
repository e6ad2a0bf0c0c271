import { BlobRecord } from './blob.entity.js';
import { RequestKeyRecord } from './request-key.entity.js';

/** The tables of this library, for the data source. */
export const ENTITIES = [RequestKeyRecord, BlobRecord];
