import { createHash } from 'node:crypto';
import yauzl from 'yauzl';
import { unzip } from '../../../../test/support/unzip.js';
import { zipBag, type BagContent, type BagFile } from './bag-zip.js';

const text = (path: string, ...parts: string[]): BagFile => ({ path, content: () => parts });

const bag = (payload: BagFile[]): BagContent => ({
  payload,
  tags: [text('README.txt', 'hello\n')],
  info: [['External-Identifier', 'req_1\r\nInjected: yes']],
});

async function bytesOf(content: BagContent): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of zipBag(content)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const TWO = bag([text('data/a.txt', 'one', 'two'), text('data/b/c.txt', 'ü')]);

it('lists every payload file with its digest, and every tag file', async () => {
  const files = await unzip(await bytesOf(TWO));
  const digest = (path: string) =>
    createHash('sha256')
      .update(files.get(path) ?? '')
      .digest('hex');
  const listed = (...paths: string[]) => paths.map((path) => `${digest(path)}  ${path}\n`).join('');
  expect(String(files.get('manifest-sha256.txt'))).toBe(listed('data/a.txt', 'data/b/c.txt'));
  expect(String(files.get('tagmanifest-sha256.txt'))).toBe(
    listed('README.txt', 'bagit.txt', 'bag-info.txt', 'manifest-sha256.txt'),
  );
  expect(String(files.get('bagit.txt'))).toBe(
    'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
  );
  expect(files.size).toBe(7);
});

it('counts octets and streams, and keeps a value on its line', async () => {
  const files = await unzip(await bytesOf(TWO));
  expect(String(files.get('bag-info.txt'))).toBe(
    'External-Identifier: req_1 Injected: yes\nPayload-Oxum: 8.2\n',
  );
});

it('gives the same bytes for the same content', async () => {
  const bytes = await bytesOf(TWO);
  expect(bytes.equals(await bytesOf(TWO))).toBe(true);
  // The time in the first entry's header: 1980-01-01, 00:00, in whatever zone this runs.
  expect(bytes.readUInt32LE(10)).toBe(0x0021_0000);
});

it('has plain files only, which link nowhere and run nothing', async () => {
  const zip = await yauzl.fromBufferPromise(await bytesOf(TWO));
  const modes: string[] = [];
  for await (const { externalFileAttributes: attributes } of zip.eachEntry()) {
    modes.push((attributes >>> 16).toString(8));
  }
  expect(modes).toEqual(Array<string>(7).fill('100644'));
});

it('fails with the error of a file that cannot be read', async () => {
  const broken: BagFile = {
    path: 'data/b.txt',
    async *content() {
      yield 'begins';
      throw new Error('the blob is damaged');
    },
  };
  const content = bag([text('data/a.txt', 'a'), broken, text('data/c.txt', 'c')]);
  await expect(bytesOf(content)).rejects.toThrow('the blob is damaged');
});

it('closes the file in progress when the reader stops', async () => {
  let closed = false;
  const endless: BagFile = {
    path: 'data/endless.txt',
    async *content() {
      try {
        for (let line = 0; ; line += 1) yield `${Math.sin(line)}\n`.repeat(99);
      } finally {
        closed = true;
      }
    },
  };
  for await (const chunk of zipBag(bag([endless]))) if (chunk.length > 100) break;
  await new Promise(setImmediate);
  expect(closed).toBe(true);
});

it('reads no further than the reader takes', async () => {
  let given = 0;
  const large: BagFile = {
    path: 'data/large.txt',
    async *content() {
      for (; given < 50_000; given += 1) yield `${Math.sin(given)}`.repeat(500);
    },
  };
  const bytes = zipBag(bag([large]))[Symbol.asyncIterator]();
  await bytes.next();
  await bytes.next();
  // Longer than any read-ahead needs: each turn lets all streams run.
  for (let turn = 0; turn < 2000; turn += 1) await new Promise(setImmediate);
  // What the streams between hold, some megabytes, against hundreds that are there to be read.
  expect(given).toBeLessThan(1_000);
  await bytes.return?.(undefined);
});
