import { LEAF_BYTES } from '../leaf.js';
import { openCheckpoint, type OpenedCheckpoint } from './checkpoint.js';
import { verifyInclusion } from './merkle-proof.js';
import { leafHash } from './merkle-tree.js';
import { Malformed } from './text-lines.js';
import { parseTlogProof } from './tlog-proof.js';
import type { VerifierKey } from './verifier-key.js';

/** What somebody holds against the operator: this leaf is in the log. */
export interface LeafReceipt {
  /** 102 bytes; see leafBytes. */
  leaf: Buffer;
  index: number;
  checkpoint: OpenedCheckpoint;
}

/**
 * Opens a tlog-proof that carries its leaf as `extra`, as the person gets one of the intake. The
 * extra is not authenticated by the format, but by being what the proof includes. Throws Malformed.
 */
export function openLeafReceipt(text: string, logKeys: readonly VerifierKey[]): LeafReceipt {
  const { index, hashes, extra: leaf, checkpoint: note } = parseTlogProof(text);
  if (leaf?.length !== LEAF_BYTES) throw new Malformed('The receipt does not carry its leaf');
  const checkpoint = openCheckpoint(note, logKeys);
  const { size, root } = checkpoint;
  if (!verifyInclusion({ index, size, root, leafHash: leafHash(leaf), proof: hashes })) {
    throw new Malformed('The leaf of the receipt is not in the log where its proof says');
  }
  return { leaf, index, checkpoint };
}
