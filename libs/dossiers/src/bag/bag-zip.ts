/**
 * A BagIt 1.0 bag (RFC 8493) as one zip stream.
 *
 * Each file is produced when the zip reaches it and hashed on its way, so the manifests come after
 * the payload and nothing is ever held whole. Entries carry one fixed time: the same content gives
 * the same bytes.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export interface BagFile {
  /** Forward slashes, made of safe names only. */
  path: string;
  content: () => AsyncIterable<string> | Iterable<string>;
}

export interface BagContent {
  /** Files below `data/`; paths start with it. */
  payload: BagFile[];
  /** Further files beside the manifests. */
  tags: BagFile[];
  /** `bag-info.txt`, in order; Payload-Oxum is added. */
  info: [label: string, value: string][];
}

interface Digest {
  path: string;
  sha256: string;
  size: number;
}

/** Local parts on purpose: zip stores a wall clock without zone, and yazl reads it off the Date. */
const MTIME = new Date(1980, 0, 1);
const ENTRY = { mtime: MTIME, mode: 0o100644, forceDosTimestamp: true };

/** The zip, in chunks. Ends with the first error of any content; nothing after it is delivered. */
export async function* zipBag({ payload, tags, info }: BagContent): AsyncGenerator<Buffer> {
  const zip = new BagZip();
  const manifest: Digest[] = [];
  const tagManifest: Digest[] = [];
  for (const file of payload) zip.add(file, manifest);
  for (const file of tags) zip.add(file, tagManifest);
  zip.add({ path: 'bagit.txt', content: () => [BAGIT] }, tagManifest);
  zip.add({ path: 'bag-info.txt', content: () => [bagInfo(info, manifest)] }, tagManifest);
  zip.add({ path: 'manifest-sha256.txt', content: () => [lines(manifest)] }, tagManifest);
  zip.add({ path: 'tagmanifest-sha256.txt', content: () => [lines(tagManifest)] }, []);
  yield* zip.bytes();
}

const BAGIT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** Read by `sha256sum -c` as it stands. */
const lines = (digests: Digest[]) =>
  digests.map(({ sha256, path }) => `${sha256}  ${path}\n`).join('');

function bagInfo(info: [string, string][], payload: Digest[]): string {
  const octets = payload.reduce((sum, { size }) => sum + size, 0);
  const all = [...info, ['Payload-Oxum', `${octets}.${payload.length}`]];
  return all.map(([label, value]) => `${label}: ${oneLine(value ?? '')}\n`).join('');
}

const oneLine = (value: string) => value.replace(/\s+/g, ' ').trim();

class BagZip {
  private readonly zip = new ZipFile();
  private readonly output = Readable.from(this.zip.outputStream);
  private reading: Readable | undefined;

  add(file: BagFile, digests: Digest[]): void {
    this.zip.addReadStreamLazy(file.path, ENTRY, (callback) => {
      this.reading = Readable.from(hashed(file, digests), { objectMode: false });
      // yazl does not watch the streams it is given: unwatched, a failed read would hang the zip.
      this.reading.on('error', (error) => this.output.destroy(error));
      callback(null, this.reading);
    });
  }

  async *bytes(): AsyncGenerator<Buffer> {
    this.zip.end();
    try {
      for await (const chunk of this.output) yield chunk as Buffer;
    } finally {
      // Whoever stops early leaves the file in progress open otherwise.
      this.reading?.destroy();
    }
  }
}

async function* hashed(file: BagFile, digests: Digest[]): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of file.content()) {
    const bytes = Buffer.from(chunk, 'utf8');
    hash.update(bytes);
    size += bytes.length;
    yield bytes;
  }
  digests.push({ path: file.path, sha256: hash.digest('hex'), size });
}
