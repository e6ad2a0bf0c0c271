/** The Merkle tree of RFC 6962 section 2.1 and RFC 9162 section 2.1, over SHA-256. */
import { createHash } from 'node:crypto';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** The root of no leaves: SHA-256 of nothing. */
export const EMPTY_ROOT = createHash('sha256').digest();

/** SHA-256(0x00 | leaf). */
export function leafHash(leaf: Uint8Array): Buffer {
  return createHash('sha256').update(LEAF).update(leaf).digest();
}

/** SHA-256(0x01 | left | right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** A complete subtree: the leaves from `index * 2^level`, `2^level` of them. Never changes. */
export interface TreeNode {
  level: number;
  index: number;
}

/** Leaves from `start` up to, not including, `end`. */
type Span = [start: number, end: number];

/** The complete subtrees, left to right, whose fold is the root of the first `size` leaves. */
export function rootNodes(size: number): TreeNode[] {
  return size === 0 ? [] : nodesOf([0, size]);
}

/** For each hash of the inclusion proof, from the leaf up, the subtrees that fold to it. */
export function inclusionNodes(index: number, size: number): TreeNode[][] {
  if (!(isCount(index) && isCount(size) && index < size)) {
    throw new RangeError('The leaf is not in a tree of that size');
  }
  const spans: Span[] = [];
  let [start, end]: Span = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    spans.push(index < middle ? [middle, end] : [start, middle]);
    [start, end] = index < middle ? [start, middle] : [middle, end];
  }
  return spans.reverse().map(nodesOf);
}

/** For each hash of the consistency proof between two sizes, the subtrees that fold to it. */
export function consistencyNodes(first: number, second: number): TreeNode[][] {
  if (!(isCount(first) && isCount(second) && first >= 1 && first <= second)) {
    throw new RangeError('There is no consistency proof between those sizes');
  }
  const spans: Span[] = [];
  let [start, end]: Span = [0, second];
  while (end !== first) {
    const middle = start + splitOf(end - start);
    spans.push(first <= middle ? [middle, end] : [start, middle]);
    [start, end] = first <= middle ? [start, middle] : [middle, end];
  }
  // Whoever checks knows the old root itself; any other subtree on its edge must be told.
  if (start !== 0) spans.push([start, end]);
  return spans.reverse().map(nodesOf);
}

/** The hash of subtrees that lie side by side and shrink to the right. */
export function foldNodes(hashes: readonly Buffer[]): Buffer {
  return hashes.length === 0
    ? EMPTY_ROOT
    : hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** A tree in memory: all complete subtrees, about 64 bytes a leaf. */
export class MerkleTree {
  private readonly levels: Buffer[][] = [[]];

  get size(): number {
    return this.levels[0]?.length ?? 0;
  }

  /** Adds one leaf by its hash; see leafHash. */
  append(hash: Buffer): void {
    this.put(0, hash);
  }

  hashOf({ level, index }: TreeNode): Buffer {
    const hash = this.levels[level]?.[index];
    if (!hash) throw new RangeError('That subtree is not complete');
    return hash;
  }

  /** Of the first `size` leaves, by default all. */
  root(size = this.size): Buffer {
    return foldNodes(rootNodes(size).map((node) => this.hashOf(node)));
  }

  inclusionProof(index: number, size = this.size): Buffer[] {
    return this.fold(inclusionNodes(index, size));
  }

  consistencyProof(first: number, second = this.size): Buffer[] {
    return this.fold(consistencyNodes(first, second));
  }

  private fold(steps: TreeNode[][]): Buffer[] {
    return steps.map((nodes) => foldNodes(nodes.map((node) => this.hashOf(node))));
  }

  private put(level: number, hash: Buffer): void {
    const row = (this.levels[level] ??= []);
    const left = row.length % 2 === 1 ? row.at(-1) : undefined;
    row.push(hash);
    if (left) this.put(level + 1, nodeHash(left, hash));
  }
}

const isCount = (value: number) => Number.isSafeInteger(value) && value >= 0;

/** The largest power of two below `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** `start` is a multiple of the largest power of two within, as it is in every proof. */
function nodesOf([start, end]: Span): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = start; at < end;) {
    let level = 0;
    while (2 ** (level + 1) <= end - at) level += 1;
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}
