import { Readable } from 'node:stream';

/**
 * The same bytes as a stream, begun: what fails at the first chunk (a file that is gone or was
 * changed) fails here, while a refusal can still be sent.
 */
export async function begun(bytes: AsyncIterable<Buffer>): Promise<Readable> {
  const iterator = bytes[Symbol.asyncIterator]();
  const first = await iterator.next();
  return Readable.from(continued(first, iterator));
}

async function* continued(
  first: IteratorResult<Buffer>,
  iterator: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  try {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  } finally {
    // A reader that goes away half-way must close the file too.
    await iterator.return?.();
  }
}
