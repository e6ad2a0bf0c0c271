import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { BundleFiles } from '@habeas/evidence-format';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { CliFailure, EXIT } from '../exit.js';

const FILES_MAX = 100_000;
const BYTES_MAX = 1024 ** 3;

/** Files as they are read, up to a limit: whoever wrote them may mean to fill the reader's memory. */
class Read {
  readonly files = new Map<string, Buffer>();
  private bytes = 0;

  constructor(private readonly source: string) {}

  put(path: string, content: Buffer): void {
    if (this.files.has(path)) throw this.refused('has two files by one name');
    this.files.set(path, content);
    if (this.files.size > FILES_MAX) throw this.refused(`has more than ${FILES_MAX} files`);
  }

  /** Before they are kept. */
  claim(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > BYTES_MAX) throw this.refused(`holds more than ${BYTES_MAX} bytes`);
  }

  refused(why: string): CliFailure {
    return new CliFailure(EXIT.usage, `${this.source} ${why}.`);
  }
}

/** The files of a bundle, from a ZIP or from the folder that it was unpacked into. */
export async function readBundleFiles(path: string): Promise<BundleFiles> {
  const source = orUnreadable(path, () => statSync(path));
  return source.isDirectory() ? readFolder(path) : readZip(path);
}

/** All regular files below, by their path from there with `/`. Links and devices are refused. */
export function readFolder(folder: string): BundleFiles {
  const read = new Read(folder);
  const entries = orUnreadable(folder, () =>
    readdirSync(folder, { recursive: true, withFileTypes: true }),
  );
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    const path = pathOf(folder, entry);
    if (!entry.isFile()) throw read.refused(`has something at ${path} that is no plain file`);
    read.put(
      path,
      orUnreadable(path, () => readFileSync(join(folder, path))),
    );
  }
  return read.files;
}

async function readZip(path: string): Promise<BundleFiles> {
  const read = new Read(path);
  const bytes = orUnreadable(path, () => readFileSync(path));
  try {
    const zip = await yauzl.fromBufferPromise(bytes);
    for await (const entry of zip.eachEntry()) {
      // A folder has an entry of its own in some archives; what is in it comes by itself.
      if (entry.fileName.endsWith('/')) continue;
      read.put(entry.fileName, await contentOf(zip, entry, read));
    }
  } catch (error) {
    if (error instanceof CliFailure) throw error;
    throw read.refused('is no sound ZIP archive, and no folder');
  }
  return read.files;
}

/** Counted as it comes: what the archive says of its size is only what it says. */
async function contentOf(zip: ZipFile, entry: Entry, read: Read): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const part = chunk as Buffer;
    bytes += part.length;
    read.claim(part.length);
    chunks.push(part);
  }
  if (bytes !== entry.uncompressedSize) throw read.refused('says another size than it has');
  return Buffer.concat(chunks);
}

const pathOf = (folder: string, { parentPath, name }: Dirent): string =>
  relative(folder, join(parentPath, name)).split(sep).join('/');

function orUnreadable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'failed';
    throw new CliFailure(EXIT.usage, `${path} cannot be read (${code}); check its name.`);
  }
}
