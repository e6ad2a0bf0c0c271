/**
 * C2SP signed notes (https://c2sp.org/signed-note): a text, a blank line, and one line per
 * signature, `— <key name> <base64(key id | signature)>`.
 */
import { cosignedText, readCosignature } from './cosignature.js';
import { decodeBase64, decodeUtf8, Malformed } from './text-lines.js';
import {
  isSignedBy,
  KEY_NAME,
  KEY_TYPE,
  type SignerKey,
  type VerifierKey,
} from './verifier-key.js';

const NOTE_BYTES_MAX = 1_000_000;
const SIGNATURES_MAX = 100;
const ID_BYTES = 4;
const SIGNATURE_LINE = /^\u2014 (\S+) (\S+)$/;

export interface NoteSignature {
  name: string;
  /** 8 hexadecimal digits; see VerifierKey. */
  id: string;
  bytes: Buffer;
}

export interface Note {
  /** With its last newline; what the signatures are over. */
  text: string;
  signatures: NoteSignature[];
}

export interface OpenedNote extends Note {
  /** The known keys whose signatures are good, each once. */
  verified: { key: VerifierKey; signature: NoteSignature }[];
}

/** Throws Malformed on whatever another reader might take differently. Checks no signature. */
export function parseNote(note: string | Uint8Array): Note {
  const { text, lines } = splitNote(note);
  return { text, signatures: lines.map(parseSignature) };
}

/** The text and the lines below it, unread. Throws Malformed. */
export function splitNote(note: string | Uint8Array): { text: string; lines: string[] } {
  if (note.length > NOTE_BYTES_MAX) throw new Malformed('The note is too long');
  const whole = typeof note === 'string' ? note : decodeUtf8(note);
  if (!whole.isWellFormed() || hasControl(whole)) {
    throw new Malformed('The note has control characters');
  }
  const split = whole.lastIndexOf('\n\n');
  const lines = whole.slice(split + 2).split('\n');
  if (split < 0 || lines.pop() !== '' || lines.length === 0) {
    throw new Malformed('The note has no signature lines at its end');
  }
  if (lines.length > SIGNATURES_MAX) throw new Malformed('The note has too many signatures');
  return { text: whole.slice(0, split + 1), lines };
}

/**
 * The note, with the signatures of known keys checked: at least one must be there, and none may
 * fail, or it throws Malformed. What keys that are not known have signed is no evidence of anything,
 * also under a known name.
 */
export function openNote(note: string | Uint8Array, known: readonly VerifierKey[]): OpenedNote {
  const { text, signatures } = parseNote(note);
  const verified = new Map<string, OpenedNote['verified'][number]>();
  for (const signature of signatures) {
    const key = keyOf(signature, known);
    const place = `${signature.name}+${signature.id}`;
    if (!key || verified.has(place)) continue;
    if (!isGood(text, signature, key)) throw new Malformed(`The signature of ${key.name} is wrong`);
    verified.set(place, { key, signature });
  }
  if (verified.size === 0) throw new Malformed('No key that is known has signed the note');
  return { text, signatures, verified: [...verified.values()] };
}

/** The text with a signature of each key. */
export function signNote(text: string, ...keys: SignerKey[]): string {
  return `${text}\n${keys.map((key) => signatureLine(key, key.sign(text))).join('')}`;
}

/** One line, newline included; `bytes` without the key id. */
export function signatureLine({ name, id }: { name: string; id: string }, bytes: Buffer): string {
  return `\u2014 ${name} ${Buffer.concat([Buffer.from(id, 'hex'), bytes]).toString('base64')}\n`;
}

function parseSignature(line: string): NoteSignature {
  const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
  if (!KEY_NAME.test(name)) throw new Malformed('A signature line is malformed');
  const bytes = decodeBase64(encoded);
  if (bytes.length <= ID_BYTES) throw new Malformed('A signature is too short');
  const id = bytes.subarray(0, ID_BYTES).toString('hex');
  return { name, id, bytes: bytes.subarray(ID_BYTES) };
}

/** Two known keys by one name and id could each be meant, so neither is taken. */
function keyOf({ name, id }: NoteSignature, known: readonly VerifierKey[]) {
  const [key, ...others] = known.filter((one) => one.name === name && one.id === id);
  if (others.length > 0) throw new Malformed('Two known keys have the same name and id');
  return key;
}

function isGood(text: string, { bytes }: NoteSignature, key: VerifierKey): boolean {
  if (key.type === KEY_TYPE.note) return isSignedBy(key, text, bytes);
  const { time, signature } = readCosignature(bytes);
  return isSignedBy(key, cosignedText(time, text), signature);
}

/** Below U+0020, but for the newline. */
function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 && unit !== 0x0a) return true;
  }
  return false;
}
