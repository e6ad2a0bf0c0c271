/**
 * Cosignatures of witnesses, version 1 (https://c2sp.org/tlog-cosignature): each says when its
 * witness saw the checkpoint, and that it is consistent with all that the witness saw before.
 */
import { Malformed } from './text-lines.js';

const TIME_BYTES = 8;
const SIGNATURE_BYTES = 64;

export interface Cosignature {
  /** Seconds since 1970. */
  time: number;
  signature: Buffer;
}

/** What a witness signs; `time` in seconds since 1970, `body` the checkpoint's text. */
export function cosignedText(time: number, body: string): string {
  return `cosignature/v1\ntime ${time}\n${body}`;
}

/** From the bytes of a signature line after the key id: 8 of time, big-endian, and 64 of Ed25519. */
export function readCosignature(bytes: Buffer): Cosignature {
  if (bytes.length !== TIME_BYTES + SIGNATURE_BYTES) {
    throw new Malformed('A cosignature has not 72 bytes');
  }
  const time = bytes.readBigUInt64BE();
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) throw new Malformed('A cosignature has no such time');
  return { time: Number(time), signature: bytes.subarray(TIME_BYTES) };
}

/** The bytes of a signature line after the key id; see readCosignature. */
export function cosign(
  { sign }: { sign(text: string): Buffer },
  body: string,
  time: number,
): Buffer {
  const stamp = Buffer.alloc(TIME_BYTES);
  stamp.writeBigUInt64BE(BigInt(time));
  return Buffer.concat([stamp, sign(cosignedText(time, body))]);
}
