import fc from 'fast-check';
import { rechunk, type Piece } from './rechunk.js';

async function* streamOf(items: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const item of items) yield await Promise.resolve(item);
}

async function piecesOf(items: Uint8Array[], bytes: number): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of rechunk(streamOf(items), bytes)) pieces.push(piece);
  return pieces;
}

describe('rechunk', () => {
  it.each([
    [0, [0]],
    [1, [1]],
    [3, [3]],
    [4, [4]],
    [5, [4, 1]],
    [8, [4, 4]],
    [9, [4, 4, 1]],
  ])('cuts %i bytes into pieces of %j', async (length, expected) => {
    const pieces = await piecesOf([Buffer.alloc(length)], 4);
    expect(pieces.map(({ chunk }) => chunk.length)).toEqual(expected);
  });

  it('keeps the bytes in order and marks exactly the last piece, however the source is cut', async () => {
    const sources = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });
    const holds = fc.asyncProperty(
      sources,
      fc.integer({ min: 1, max: 9 }),
      async (items, bytes) => {
        const pieces = await piecesOf(items, bytes);
        const whole = Buffer.concat(pieces.map(({ chunk }) => chunk));
        expect(whole.equals(Buffer.concat(items))).toBe(true);
        expect(pieces.map(({ last }) => last)).toEqual(
          pieces.map((_, at) => at === pieces.length - 1),
        );
        expect(pieces.slice(0, -1).every(({ chunk }) => chunk.length === bytes)).toBe(true);
      },
    );
    await fc.assert(holds);
  });

  it('reads no further than the piece that it gives', async () => {
    let read = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (; read < 100; read += 1) yield await Promise.resolve(Buffer.alloc(4));
    }
    const pieces = rechunk(source(), 4);
    await pieces.next();
    expect(read).toBe(1);
    await pieces.return(undefined);
  });
});
