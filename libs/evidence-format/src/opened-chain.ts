/** The chain of one request with everything that is needed to check it, and what a check says. */

/** All but `n` and `payload` in base64. An entry whose ciphertext did not open has empty strings. */
export interface OpenedEntry {
  n: number;
  /** The canonical JSON text, byte for byte as it was committed to. */
  payload: string;
  salt: string;
  tag: string;
  commitment: string;
}

/** A receipt as kept: the task whose answer it came with, and the compact JWS. */
export interface OpenedReceipt {
  task: string;
  jws: string;
}

/** A connector's registered public key (RFC 8037 OKP JWK). */
export interface ConnectorKey {
  slug: string;
  jwk: { kty: string; crv: string; x: string; kid?: string };
}

export interface OpenedChain {
  requestId: string;
  /** The log's origin, which every receipt must name as its audience. */
  audience: string;
  /** base64, 32 bytes. */
  tagKey: string;
  entries: OpenedEntry[];
  receipts: OpenedReceipt[];
  connectorKeys: ConnectorKey[];
  /** Where the writer says the chain ends, if known: shows an entry missing at the open end. */
  head?: { n: number; commitment: string };
}

export type ChainCheck =
  | 'chain.empty'
  | 'chain.unreadable'
  | 'chain.payload'
  | 'chain.number'
  | 'chain.previous'
  | 'chain.commitment'
  | 'chain.tag'
  | 'chain.first'
  | 'chain.tag_key'
  | 'chain.audience'
  | 'chain.closing'
  | 'chain.head';

export type ReceiptCheck =
  | 'receipt.missing'
  | 'receipt.unannounced'
  | 'receipt.digest'
  | 'receipt.undispatched'
  | 'receipt.key'
  | 'receipt.signature'
  | 'receipt.task'
  | 'receipt.nonce'
  | 'receipt.audience'
  | 'receipt.issuer'
  | 'receipt.outcome'
  | 'receipt.counts';

/** One thing that is wrong. `check` is stable; `detail` is a sentence that names the entry. */
export interface Finding {
  check: ChainCheck | ReceiptCheck;
  /** The entry's number, as it stands in the chain. */
  n?: number;
  task?: string;
  detail: string;
}

/** `open`: sound so far, and the request is not closed, so more may follow. */
export type ChainState = 'complete' | 'open' | 'broken';

export interface ChainVerdict {
  state: ChainState;
  entries: number;
  findings: Finding[];
}

export interface ReceiptVerdict {
  receipts: number;
  findings: Finding[];
}
