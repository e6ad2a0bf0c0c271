import { EvidenceChain } from './evidence-chain.entity.js';
import { EvidenceEntry } from './evidence-entry.entity.js';

/** The tables of this library, for the data source. */
export const ENTITIES = [EvidenceChain, EvidenceEntry];
