/**
 * The evidence log: what happened to each request, entry by entry, in a form that shows any later
 * change. Entries hold ids, words of closed lists, digests, counts and instants, never personal
 * data. `EvidenceLog` is its only writer.
 */
export { ENTITIES } from './entities.js';
export { EvidenceChain } from './evidence-chain.entity.js';
export { EvidenceEntry } from './evidence-entry.entity.js';
export { EvidenceLog, INSTALLATION_CHAIN } from './evidence-log.js';
export type { Appended, EvidenceDraft } from './seal-entries.js';
export { EvidenceModule } from './evidence.module.js';
