/**
 * The connector protocol, version 1. PROTOCOL.md is its prose; this file its shapes.
 *
 * Terms. *Order*: what Habeas asks, `POST /tasks`. *Answer*: what the connector returns, at once
 * (200) or later to `callback` (after 202). *Receipt*: the connector's signed account of the task
 * (JWS, EdDSA). *Page*: one part of an export, NDJSON.
 *
 * Rules. Every call and answer is signed (RFC 9421, Ed25519, covering the RFC 9530 digest of the
 * body). A task is idempotent by its id: a repeat returns the first answer, receipt included. The
 * task's nonce never changes; each HTTP call's signature nonce does.
 */
export const PROTOCOL = 'habeas-connector/1';

export const PROTOCOL_ACTIONS = [
  'locate',
  'export',
  'rectify',
  'restrict',
  'release',
  'erase',
  'suppress',
  'verify',
  'notify',
] as const;
export type Action = (typeof PROTOCOL_ACTIONS)[number];

export const OUTCOMES = [
  'completed',
  'partial',
  'nothing_found',
  'retained',
  'not_supported',
  'accepted_unconfirmed',
  'needs_human',
  'failed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Identifier {
  type: string;
  value: string;
}

/** OKP public key, RFC 8037. `kid` is its RFC 7638 thumbprint. */
export interface PublicJwk {
  kty: 'OKP';
  crv: 'Ed25519';
  x: string;
  kid: string;
}

/** `GET /manifest`. */
export interface Manifest {
  protocol: typeof PROTOCOL;
  slug: string;
  name: string;
  version: string;
  publicKey: PublicJwk;
  /**
   * Actions it can do; `async` ones are answered 202 and called back. `locate` and `export` are
   * always `sync`: their answers carry personal data and are kept nowhere.
   */
  actions: Partial<Record<Action, { mode: 'sync' | 'async' }>>;
  /** Identifier types it can be searched by, and types it may give back from `locate`. */
  accepts: string[];
  returns: string[];
  /** Data categories held, each with its data sets, and which of their fields form which part. */
  categories: { id: string; datasets: string[]; parts?: CategoryPart[] }[];
  /** What `suppress` can end; absent: `marketing`. */
  suppresses?: StopPurpose[];
  residency: string[];
  limits: { concurrency: number; pageSize: number; timeoutSeconds: number; worstCaseHours: number };
}

/** What a `suppress` ends: contacts for marketing, or collection that rested on a consent. */
export const STOP_PURPOSES = ['marketing', 'collection'] as const;
export type StopPurpose = (typeof STOP_PURPOSES)[number];

/** `reason` of a connector that cannot tell activities apart, and restricted all use instead. */
export const ALL_USE_RESTRICTED = 'all_use_restricted';

/** Where a part of a category lies, such as its secrets; without `fields`, the whole data set. */
export interface CategoryPart {
  name: string;
  dataset: string;
  fields?: string[];
}

/** One operation of a JSON Patch (RFC 6902). */
export interface PatchOperation {
  op: 'test' | 'replace' | 'add' | 'remove';
  /** JSON Pointer (RFC 6901) into the view of the category, `/<data set>/...`. */
  path: string;
  value?: string | null;
}

/** What is ordered about one category. */
export interface ScopedCategory {
  category: string;
  retain: Retain[];
  /** `export`: parts of the manifest that stay out. */
  withhold?: string[];
  /** `restrict`: only the use for these activities ends; the records go on serving others. */
  activities?: string[];
  /** `rectify`: what changes; all of it or nothing. */
  patch?: PatchOperation[];
}

/** A named statute that keeps named fields of a data set for `years` after the year's end. */
export interface Retain {
  rule: string;
  statute: string;
  dataset: string;
  fields: string[];
  years: number;
}

/** The body of `POST /tasks`. */
export interface Order {
  protocol: typeof PROTOCOL;
  task: string;
  /** 32 random bytes, base64url; bound into the receipt. */
  nonce: string;
  /** Who orders; the receipt's `aud`. */
  audience: string;
  action: Action;
  request: string;
  right: string;
  laws: string[];
  identifiers: Identifier[];
  scope: ScopedCategory[];
  /** `suppress`: what is to end. */
  purpose?: StopPurpose;
  /** Latest instant at which an answer is of use, RFC 3339. A repeat may carry a later one. */
  deadline: string;
  callback: string;
}

export const COUNTED = [
  'found',
  'exported',
  'erased',
  'anonymised',
  'retained',
  'restricted',
  'suppressed',
  'rectified',
] as const;

/** Numbers of records, never of fields. */
export type Counts = Record<(typeof COUNTED)[number], number>;

/** One person that `locate` found, or records of nobody in particular, such as a device's. */
export interface Match {
  /**
   * The system's own name for the person, the same whatever she was found by. Left out where the
   * system knows no person. Two of them for one request stop it for a human.
   */
  subject?: string;
  /** By which of the order's identifiers (indexes). */
  by: number[];
  /** Further identifiers of the same person, to be located elsewhere. */
  identifiers: Identifier[];
  /** Records per category. */
  categories: Record<string, number>;
}

export interface RetainedItem {
  rule: string;
  statute: string;
  dataset: string;
  category: string;
  fields: string[];
  records: number;
  /** The last day on which the latest of them is kept, ISO date. */
  until: string;
}

export interface Dataset {
  name: string;
  category: string;
  records: number;
}

/** The 200 answer to an order, and the body of a callback. */
export interface Answer {
  task: string;
  status: 'done';
  outcome: Outcome;
  counts: Counts;
  matches?: Match[];
  retained?: RetainedItem[];
  /** Why, as a code of the connector's (`[a-z][a-z0-9_.-]*`); never personal data. */
  reason?: string;
  receipt: string;
}

/** The 200 answer to an `export` order: fetch pages until one carries the receipt. */
export interface Paging {
  task: string;
  status: 'paging';
  datasets: Dataset[];
  continuation: string;
}

/** The 202 answer: the result comes to `callback`. */
export interface Accepted {
  task: string;
  status: 'accepted';
}

/** One line of a page. */
export interface ExportRecord {
  dataset: string;
  category: string;
  data: Record<string, unknown>;
}

/**
 * `POST /tasks/{task}/pages`. It carries the order again, so that the connector keeps no
 * identifiers between pages. The answer is NDJSON with one of the two headers below.
 */
export interface PageCall {
  order: Order;
  continuation: string;
}
export const CONTINUATION_HEADER = 'habeas-continuation';
export const RECEIPT_HEADER = 'habeas-receipt';

/** Claims of a receipt: JWS compact, `alg` EdDSA, `typ` `habeas-receipt+jwt`, `kid` thumbprint. */
export interface Receipt {
  iss: string;
  aud: string;
  task: string;
  nonce: string;
  action: Action;
  outcome: Outcome;
  counts: Counts;
  /** sha256 (base64url) of the canonical order without `deadline` and `callback`: `orderDigest`. */
  order: string;
  /** sha256 chain over the pages, for `export`; of the canonical answer without receipt, else. */
  evidence: string;
  started: string;
  finished: string;
  iat: number;
}

/** What is wrong with a document: where (JSON Pointer) and how, without repeating its values. */
export interface Fault {
  path: string;
  detail: string;
}

export const PROBLEM_CODES = [
  'signature_invalid',
  'order_invalid',
  'nonce_changed',
  'action_unknown',
  'task_unknown',
  'continuation_invalid',
  'route_unknown',
  'busy',
  'internal',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Error body, `application/problem+json`; `code` decides what the caller does next. */
export interface ConnectorProblem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  errors?: Fault[];
}
