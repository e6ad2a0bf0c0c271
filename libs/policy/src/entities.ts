import { PolicyVersion } from './policy-version.entity.js';

/** The tables of this library, for the data source. */
export const ENTITIES = [PolicyVersion];
