import { HabeasError } from '@habeas/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';

import { jsonFault } from './json-scan.js';

/** Largest body of any call, in bytes. */
export const BODY_BYTES_MAX = 256 * 1024;
/** Deepest nesting and most fields of a body; the deepest of ours has 4 levels. */
export const BODY_DEPTH_MAX = 16;
export const BODY_KEYS_MAX = 1_000;

const rawBodies = new WeakMap<FastifyRequest, Buffer>();

/** The bytes as they came, for a signature over them. */
export function rawBodyOf(request: FastifyRequest): Buffer {
  return rawBodies.get(request) ?? Buffer.alloc(0);
}

/**
 * Makes strict JSON the only body that is read: any other media type is 415. Replaces Fastify's own
 * parsers, which keep the last of two equal keys and read text/plain.
 */
export function readOnlyJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const options = { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX } as const;
  const read = (request: FastifyRequest, body: Buffer, done: Done) => {
    rawBodies.set(request, body);
    try {
      done(null, parseBody(body));
    } catch (error) {
      done(error as Error);
    }
  };
  fastify.addContentTypeParser('application/json', options, read);
}

type Done = (error: Error | null, body?: unknown) => void;

/** Throws `body_invalid`; the message repeats nothing of the body. */
export function parseBody(bytes: Buffer): unknown {
  const text = decodeUtf8(bytes);
  const value = parseJson(text);
  const fault = jsonFault(text, { depth: BODY_DEPTH_MAX, keys: BODY_KEYS_MAX });
  if (fault !== undefined) throw new HabeasError('body_invalid', fault);
  return value;
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HabeasError('body_invalid', 'The body is not UTF-8; encode it so.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault.
    throw new HabeasError('body_invalid', 'The body is not JSON; send one JSON object.');
  }
}
