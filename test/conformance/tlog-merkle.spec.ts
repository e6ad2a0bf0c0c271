import {
  EMPTY_ROOT,
  leafHash,
  MerkleTree,
  nodeHash,
  verifyConsistency,
  verifyInclusion,
} from '@habeas/evidence-format';
import { base64, hex, readVectors } from './tlog-vectors.js';

interface InclusionVector {
  name: string;
  /** A string beyond 2^53 - 1. */
  leafIdx: number | string;
  treeSize: number | string;
  root: string;
  leafHash: string;
  proof: string[] | null;
  wantErr: boolean;
}

interface ConsistencyVector {
  name: string;
  size1: number | string;
  size2: number | string;
  root1: string;
  root2: string;
  proof: string[] | null;
  wantErr: boolean;
}

interface ReferenceTree {
  leafInputs: string[];
  nodeHashesByLevel: string[][];
  rootHashes: string[];
}

const inclusions = readVectors<InclusionVector[]>('merkle-inclusion');
const consistencies = readVectors<ConsistencyVector[]>('merkle-consistency');
const reference = readVectors<ReferenceTree>('merkle-reference-tree');

const proofOf = (proof: string[] | null) => (proof ?? []).map(base64);
const verdict = ({ wantErr }: { wantErr: boolean }) => (wantErr ? 'refused' : 'accepted');

describe('inclusion proofs of transparency-dev/merkle', () => {
  it('are 98, of which 6 hold', () => {
    expect(inclusions).toHaveLength(98);
    expect(inclusions.filter(({ wantErr }) => !wantErr)).toHaveLength(6);
  });

  it.each(inclusions.map((one) => ({ ...one, want: verdict(one) })))('$name is $want', (one) => {
    const claim = {
      index: Number(one.leafIdx),
      size: Number(one.treeSize),
      leafHash: base64(one.leafHash),
      root: base64(one.root),
      proof: proofOf(one.proof),
    };
    expect(verifyInclusion(claim)).toBe(!one.wantErr);
  });
});

describe('consistency proofs of transparency-dev/merkle', () => {
  it('are 98, of which 6 hold', () => {
    expect(consistencies).toHaveLength(98);
    expect(consistencies.filter(({ wantErr }) => !wantErr)).toHaveLength(6);
  });

  it.each(consistencies.map((one) => ({ ...one, want: verdict(one) })))('$name is $want', (one) => {
    const claim = {
      first: { size: Number(one.size1), root: base64(one.root1) },
      second: { size: Number(one.size2), root: base64(one.root2) },
      proof: proofOf(one.proof),
    };
    expect(verifyConsistency(claim)).toBe(!one.wantErr);
  });
});

describe('the reference tree', () => {
  const leaves = reference.leafInputs.map((leaf) => leafHash(hex(leaf)));
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leaf);
  const nodes = reference.nodeHashesByLevel.flatMap((row, level) =>
    row.map((hash, index) => ({ level, index, hash })),
  );

  it.each(nodes)('has node $index of level $level', ({ level, index, hash }) => {
    expect(tree.hashOf({ level, index }).toString('hex')).toBe(hash);
  });

  it.each(reference.rootHashes.map((root, size) => ({ root, size })))(
    'has the root of $size leaves',
    ({ root, size }) => {
      expect(tree.root(size).toString('hex')).toBe(root);
    },
  );

  it('has no other node', () => {
    expect(nodes).toHaveLength(15);
    expect(() => tree.hashOf({ level: 0, index: 8 })).toThrow('not complete');
    expect(() => tree.hashOf({ level: 3, index: 1 })).toThrow('not complete');
    expect(EMPTY_ROOT.toString('hex')).toBe(reference.rootHashes[0]);
  });
});

/** MTH, PATH and SUBPROOF as RFC 6962 section 2.1 writes them: slow, and plainly right. */
const split = (count: number) => 2 ** Math.floor(Math.log2(count - 1));

function rootOf(leaves: Buffer[]): Buffer {
  const [only] = leaves;
  if (!only) return EMPTY_ROOT;
  if (leaves.length === 1) return only;
  const at = split(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, at)), rootOf(leaves.slice(at)));
}

function pathOf(index: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const at = split(leaves.length);
  const [left, right] = [leaves.slice(0, at), leaves.slice(at)];
  return index < at
    ? [...pathOf(index, left), rootOf(right)]
    : [...pathOf(index - at, right), rootOf(left)];
}

function subproofOf(first: number, leaves: Buffer[], whole: 'whole' | 'part'): Buffer[] {
  if (first === leaves.length) return whole === 'whole' ? [] : [rootOf(leaves)];
  const at = split(leaves.length);
  const [left, right] = [leaves.slice(0, at), leaves.slice(at)];
  return first <= at
    ? [...subproofOf(first, left, whole), rootOf(right)]
    : [...subproofOf(first - at, right, 'part'), rootOf(left)];
}

const flip = (bytes: Buffer, bit: number): Buffer => {
  const flipped = Buffer.from(bytes);
  flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return flipped;
};

/** The proof with each bit of each hash changed in turn. */
const withOneBit = (proof: Buffer[]): Buffer[][] =>
  [...proof.keys()].flatMap((at) =>
    Array.from({ length: 256 }, (_, bit) =>
      proof.map((hash, index) => (index === at ? flip(hash, bit) : hash)),
    ),
  );

