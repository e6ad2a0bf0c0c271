/** Entries as a bundle has them: what was committed to, what the log shows of it, and the proof. */
import { leafHash } from '../log/merkle-tree.js';
import { verifyInclusion } from '../log/merkle-proof.js';
import { parseCheckpoint } from '../log/checkpoint.js';
import { splitNote } from '../log/signed-note.js';
import { Malformed } from '../log/text-lines.js';
import { parseTlogProof, type TlogProof } from '../log/tlog-proof.js';
import { commit, LEAF_BYTES, leafBytes, tag } from '../leaf.js';
import { parsePayload, type EvidencePayload } from '../payload.js';
import { filesLike, type BundleFiles } from './bundle-files.js';

/** Parts that are missing are empty; a proof that is missing or malformed is absent. */
export interface LoggedEntry {
  n: number;
  payload: string;
  salt: Buffer;
  /** 102 bytes; see leafBytes. */
  leaf: Buffer;
  proof?: TlogProof;
  /** What the payload says, if it is one. */
  said?: EvidencePayload;
}

/** Of one request, or of the installation, whose entries about keys are no secret. */
export type EntryFolder = 'events' | 'system';

/** In order of their numbers. */
export function readEntries(files: BundleFiles, folder: EntryFolder): LoggedEntry[] {
  const form = new RegExp(`^data/${folder}/([1-9][0-9]{0,14})\\.(?:json|salt|leaf|tlog-proof)$`);
  const numbers = new Set(filesLike(files, form).map(({ groups }) => Number(groups[0])));
  return [...numbers]
    .sort((one, other) => one - other)
    .map((n) => {
      const part = (ending: string) =>
        Buffer.from(files.get(`data/${folder}/${n}.${ending}`) ?? Buffer.alloc(0));
      const payload = part('json').toString();
      const [proof, said] = [proofIn(part('tlog-proof').toString()), saidIn(payload)];
      const parts = { n, payload, salt: part('salt'), leaf: part('leaf') };
      return { ...parts, ...(proof ? { proof } : {}), ...(said ? { said } : {}) };
    });
}

/** What the leaf shows, in base64; empty if it is no leaf. */
export function shownBy(leaf: Buffer): { tag: string; commitment: string } {
  const [, shownTag = '', commitment = ''] = leaf.toString().split('\n');
  return leaf.length === LEAF_BYTES ? { tag: shownTag, commitment } : { tag: '', commitment: '' };
}

/**
 * What is wrong with the entry's place in the log. Its leaf is made anew from payload, salt and tag
 * key, never taken from the bundle: a proof about another leaf proves nothing about this entry.
 */
export function placeFault(entry: LoggedEntry, tagKey: Buffer): string | undefined {
  const { n, salt, payload, proof } = entry;
  if (salt.length !== 32) return `Entry ${n} has no salt of 32 bytes.`;
  const leaf = leafBytes(tag(tagKey, n), commit(salt, payload));
  if (!leaf.equals(entry.leaf)) return `Entry ${n} is not what its leaf shows.`;
  if (!proof) return `Entry ${n} has no well-formed proof.`;
  const { size, root } = parseCheckpoint(splitNote(proof.checkpoint).text);
  const claim = { index: proof.index, size, leafHash: leafHash(leaf), root, proof: proof.hashes };
  return verifyInclusion(claim) ? undefined : `Entry ${n} is not in the log where its proof says.`;
}

function proofIn(text: string): TlogProof | undefined {
  try {
    return parseTlogProof(text);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function saidIn(payload: string): EvidencePayload | undefined {
  try {
    return parsePayload(payload);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
