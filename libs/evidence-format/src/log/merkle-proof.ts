import { nodeHash } from './merkle-tree.js';
import { HASH_BYTES } from './text-lines.js';

export interface InclusionClaim {
  index: number;
  size: number;
  leafHash: Uint8Array;
  root: Uint8Array;
  proof: readonly Uint8Array[];
}

export interface ConsistencyClaim {
  first: { size: number; root: Uint8Array };
  second: { size: number; root: Uint8Array };
  proof: readonly Uint8Array[];
}

/**
 * RFC 9162 section 2.1.3.2: the leaf stands at `index` in the tree of `size` leaves with that root.
 * False, never an error, on whatever is wrong; numbers beyond 2^53 - 1 are false, being inexact.
 */
export function verifyInclusion({ index, size, leafHash, root, proof }: InclusionClaim): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (![leafHash, ...proof].every(isHash)) return false;
  const path = new Path(index, size - 1);
  let hash: Uint8Array = leafHash;
  for (const sibling of proof) {
    if (path.isDone) return false;
    hash = path.joinsLeft() ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    path.climb();
  }
  return path.isDone && isSame(hash, root);
}

/**
 * RFC 9162 section 2.1.4.2: the second tree is the first with leaves added behind it. False for an
 * empty first tree, from which nothing follows. Otherwise as verifyInclusion.
 */
export function verifyConsistency({ first, second, proof }: ConsistencyClaim): boolean {
  if (!isCount(first.size) || !isCount(second.size)) return false;
  if (first.size === 0 || first.size > second.size) return false;
  if (!proof.every(isHash)) return false;
  if (first.size === second.size) return proof.length === 0 && isSame(first.root, second.root);
  if (proof.length === 0) return false;
  return climbsToBoth({ first, second, proof });
}

function climbsToBoth({ first, second, proof }: ConsistencyClaim): boolean {
  // A first tree that is one complete subtree is the start itself, and is not in the proof.
  const [start, ...rest] = isPowerOfTwo(first.size) ? [first.root, ...proof] : proof;
  if (!start) return false;
  const path = new Path(first.size - 1, second.size - 1);
  path.skipRightEdge();
  let [older, newer] = [start, start];
  for (const sibling of rest) {
    if (path.isDone) return false;
    if (path.joinsLeft()) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
    } else {
      newer = nodeHash(newer, sibling);
    }
    path.climb();
  }
  return path.isDone && isSame(older, first.root) && isSame(newer, second.root);
}

/** The way from a node to the root: `fn` and `sn` of RFC 9162. Exact to 2^53, so no bit operators. */
class Path {
  constructor(
    private node: number,
    private last: number,
  ) {}

  get isDone(): boolean {
    return this.last === 0;
  }

  /** True where the sibling stands left: of a right child, or of the last node of a row. */
  joinsLeft(): boolean {
    if (this.node % 2 === 0 && this.node !== this.last) return false;
    // The last node of a row without a sibling moves up until it has one.
    while (this.node % 2 === 0 && this.node !== 0) this.climb();
    return true;
  }

  /** Up over every level on which the node is a right child. */
  skipRightEdge(): void {
    while (this.node % 2 === 1) this.climb();
  }

  climb(): void {
    this.node = Math.floor(this.node / 2);
    this.last = Math.floor(this.last / 2);
  }
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;
const isHash = (value: Uint8Array) => value.length === HASH_BYTES;
const isSame = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;

function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) power *= 2;
  return power === value;
}