const isSame = (one: Buffer[], other: Buffer[]) => Buffer.concat(one).equals(Buffer.concat(other));

describe('our own proofs', () => {
  const leaves = Array.from({ length: 300 }, (_, n) => leafHash(Buffer.from(`leaf ${n}`)));
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.append(leaf);
  const roots = Array.from({ length: 301 }, (_, size) => tree.root(size));
  const rootAt = (size: number) => roots[size] ?? EMPTY_ROOT;

  it('are those of the slow reference, to 48 leaves', () => {
    for (let size = 1; size <= 48; size += 1) {
      const first = leaves.slice(0, size);
      expect(rootAt(size)).toEqual(rootOf(first));
      for (let m = 1; m <= size; m += 1) {
        const same =
          isSame(tree.inclusionProof(m - 1, size), pathOf(m - 1, first)) &&
          isSame(tree.consistencyProof(m, size), subproofOf(m, first, 'whole'));
        if (!same) throw new Error(`${m} of ${size}`);
      }
    }
  });

  it('of every leaf in every size to 300 hold, for that leaf alone', () => {
    for (let size = 1; size <= 300; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = tree.inclusionProof(index, size);
        const claim = { index, size, root: rootAt(size), proof };
        const wrong = leaves[(index + 1) % 300] ?? EMPTY_ROOT;
        const holds = verifyInclusion({ ...claim, leafHash: leaves[index] ?? EMPTY_ROOT });
        if (!holds || verifyInclusion({ ...claim, leafHash: wrong })) {
          throw new Error(`leaf ${index} of ${size}`);
        }
      }
    }
  });

  it('between all sizes to 300 hold, for those roots alone', () => {
    for (let size = 1; size <= 300; size += 1) {
      for (let older = 1; older <= size; older += 1) {
        const proof = tree.consistencyProof(older, size);
        const [first, second] = [older, size].map((n) => ({ size: n, root: rootAt(n) }));
        if (!first || !second) throw new Error('two sizes');
        const forged = { ...second, root: rootAt(size - 1) };
        if (
          !verifyConsistency({ first, second, proof }) ||
          verifyConsistency({ first, second: forged, proof })
        ) {
          throw new Error(`${older} to ${size}`);
        }
      }
    }
  });

  const pairs = [2, 3, 7, 8, 13].flatMap((size) =>
    Array.from({ length: size - 1 }, (_, index) => ({ size, older: index + 1 })),
  );

  it.each(pairs)('hold no longer with any bit changed: $older in $size', ({ size, older }) => {
    const first = { size: older, root: rootAt(older) };
    const second = { size, root: rootAt(size) };
    const claim = { index: older, size, root: second.root, leafHash: leaves[older] ?? EMPTY_ROOT };
    const paths = withOneBit(tree.inclusionProof(older, size));
    const between = withOneBit(tree.consistencyProof(older, size));
    expect(paths.length + between.length).toBeGreaterThan(256);
    expect(paths.filter((proof) => verifyInclusion({ ...claim, proof }))).toEqual([]);
    expect(between.filter((proof) => verifyConsistency({ first, second, proof }))).toEqual([]);
  });

  it('are not to be had for leaves and sizes that are not there', () => {
    expect(() => tree.inclusionProof(300)).toThrow(RangeError);
    expect(() => tree.inclusionProof(-1)).toThrow(RangeError);
    expect(() => tree.inclusionProof(0.5)).toThrow(RangeError);
    expect(() => tree.consistencyProof(0, 5)).toThrow(RangeError);
    expect(() => tree.consistencyProof(6, 5)).toThrow(RangeError);
    expect(() => tree.root(301)).toThrow(RangeError);
  });
});

describe('sizes where JavaScript numbers turn inexact', () => {
  const [leaf, left] = [leafHash(Buffer.of(1)), leafHash(Buffer.of(2))];

  /** The last leaf of a tree whose size is a power of two and one: alone beside the rest. */
  it.each([2 ** 31, 2 ** 32, 2 ** 52])('are exact at %d + 1 leaves', (power) => {
    const claim = { size: power + 1, leafHash: leaf, root: nodeHash(left, leaf), proof: [left] };
    expect(verifyInclusion({ ...claim, index: power })).toBe(true);
    expect(verifyInclusion({ ...claim, index: power - 1 })).toBe(false);
    const first = { size: power, root: left };
    const second = { size: power + 1, root: claim.root };
    expect(verifyConsistency({ first, second, proof: [leaf] })).toBe(true);
    expect(verifyConsistency({ first: { ...first, size: power - 1 }, second, proof: [leaf] })).toBe(
      false,
    );
  });

  it.each([2 ** 53, 2 ** 53 + 2, 2 ** 64])('are refused at %d leaves', (size) => {
    const claim = { size: size + 2, leafHash: leaf, root: nodeHash(left, leaf), proof: [left] };
    expect(verifyInclusion({ ...claim, index: size })).toBe(false);
    const same = { size, root: left };
    expect(verifyConsistency({ first: same, second: same, proof: [] })).toBe(false);
  });
});
