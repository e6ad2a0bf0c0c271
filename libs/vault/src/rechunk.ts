/** One piece of a stream; exactly the last one is marked. */
export interface Piece {
  chunk: Buffer;
  last: boolean;
}

/**
 * Cuts a stream into pieces of `bytes`, the last of 1 to `bytes`; an empty stream gives one empty
 * piece. Holds at most one piece and one item of the source, which is read no faster than needed.
 */
export async function* rechunk(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Piece> {
  let piece = Buffer.allocUnsafe(bytes);
  let filled = 0;
  for await (const item of source) {
    for (let taken = 0; taken < item.length;) {
      // Full, and more has come: so it is not the last.
      if (filled === bytes) {
        yield { chunk: piece, last: false };
        piece = Buffer.allocUnsafe(bytes);
        filled = 0;
      }
      const part = item.subarray(taken, taken + bytes - filled);
      piece.set(part, filled);
      filled += part.length;
      taken += part.length;
    }
  }
  yield { chunk: piece.subarray(0, filled), last: true };
}
