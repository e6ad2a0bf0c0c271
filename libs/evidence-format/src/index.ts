/**
 * The evidence formats, for whoever writes or checks them. Pure: no I/O, no clock, no randomness.
 *
 * payload     what one entry says, canonical JSON of a closed schema, without personal data
 * commitment  SHA-256 over a random salt and the payload; all that the log ever shows of it
 * tag         HMAC of the entry's number under the request's tag key; links a request's entries
 * chain       the entries 1..n of one request, each naming the commitment before it
 * receipt     a connector's signed account of a task (JWS)
 * log         the Merkle tree over all leaves (RFC 9162), in the formats of https://c2sp.org
 * checkpoint  the log's signed size and root; witnesses cosign it, authorities timestamp it
 * statement   what the operator states of a case, over all files of its bundle (in-toto, DSSE)
 * bundle      all of that for one request, checked offline against what an auditor pins
 */
export { canonicalJson, digestOf, sha256 } from './canonical-json.js';
export {
  bindTagKey,
  commit,
  LEAF_BYTES,
  leafBytes,
  nonceDigest,
  receiptDigest,
  systemTagKey,
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
export {
  consistencyNodes,
  EMPTY_ROOT,
  foldNodes,
  inclusionNodes,
  leafHash,
  MerkleTree,
  nodeHash,
  rootNodes,
  type TreeNode,
} from './log/merkle-tree.js';
export { verifyConsistency, verifyInclusion } from './log/merkle-proof.js';
export {
  formatVerifierKey,
  KEY_TYPE,
  parseSignerKey,
  parseVerifierKey,
  signerKey,
  verifierKey,
  type SignerKey,
  type VerifierKey,
} from './log/verifier-key.js';
export { openNote, parseNote, signatureLine, signNote } from './log/signed-note.js';
export { cosign, cosignedText, readCosignature } from './log/cosignature.js';
export { formatCheckpoint, openCheckpoint, parseCheckpoint } from './log/checkpoint.js';
export { formatTlogProof, parseTlogProof } from './log/tlog-proof.js';
export { openLeafReceipt, type LeafReceipt } from './log/leaf-receipt.js';
export {
  formatSubmission,
  judgeSubmission,
  type WitnessAnswer,
  type WitnessedLog,
} from './log/submission.js';
export {
  entriesTile,
  formatEntries,
  indexPath,
  newTiles,
  parseEntries,
  parseTilePath,
  type Tile,
  tilePath,
  tilesOn,
} from './log/tiles.js';
export { isQuorum, parseWitnessPolicy, type WitnessPolicy } from './log/witness-policy.js';
export { parseEnvelope, preAuthEncoding, signEnvelope, signatureOf } from './log/dsse.js';
export { Malformed } from './log/text-lines.js';
export { verifyBundle } from './bundle/verify-bundle.js';
export { PATHS, type BundleFiles } from './bundle/bundle-files.js';
export { verifyTimestamp } from './log/timestamp.js';
export { parseTrust, type Trust } from './bundle/trust.js';
export type { BundleVerdict, Step, StepId, StepStatus } from './bundle/step.js';
export { STATEMENT_MEDIA_TYPE, statementOf, type CasePredicate } from './bundle/statement.js';
