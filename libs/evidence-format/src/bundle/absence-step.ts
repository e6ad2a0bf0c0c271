import { decodeHash } from '../log/text-lines.js';
import { leafHash, MerkleTree } from '../log/merkle-tree.js';
import { leafBytes, tag } from '../leaf.js';
import { filesLike } from './bundle-files.js';
import { openingOf, type EvidenceBundle } from './evidence-bundle.js';
import { mainCheckpoint } from './log-steps.js';
import { judged, passed, type Outcome } from './step.js';

const TAG_BYTES = 32;
/** Tag and commitment: all that a leaf shows. */
const ROW_BYTES = 64;

/**
 * V10: the list of all leaves gives the checkpoint's root, has the request's entries each once, and
 * no entry after the last. Without the list it is not checked: a closed request says its own total.
 */
export function checkAbsence({ files, entries }: EvidenceBundle): Outcome {
  const [list] = filesLike(files, /^data\/leaves\/(\d+)\.bin$/);
  if (!list) return { status: 'not_checked', detail: 'The bundle has no list of all leaves.' };
  const { size, root } = mainCheckpoint(files);
  const rows = Buffer.from(list.bytes);
  if (list.groups[0] !== String(size) || rows.length !== size * ROW_BYTES) {
    return { status: 'failed', detail: 'The list of leaves is not that of the checkpoint.' };
  }
  if (!rootOf(rows).equals(root)) {
    return { status: 'failed', detail: 'The list of leaves does not give the root.' };
  }
  const tagKey = decodeHash(openingOf(files).kreq);
  const places = placesByTag(rows);
  const placesOf = (n: number) => places.get(tag(tagKey, n).toString('base64')) ?? [];
  const faults = entries
    .filter(({ n, proof }) => placesOf(n).join() !== String(proof?.index))
    .map(({ n }) => `Entry ${n} is not in the log just once.`);
  const next = (entries.at(-1)?.n ?? 0) + 1;
  if (placesOf(next).length > 0) faults.push(`The log has an entry ${next}, the bundle has not.`);
  return judged(faults, passed(`Among ${size} leaves there is no entry ${next}.`));
}

function rootOf(rows: Buffer): Buffer {
  const tree = new MerkleTree();
  for (let at = 0; at < rows.length; at += ROW_BYTES) {
    const middle = at + TAG_BYTES;
    const leaf = leafBytes(rows.subarray(at, middle), rows.subarray(middle, at + ROW_BYTES));
    tree.append(leafHash(leaf));
  }
  return tree.root();
}

function placesByTag(rows: Buffer): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let at = 0; at < rows.length; at += ROW_BYTES) {
    const key = rows.subarray(at, at + TAG_BYTES).toString('base64');
    places.set(key, [...(places.get(key) ?? []), at / ROW_BYTES]);
  }
  return places;
}
