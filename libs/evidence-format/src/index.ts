/**
 * The evidence formats, for whoever writes or checks them. Pure: no I/O, no clock, no randomness.
 *
 * payload     what one entry says, canonical JSON of a closed schema, without personal data
 * commitment  SHA-256 over a random salt and the payload; all that the log ever shows of it
 * tag         HMAC of the entry's number under the request's tag key; links a request's entries
 * chain       the entries 1..n of one request, each naming the commitment before it
 * receipt     a connector's signed account of a task (JWS)
 */
export { canonicalJson, digestOf, sha256 } from './canonical-json.js';
export {
  bindTagKey,
  commit,
  LEAF_BYTES,
  leafBytes,
  nonceDigest,
  receiptDigest,
  tag,
} from './leaf.js';
export { COUNT_NAMES } from './kinds.js';
export type { CountName, Counts, Kind } from './kinds.js';
export { assertFact, EVIDENCE_TYPES } from './evidence-types.js';
export type { EvidenceData, EvidenceFact, EvidenceType } from './evidence-types.js';
export { assertPayload, PAYLOAD_VERSION } from './payload.js';
export type { ChainBinding, EvidencePayload } from './payload.js';
export { verifyChain } from './verify-chain.js';
export { verifyReceipts } from './verify-receipts.js';
export type {
  ChainCheck,
  ChainState,
  ChainVerdict,
  ConnectorKey,
  Finding,
  OpenedChain,
  OpenedEntry,
  OpenedReceipt,
  ReceiptCheck,
  ReceiptVerdict,
} from './opened-chain.js';
