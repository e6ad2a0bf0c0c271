export {
  ALL_USE_RESTRICTED,
  CONTINUATION_HEADER,
  COUNTED,
  OUTCOMES,
  PROBLEM_CODES,
  PROTOCOL,
  PROTOCOL_ACTIONS,
  RECEIPT_HEADER,
} from './protocol.js';
export type {
  Accepted,
  Action,
  Answer,
  CategoryPart,
  ConnectorProblem,
  Counts,
  Dataset,
  ExportRecord,
  Fault,
  Identifier,
  Manifest,
  Match,
  Order,
  Outcome,
  PageCall,
  Paging,
  PatchOperation,
  ProblemCode,
  PublicJwk,
  Receipt,
  Retain,
  RetainedItem,
  ScopedCategory,
  StopPurpose,
} from './protocol.js';
export { generateKeys, keysFromSeed, loadKeys, thumbprint } from './keys.js';
export type { ConnectorKeys, SigningKey } from './keys.js';
export { answerDigest, canonicalJson, orderDigest, sha256Base64url } from './canonical.js';
export { contentDigest } from './content-digest.js';
export { signatureBase } from './signature-base.js';
export type { HeaderBag, SignedMessage } from './signature-base.js';
export {
  ANSWER_TAG,
  CALLBACK_TAG,
  ORDER_TAG,
  SIGNATURE_LABEL,
  SIGNATURE_TOLERANCE_SECONDS,
} from './signature-profile.js';
export type { SignatureFailure, SignatureVerdict } from './signature-profile.js';
export { signRequest, verifyRequest } from './request-signature.js';
export type { RequestToSign, RequestToVerify, SignedRequest } from './request-signature.js';
export { signAnswer, verifyAnswer } from './answer-signature.js';
export type { AnswerToSign, AnswerToVerify } from './answer-signature.js';
export { RECEIPT_TYPE, signReceipt, verifyReceipt } from './receipt.js';
export type { ReceiptVerdict } from './receipt.js';
export { PAGE_BYTES_MAX } from './export-pages.js';
export { CHAIN_START, nextLink } from './page-chain.js';
export {
  parseAnswer,
  parseManifest,
  parseOrder,
  parsePageCall,
  parsePaging,
  parseProblem,
  parseRecord,
} from './schema.js';
export type { Parsed } from './shape.js';
export { answerFaults, exportReceiptFaults, overviewFaults, receiptFaults } from './consistency.js';
export { namesUnknownPart, Withheld } from './withheld.js';
export { verifyCallback } from './callback.js';
export type { CallbackToVerify, CallbackVerdict } from './callback.js';
export type {
  Completion,
  Journal,
  PendingTask,
  TaskRow,
  TaskStart,
  TaskStatus,
} from './journal.js';
export { memoryJournal } from './memory-journal.js';
export { JOURNAL_SQL, sqlJournal } from './sql-journal.js';
export type { SqlJournalOptions, SqlSession } from './sql-journal.js';
export { createConnector } from './connector.js';
export type {
  Connector,
  ConnectorDefinition,
  ConnectorHandlers,
  Effect,
  EffectAction,
  EffectHandler,
  ExportHandler,
  ExportPage,
  ListenOptions,
  PageRequest,
  TaskContext,
} from './definition.js';
export { checkConnector, ConnectorUnreachable } from './conformance/suite.js';
export type { ConformanceOptions } from './conformance/suite.js';
export type { ClauseReport, ConformanceReport } from './conformance/ledger.js';
export { verifiesWebhook, webhookSignature } from './webhook-signature.js';
export type { Webhook } from './webhook-signature.js';
