/** Offline proofs that a leaf is in a log: https://c2sp.org/tlog-proof. */
import { decodeBase64, decodeHash, Malformed, parseDecimal } from './text-lines.js';

const HEADER = 'c2sp.org/tlog-proof@v1';
/** As many as a tree of 2^63 leaves has levels. */
const PROOF_HASHES_MAX = 63;

export interface TlogProof {
  index: number;
  /** From the leaf's sibling up. */
  hashes: Buffer[];
  /** Not authenticated by anything; absent in our own proofs. */
  extra?: Buffer;
  /** The checkpoint with its signatures, verbatim and unchecked. */
  checkpoint: string;
}

export function formatTlogProof({ index, hashes, extra, checkpoint }: TlogProof): string {
  const lines = [
    HEADER,
    ...(extra ? [`extra ${extra.toString('base64')}`] : []),
    `index ${index}`,
    ...hashes.map((hash) => hash.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Throws Malformed. */
export function parseTlogProof(text: string): TlogProof {
  const split = text.indexOf('\n\n');
  if (split < 0) throw new Malformed('The proof has no blank line before its checkpoint');
  const [header, ...lines] = text.slice(0, split).split('\n');
  if (header !== HEADER) throw new Malformed('The proof is of another format');
  const extra = lines[0]?.startsWith('extra ') ? lines.shift()?.slice('extra '.length) : undefined;
  const index = /^index (\S+)$/.exec(lines.shift() ?? '')?.[1];
  if (index === undefined) throw new Malformed('The proof has no index');
  return {
    index: parseDecimal(index),
    hashes: parseHashes(lines),
    ...(extra === undefined ? {} : { extra: decodeBase64(extra) }),
    checkpoint: text.slice(split + 2),
  };
}

/** One hash a line, no more than any tree needs. */
export function parseHashes(lines: readonly string[]): Buffer[] {
  if (lines.length > PROOF_HASHES_MAX) throw new Malformed('The proof has too many hashes');
  return lines.map(decodeHash);
}
