/**
 * What a log submits to a witness, and what the witness answers, as pure functions of its state
 * (https://c2sp.org/tlog-witness, `add-checkpoint`). Reading the state, judging, and writing the new
 * one must be a single atomic step: between two that interleave, the log could be rolled back.
 */
import { claimedOrigin, openCheckpoint, type OpenedCheckpoint } from './checkpoint.js';
import { verifyConsistency } from './merkle-proof.js';
import { EMPTY_ROOT } from './merkle-tree.js';
import { Malformed, parseDecimal } from './text-lines.js';
import { parseHashes } from './tlog-proof.js';
import type { VerifierKey } from './verifier-key.js';

/** `old <size>`, the consistency proof, a blank line, the checkpoint. */
export interface Submission {
  oldSize: number;
  proof: Buffer[];
  /** With its signatures, verbatim and unchecked. */
  checkpoint: string;
}

/** What a witness knows of one log. */
export interface WitnessedLog {
  keys: VerifierKey[];
  /** Of the latest checkpoint that it cosigned, 0 before the first. */
  size: number;
  root: Buffer;
}

/** At 200 the checkpoint is to be kept, then cosigned; else `body` is the whole answer. */
export type WitnessAnswer =
  | { status: 200; checkpoint: OpenedCheckpoint }
  | { status: 400 | 403 | 404 | 409 | 422; body: string };

export function formatSubmission({ oldSize, proof, checkpoint }: Submission): string {
  const hashes = proof.map((hash) => `${hash.toString('base64')}\n`).join('');
  return `old ${oldSize}\n${hashes}\n${checkpoint}`;
}

/** Throws Malformed. */
export function parseSubmission(text: string): Submission {
  const split = text.indexOf('\n\n');
  if (split < 0) throw new Malformed('The submission has no blank line before its checkpoint');
  const [first = '', ...hashes] = text.slice(0, split).split('\n');
  const oldSize = /^old (\S+)$/.exec(first)?.[1];
  if (oldSize === undefined) throw new Malformed('The submission has no old size');
  return {
    oldSize: parseDecimal(oldSize),
    proof: parseHashes(hashes),
    checkpoint: text.slice(split + 2),
  };
}

/** Never throws on what is submitted. */
export function judgeSubmission(
  text: string,
  logBy: (origin: string) => WitnessedLog | undefined,
): WitnessAnswer {
  try {
    const submission = parseSubmission(text);
    const log = logBy(claimedOrigin(submission.checkpoint));
    return log ? judge(submission, log) : { status: 404, body: 'unknown log\n' };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { status: 400, body: `${error.message}\n` };
  }
}

function judge(submission: Submission, log: WitnessedLog): WitnessAnswer {
  const checkpoint = openOrNothing(submission.checkpoint, log.keys);
  if (!checkpoint) return { status: 403, body: 'invalid signature\n' };
  const { size, root } = checkpoint;
  if (submission.oldSize > size) return { status: 400, body: 'old size beyond the checkpoint\n' };
  const isKnown = size === log.size && root.equals(log.root);
  if (submission.oldSize !== log.size || (size === log.size && !isKnown)) {
    return { status: 409, body: `${log.size}\n` };
  }
  if (!isConsistent(submission, log, checkpoint)) {
    return { status: 422, body: 'the consistency proof does not hold\n' };
  }
  return { status: 200, checkpoint };
}

function openOrNothing(note: string, keys: VerifierKey[]): OpenedCheckpoint | undefined {
  try {
    return openCheckpoint(note, keys);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

/** Everything follows from nothing, without a proof. */
function isConsistent(
  { proof }: Submission,
  { size, root }: WitnessedLog,
  checkpoint: OpenedCheckpoint,
): boolean {
  if (size > 0) return verifyConsistency({ first: { size, root }, second: checkpoint, proof });
  return proof.length === 0 && (checkpoint.size > 0 || checkpoint.root.equals(EMPTY_ROOT));
}
