/** V6, V13: when. */
import { openCheckpoint, parseCheckpoint } from '../log/checkpoint.js';
import { splitNote } from '../log/signed-note.js';
import { Malformed } from '../log/text-lines.js';
import { verifyTimestamp } from '../log/timestamp.js';
import { filesLike, textAt } from './bundle-files.js';
import type { EvidenceBundle } from './evidence-bundle.js';
import { checkpointNotes } from './log-steps.js';
import { judged, passed, type Outcome } from './step.js';

/** Clocks of operator, witness and authority may differ by so much. */
const TOLERANCE_MS = 60_000;

/** A size that the log had, and a time at which others saw it. */
interface TimedSize {
  size: number;
  /** Milliseconds since 1970. */
  at: number;
}

interface Anchor {
  size: number;
  /** The signed text of the checkpoint: what the timestamp is over, whoever cosigns later. */
  body: string;
  path: string;
  token?: Buffer;
}

/**
 * V6: an authority timestamped a checkpoint before the first entry and one after the last. Asked for
 * by whoever pins the authority's certificate.
 */
export function checkTimestamps(bundle: EvidenceBundle): Outcome {
  const { tsaChain } = bundle.trust;
  const anchors = anchorsIn(bundle);
  if (tsaChain === undefined) {
    const detail = 'The trust folder has no certificate of timestamps, so none was checked.';
    return { status: 'weaker', detail };
  }
  const faults: string[] = [];
  const sizes = anchors.flatMap((anchor) => {
    const timed = timedBy(anchor, tsaChain);
    if (typeof timed === 'string') faults.push(timed);
    return typeof timed === 'object' ? [timed.size] : [];
  });
  const { first, last } = placesOf(bundle);
  if (!sizes.some((size) => size <= first)) {
    faults.push('No checkpoint from before the first entry has a timestamp.');
  }
  if (!sizes.some((size) => size > last)) {
    faults.push('No checkpoint from after the last entry has a timestamp.');
  }
  return judged(faults, passed(`${sizes.length} checkpoints have a timestamp, before and after.`));
}

/**
 * V13: no entry says that it was made before the one before it, nor at a time that the checkpoints
 * around it rule out. What counts is where it stands in the log, not what it says.
 */
export function checkClock(bundle: EvidenceBundle): Outcome {
  const faults = orderFaults(bundle);
  const timed = timedSizes(bundle);
  for (const { n, said, proof } of bundle.entries) {
    if (!said || !proof) continue;
    const at = Date.parse(said.at);
    const before = timed.filter(({ size }) => size <= proof.index).map((one) => one.at);
    const after = timed.filter(({ size }) => size > proof.index).map((one) => one.at);
    if (at < Math.max(...before) - TOLERANCE_MS) {
      faults.push(`Entry ${n} says a time before a checkpoint that it is not in yet.`);
    }
    if (at > Math.min(...after) + TOLERANCE_MS) {
      faults.push(`Entry ${n} says a time after a checkpoint that it is in already.`);
    }
  }
  const { first, last } = placesOf(bundle);
  const isBounded =
    timed.some(({ size }) => size <= first) && timed.some(({ size }) => size > last);
  if (isBounded) return judged(faults, passed('All times lie between timed checkpoints.'));
  const detail = 'Times do not run backwards; no timed checkpoints hold them on both sides.';
  return judged(faults, { status: 'weaker', detail });
}

function orderFaults({ entries }: EvidenceBundle): string[] {
  return entries.flatMap(({ n, said }, index) => {
    const previous = entries[index - 1]?.said;
    if (!said || !previous || previous.at <= said.at) return [];
    return [`Entry ${n} says an earlier time than the entry before it.`];
  });
}

/** By timestamps and by the witnesses whom the trust folder names; what does not verify is left out. */
function timedSizes(bundle: EvidenceBundle): TimedSize[] {
  const { tsaChain } = bundle.trust;
  const stamped = anchorsIn(bundle).map((anchor) =>
    tsaChain === undefined ? undefined : timedBy(anchor, tsaChain),
  );
  return [
    ...stamped.filter((one) => typeof one === 'object'),
    ...checkpointNotes(bundle).flatMap((note) => cosignedTimes(bundle, note)),
  ];
}

function cosignedTimes({ trust }: EvidenceBundle, note: string): TimedSize[] {
  const witnesses = [...(trust.policy?.witnesses.values() ?? [])].map(({ key }) => key);
  try {
    const { size, cosignatures } = openCheckpoint(note, [...trust.logKeys, ...witnesses]);
    return cosignatures.map(({ time }) => ({ size, at: time * 1000 }));
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
}

/** A sentence where the timestamp is wrong, undefined where there is none. */
function timedBy({ size, body, path, token }: Anchor, chain: string) {
  if (!token) return undefined;
  try {
    return { size, at: verifyTimestamp(token, Buffer.from(body), chain).getTime() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return `${path}: ${error.message}.`;
  }
}

/** `data/anchors/<size>.checkpoint` with `<size>.tsr`. */
function anchorsIn({ files }: EvidenceBundle): Anchor[] {
  return filesLike(files, /^data\/anchors\/(\d+)\.checkpoint$/).map(({ path, groups }) => {
    const body = splitNote(textAt(files, path)).text;
    const { size } = parseCheckpoint(body);
    if (String(size) !== groups[0]) throw new Malformed(`${path} is of another size`);
    const tokenPath = `data/anchors/${size}.tsr`;
    const token = files.get(tokenPath);
    return { size, body, path: tokenPath, ...(token ? { token: Buffer.from(token) } : {}) };
  });
}

/** Where the first and the last of the request's entries stand in the log. */
function placesOf({ entries }: EvidenceBundle): { first: number; last: number } {
  const places = entries.flatMap(({ proof }) => proof?.index ?? []);
  return { first: Math.min(...places), last: Math.max(...places) };
}
