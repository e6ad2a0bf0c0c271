/** V4, V5, V7, V8: the log. */
import { openCheckpoint, parseCheckpoint, type Checkpoint } from '../log/checkpoint.js';
import { verifyConsistency } from '../log/merkle-proof.js';
import { EMPTY_ROOT } from '../log/merkle-tree.js';
import { splitNote } from '../log/signed-note.js';
import { parseSubmission } from '../log/submission.js';
import { decodeHash, Malformed } from '../log/text-lines.js';
import { isQuorum } from '../log/witness-policy.js';
import { systemTagKey } from '../leaf.js';
import { fileAt, filesLike, PATHS, textAt, type BundleFiles } from './bundle-files.js';
import { openingOf, type EvidenceBundle } from './evidence-bundle.js';
import { placeFault } from './logged-entry.js';
import { readStatement } from './statement.js';
import { judged, passed, type Outcome } from './step.js';

export const mainCheckpoint = (files: BundleFiles): Checkpoint =>
  parseCheckpoint(splitNote(fileAt(files, PATHS.checkpoint)).text);

const CONSISTENCY = /^data\/consistency\/(\d+)-(\d+)\.txt$/;
const ANCHOR = /^data\/anchors\/(\d+)\.checkpoint$/;

/** Every checkpoint of the bundle, once: the latest, the anchors', those within the proofs. */
export function checkpointNotes({ files, entries, system }: EvidenceBundle): string[] {
  const proofs = [...entries, ...system].flatMap(({ proof }) => proof?.checkpoint ?? []);
  const steps = filesLike(files, CONSISTENCY).map(
    ({ path }) => parseSubmission(textAt(files, path)).checkpoint,
  );
  const anchors = filesLike(files, ANCHOR).map(({ path }) => textAt(files, path));
  return [...new Set([textAt(files, PATHS.checkpoint), ...anchors, ...steps, ...proofs])];
}

/** V4: every checkpoint is signed under the pinned key of the log, and all name one origin. */
export function checkCheckpoints(bundle: EvidenceBundle): Outcome {
  const { logKeys } = bundle.trust;
  const { origin, size } = mainCheckpoint(bundle.files);
  const notes = checkpointNotes(bundle);
  const faults = notes.flatMap((note) => {
    try {
      const opened = openCheckpoint(note, logKeys);
      return opened.origin === origin ? [] : ['Checkpoints of two logs are in the bundle.'];
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      return [`A checkpoint is not signed under the pinned log key: ${error.message}.`];
    }
  });
  const good = `${notes.length} checkpoint(s), the latest of ${size} leaves, are signed by ${origin}.`;
  return judged([...new Set(faults)], passed(good));
}

/** V5: enough of the witnesses that the auditor's policy names have cosigned the checkpoint. */
export function checkQuorum({ files, trust }: EvidenceBundle): Outcome {
  const { policy, logKeys } = trust;
  if (!policy || policy.quorum === 'none') {
    const detail = 'The trust folder asks for no witness, so the log alone vouches for its tree.';
    return { status: 'weaker', detail };
  }
  const witnesses = [...policy.witnesses];
  const known = [...logKeys, ...witnesses.map(([, { key }]) => key)];
  const { cosignatures } = openCheckpoint(fileAt(files, PATHS.checkpoint), known);
  const cosigned = witnesses.filter(([, { key }]) => cosignatures.some((one) => one.key === key));
  const names = cosigned.map(([name]) => name);
  const list = names.join(', ') || 'none';
  if (isQuorum(policy, new Set(names))) return passed(`Cosigned by ${list}: a quorum.`);
  return { status: 'failed', detail: `Cosigned by ${list}: no quorum of the policy.` };
}

/** V7: each entry's leaf, made anew, is in the log where its proof says. */
export function checkPlaces({ files, entries, system }: EvidenceBundle): Outcome {
  const tagKey = decodeHash(openingOf(files).kreq);
  const systemKey = systemTagKey(mainCheckpoint(files).origin);
  const faults = [
    ...entries.flatMap((entry) => placeFault(entry, tagKey) ?? []),
    ...system.flatMap((entry) => {
      const fault = placeFault(entry, systemKey);
      return fault ? [`Of the installation: ${fault}`] : [];
    }),
  ];
  if (entries.length === 0) faults.push('The bundle has no entry.');
  const total = entries.length + system.length;
  return judged(faults, passed(`${total} entries are in the log where their proofs say.`));
}

/** V8: all proofs are about one tree, or about trees that it grew from. */
export function checkConsistency(bundle: EvidenceBundle): Outcome {
  const { files } = bundle;
  const main = mainCheckpoint(files);
  const known = new Map<number, Buffer>();
  const faults: string[] = stateFaults(files, main);
  for (const note of checkpointNotes(bundle)) {
    const { size, root } = parseCheckpoint(splitNote(note).text);
    if (known.get(size)?.equals(root) === false) {
      faults.push(`The log signed two trees of ${size} leaves: it was forked.`);
    }
    known.set(size, root);
  }
  const links = linksIn(files, known);
  faults.push(...links.faults);
  const linked = linkedTo(main.size, links.good);
  for (const [size, root] of known) {
    const isStart = size === 0 && root.equals(EMPTY_ROOT);
    if (linked.has(size) || isStart) continue;
    faults.push(`Nothing shows that the tree of ${size} leaves became the one of ${main.size}.`);
  }
  return judged(faults, passed(`All proofs are about one log, up to ${main.size} leaves.`));
}

function stateFaults(files: BundleFiles, main: Checkpoint): string[] {
  const { origin, size, root } = readStatement(files).predicate.checkpoint;
  const isSame = origin === main.origin && size === main.size && decodeHash(root).equals(main.root);
  return isSame ? [] : ['The statement names another checkpoint.'];
}

interface Links {
  good: [number, number][];
  faults: string[];
}

/** The consistency proofs that hold between checkpoints of the bundle. */
function linksIn(files: BundleFiles, known: ReadonlyMap<number, Buffer>): Links {
  const links: Links = { good: [], faults: [] };
  for (const { path, groups } of filesLike(files, CONSISTENCY)) {
    const { oldSize, proof, checkpoint } = parseSubmission(textAt(files, path));
    const second = parseCheckpoint(splitNote(checkpoint).text);
    const root = known.get(oldSize);
    const isNamed = groups[0] === String(oldSize) && groups[1] === String(second.size);
    const first = { size: oldSize, root: root ?? Buffer.alloc(0) };
    if (isNamed && root && verifyConsistency({ first, second, proof })) {
      links.good.push([oldSize, second.size]);
    } else {
      links.faults.push(`${path} does not show that one tree grew into the other.`);
    }
  }
  return links;
}

function linkedTo(size: number, links: readonly [number, number][]): Set<number> {
  const linked = new Set([size]);
  let before = 0;
  while (linked.size > before) {
    before = linked.size;
    for (const [one, other] of links) {
      if (linked.has(one) || linked.has(other)) linked.add(one).add(other);
    }
  }
  return linked;
}
