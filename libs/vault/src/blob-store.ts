import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Config } from '@habeas/config';
import { newId, type Tx } from '@habeas/database';
import { HabeasError } from '@habeas/domain';
import { Injectable } from '@nestjs/common';
import {
  BLOB_CHUNK_BYTES,
  HEADER_BYTES,
  openChunks,
  SEALED_CHUNK_BYTES,
  sealChunks,
} from './blob-format.js';
import { diskFault } from './disk-fault.js';
import { codeOf, syncFolder } from './key-file.js';
import { rechunk } from './rechunk.js';
import type { RequestKey } from './request-key.js';

/** An encrypted file. `sha256` (hex) and `size` (bytes) are those of the plain text. */
export interface Blob {
  id: string;
  requestId: string;
  kind: string;
  sha256: string;
  size: number;
}

const ID = /^blb_[0-9a-f]{32}$/;

/** Encrypted files on this machine's disk, under `Config.dataDir`. */
@Injectable()
export class BlobStore {
  private readonly folder: string;

  constructor(config: Config) {
    this.folder = join(config.dataDir, 'blobs');
  }

  /**
   * Encrypts `source` into a new file, in flat memory. The file is there whole or not at all, and
   * durable when this returns; it counts only once `record` has committed its row. Throws
   * `store_full` and `store_unavailable`, and then nothing of it is left.
   */
  async write(key: RequestKey, kind: string, source: AsyncIterable<Uint8Array>): Promise<Blob> {
    const id = newId('blb');
    const path = this.pathOf(id);
    const draft = `${path}.part`;
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const written = await writeSealed({ key, id, draft, source });
      await rename(draft, path);
      await syncFolder(dirname(path));
      return { id, requestId: key.requestId, kind, ...written };
    } catch (error) {
      await discard(draft);
      throw diskFault(error, this.folder);
    }
  }

  async record(tx: Tx, blob: Blob): Promise<void> {
    await tx.query(
      'INSERT INTO blobs (id, request_id, kind, sha256, size) VALUES ($1, $2, $3, $4, $5)',
      [blob.id, blob.requestId, blob.kind, blob.sha256, blob.size],
    );
  }

  /**
   * The plain text in chunks of at most BLOB_CHUNK_BYTES, each authentic when it is given. Throws
   * `not_found` if there is no such file, and `SealBroken` at the first chunk that was changed,
   * cut off, or sealed for another request or blob.
   */
  async *read(key: RequestKey, blobId: string): AsyncIterable<Buffer> {
    const file = await this.openFile(blobId);
    try {
      yield* readSealed(file, key, blobId);
    } finally {
      await file.close();
    }
  }

  /** Deletes the file, which may be gone already. The row is the caller's. */
  async remove(blobId: string): Promise<void> {
    await rm(this.pathOf(blobId), { force: true });
  }

  private async openFile(blobId: string): Promise<FileHandle> {
    try {
      return await open(this.pathOf(blobId), 'r');
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw diskFault(error, this.folder);
      throw new HabeasError('not_found', `The file ${blobId} is not in this store.`);
    }
  }

  /** Spread over 256 folders by the id's random end. */
  private pathOf(blobId: string): string {
    if (!ID.test(blobId)) throw new HabeasError('not_found', 'There is no file by that id.');
    return join(this.folder, blobId.slice(-2), blobId);
  }
}

/** A draft that cannot be removed now is the sweep's; why it was given up counts more. */
async function discard(draft: string): Promise<void> {
  await rm(draft, { force: true }).catch(() => undefined);
}

interface Draft {
  key: RequestKey;
  id: string;
  draft: string;
  source: AsyncIterable<Uint8Array>;
}

async function writeSealed({ key, id, draft, source }: Draft) {
  const file = await open(draft, 'wx', 0o600);
  try {
    const { header, cipher } = sealChunks(key, id);
    const hash = createHash('sha256');
    await file.appendFile(header);
    let size = 0;
    for await (const { chunk, last } of rechunk(source, BLOB_CHUNK_BYTES)) {
      hash.update(chunk);
      size += chunk.length;
      await file.appendFile(cipher.next(chunk, { last }));
    }
    await file.sync();
    return { sha256: hex(hash), size };
  } finally {
    await file.close();
  }
}

const hex = (hash: Hash) => hash.digest('hex');

async function* readSealed(
  file: FileHandle,
  key: RequestKey,
  blobId: string,
): AsyncIterable<Buffer> {
  const { size } = await file.stat();
  const cipher = openChunks(key, blobId, await readAt(file, 0, HEADER_BYTES));
  let position = HEADER_BYTES;
  do {
    const sealed = await readAt(file, position, Math.min(SEALED_CHUNK_BYTES, size - position));
    position += sealed.length;
    const plain = cipher.next(sealed, { last: position >= size });
    if (plain.length > 0) yield plain;
  } while (position < size);
}

/** `length` bytes, or fewer at the end of the file. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(length, 0));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, {
      offset: filled,
      length: buffer.length - filled,
      position: position + filled,
    });
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
