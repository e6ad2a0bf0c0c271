/** Something in a log format that is not as its specification says. The message names no value. */
export class Malformed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Malformed';
  }
}

export const HASH_BYTES = 32;

/**
 * A size or index in decimal without leading zeros. Beyond 2^53 - 1 it is refused: JavaScript would
 * round it to its neighbour, and a proof would be checked for another leaf.
 */
export function parseDecimal(text: string): number {
  if (!/^(?:0|[1-9][0-9]*)$/.test(text)) throw new Malformed('A number is not in plain decimal');
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Malformed('A number is beyond 2^53 - 1');
  return value;
}

/** RFC 4648 section 4 with padding, exactly one spelling per value; Node's decoder skips the rest. */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Malformed('A value is not in base64');
  return bytes;
}

/** The 32 bytes of a base64 line. */
export function decodeHash(text: string): Buffer {
  const bytes = decodeBase64(text);
  if (bytes.length !== HASH_BYTES) throw new Malformed(`A hash has not ${HASH_BYTES} bytes`);
  return bytes;
}

/** The text of UTF-8 bytes; bytes that are not UTF-8 are refused, a byte order mark is kept. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed('The text is not UTF-8');
  }
}
