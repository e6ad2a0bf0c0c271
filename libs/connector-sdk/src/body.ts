import type { IncomingMessage } from 'node:http';
import { Refusal } from './problem.js';

/** Longest body of a call, in bytes. */
export const BODY_BYTES_MAX = 1_048_576;

/**
 * The whole body of a call. What is over the limit is read and thrown away, so that the refusal can
 * still be sent; rejects with another error when the caller hangs up.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= BODY_BYTES_MAX) return chunks.push(chunk);
      const detail = `A body may have ${BODY_BYTES_MAX} bytes at most`;
      return reject(new Refusal('order_invalid', detail, { status: 413 }));
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('The caller hung up')));
  });
}
