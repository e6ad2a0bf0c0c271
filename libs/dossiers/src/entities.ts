import { Disclosure } from './disclosure.entity.js';

/** What this library maps, for DatabaseModule.forRoot. */
export const ENTITIES = [Disclosure];
