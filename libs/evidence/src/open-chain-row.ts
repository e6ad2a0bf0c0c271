import type {
  ConnectorKey,
  OpenedChain,
  OpenedEntry,
  OpenedReceipt,
} from '@habeas/evidence-format';
import { SealBroken, type RequestKey } from '@habeas/vault';
import { CONTEXT } from './seal-entries.js';

/** One request's chain as read: entries as parallel arrays, null when there is none. */
export interface ChainRow {
  tag_key: Buffer;
  n: number;
  commitment: string;
  entryN: number[];
  payload: Buffer[] | null;
  salt: Buffer[] | null;
  tag: Buffer[] | null;
  entryCommitment: Buffer[] | null;
  receipts: OpenedReceipt[];
  keys: ConnectorKey[];
}

export function openChainRow(row: ChainRow, key: RequestKey, audience: string): OpenedChain {
  return {
    requestId: key.requestId,
    audience,
    tagKey: openOrEmpty(key, CONTEXT.tagKey, row.tag_key).toString('base64'),
    entries: row.entryN.map((n, index) => openEntry(row, key, { n, index })),
    receipts: row.receipts,
    connectorKeys: row.keys,
    head: { n: row.n, commitment: row.commitment },
  };
}

function openEntry(
  row: ChainRow,
  key: RequestKey,
  { n, index }: { n: number; index: number },
): OpenedEntry {
  const at = (column: Buffer[] | null) => column?.[index] ?? Buffer.alloc(0);
  return {
    n,
    payload: openOrEmpty(key, CONTEXT.payload(n), at(row.payload)).toString(),
    salt: openOrEmpty(key, CONTEXT.salt(n), at(row.salt)).toString('base64'),
    tag: at(row.tag).toString('base64'),
    commitment: at(row.entryCommitment).toString('base64'),
  };
}

/** Empty if it does not open: a changed row is a finding of the verifier, not a failure to read. */
function openOrEmpty(key: RequestKey, context: string, sealed: Buffer): Buffer {
  try {
    return key.decrypt(context, sealed);
  } catch (error) {
    if (error instanceof SealBroken) return Buffer.alloc(0);
    throw error;
  }
}
