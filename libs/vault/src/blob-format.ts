/**
 * The form of an encrypted file, after Rogaway's STREAM: a header (magic, version, 16 random bytes)
 * and chunks of 64 KiB, each AES-256-GCM under a key of this file's own, with the chunk's number
 * and a final flag as its nonce. So a chunk that is changed, moved, dropped, repeated or missing at
 * the end does not open, and memory stays flat whatever the size.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { RequestKey } from './request-key.js';
import { SealBroken } from './sealed-box.js';

export const BLOB_CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;
export const SEALED_CHUNK_BYTES = BLOB_CHUNK_BYTES + TAG_BYTES;
const MAGIC = Buffer.from('HBLB\x01');
const SALT_BYTES = 16;
export const HEADER_BYTES = MAGIC.length + SALT_BYTES;
const NONCE_BYTES = 12;

interface Position {
  last: boolean;
}

/** Seals or opens one chunk after the other; `last` marks the final one. */
export interface ChunkCipher {
  next(chunk: Uint8Array, position: Position): Buffer;
}

/** A fresh header, and the cipher that seals what follows it. */
export function sealChunks(key: RequestKey, id: string): { header: Buffer; cipher: ChunkCipher } {
  const salt = randomBytes(SALT_BYTES);
  const fileKey = key.subkey(`blob:${id}`, salt);
  let number = 0;
  const next: ChunkCipher['next'] = (chunk, position) => {
    const options = { authTagLength: TAG_BYTES };
    const cipher = createCipheriv('aes-256-gcm', fileKey, nonce(number++, position), options);
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  };
  return { header: Buffer.concat([MAGIC, salt]), cipher: { next } };
}

/** The cipher that opens what follows `header`; its `next` throws `SealBroken`. */
export function openChunks(key: RequestKey, id: string, header: Buffer): ChunkCipher {
  const known = header.length === HEADER_BYTES && header.subarray(0, MAGIC.length).equals(MAGIC);
  if (!known) throw new SealBroken();
  const fileKey = key.subkey(`blob:${id}`, header.subarray(MAGIC.length));
  let number = 0;
  const next: ChunkCipher['next'] = (chunk, position) =>
    openChunk(fileKey, nonce(number++, position), chunk);
  return { next };
}

function openChunk(fileKey: Buffer, iv: Buffer, chunk: Uint8Array): Buffer {
  if (chunk.length < TAG_BYTES) throw new SealBroken();
  const end = chunk.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', fileKey, iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(chunk.subarray(end));
  const plain = decipher.update(chunk.subarray(0, end));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch (cause) {
    throw new SealBroken({ cause });
  }
}

/** 11 bytes of number, 1 byte of final flag. */
function nonce(number: number, { last }: Position): Buffer {
  const bytes = Buffer.alloc(NONCE_BYTES);
  bytes.writeBigUInt64BE(BigInt(number), NONCE_BYTES - 9);
  bytes[NONCE_BYTES - 1] = last ? 1 : 0;
  return bytes;
}
