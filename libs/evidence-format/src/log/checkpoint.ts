/**
 * Checkpoints (https://c2sp.org/tlog-checkpoint): a signed note of origin, size and root. Their
 * three lines are what witnesses cosign and what timestamps are over.
 */
import { readCosignature } from './cosignature.js';
import { openNote, splitNote } from './signed-note.js';
import { decodeHash, Malformed, parseDecimal } from './text-lines.js';
import { KEY_TYPE, type VerifierKey } from './verifier-key.js';

export interface Checkpoint {
  /** `<operator's domain>/<log id>`: which log this is, and the name of its key. */
  origin: string;
  size: number;
  /** 32 bytes. */
  root: Buffer;
  /** Lines after the third, opaque and audited by nobody; ours have none. */
  extension: string;
}

export interface OpenedCheckpoint extends Checkpoint {
  /** The text that is signed. */
  body: string;
  /** The witnesses that cosigned, and when; only those whose keys were given. */
  cosignatures: { key: VerifierKey; time: number }[];
}

/** The three lines. */
export function formatCheckpoint({ origin, size, root }: Omit<Checkpoint, 'extension'>): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** Throws Malformed; a root that has not 32 bytes too. */
export function parseCheckpoint(body: string): Checkpoint {
  const [, origin = '', size = '', root = '', extension = ''] =
    /^([^\n]+)\n([^\n]+)\n([^\n]+)\n((?:[^\n]*\n)*)$/.exec(body) ?? [];
  if (origin === '') throw new Malformed('The checkpoint has not its three lines');
  return { origin, size: parseDecimal(size), root: decodeHash(root), extension };
}

/** The origin that a checkpoint claims, before anything of it is checked. */
export function claimedOrigin(note: string): string {
  return parseCheckpoint(splitNote(note).text).origin;
}

/**
 * The checkpoint, if a key of its own log signed it: one of the given keys whose name is the origin.
 * Keys of witnesses may be among the given ones. Throws Malformed otherwise.
 */
export function openCheckpoint(
  note: string | Uint8Array,
  known: readonly VerifierKey[],
): OpenedCheckpoint {
  const { text, verified } = openNote(note, known);
  const checkpoint = parseCheckpoint(text);
  const isOfLog = verified.some(
    ({ key }) => key.type === KEY_TYPE.note && key.name === checkpoint.origin,
  );
  if (!isOfLog) throw new Malformed('The checkpoint is not signed by the log that it names');
  const cosignatures = verified
    .filter(({ key }) => key.type === KEY_TYPE.cosignature)
    .map(({ key, signature }) => ({ key, time: readCosignature(signature.bytes).time }));
  return { ...checkpoint, body: text, cosignatures };
}
