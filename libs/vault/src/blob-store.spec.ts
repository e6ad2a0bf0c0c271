import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@habeas/config';
import { BLOB_CHUNK_BYTES, HEADER_BYTES, SEALED_CHUNK_BYTES } from './blob-format.js';
import { BlobStore, type Blob } from './blob-store.js';
import { RequestKey } from './request-key.js';
import { SealBroken } from './sealed-box.js';

const CHUNK = BLOB_CHUNK_BYTES;

async function* streamOf(...items: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const item of items) yield await Promise.resolve(item);
}

async function collect(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('BlobStore', () => {
  const key = RequestKey.random('req_a');
  let folder = '';
  let store: BlobStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'habeas-blobs-'));
    store = new BlobStore(Object.assign(new Config(), { dataDir: folder }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const pathOf = ({ id }: Blob) => join(folder, 'blobs', id.slice(-2), id);
  const filesIn = async () =>
    (await readdir(folder, { recursive: true })).filter((name) => name.includes('blb_'));

  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])(
    'gives back %i bytes as they came, with their size and hash',
    async (length) => {
      const data = randomBytes(length);
      const blob = await store.write(key, 'page', streamOf(data));
      expect((await collect(store.read(key, blob.id))).equals(data)).toBe(true);
      expect(blob).toMatchObject({ requestId: 'req_a', kind: 'page', size: length });
      expect(blob.id).toMatch(/^blb_[0-9a-f]{32}$/);
      expect(blob.sha256).toBe(createHash('sha256').update(data).digest('hex'));
    },
  );

  it('writes nothing in plain text, and for no other user', async () => {
    const blob = await store.write(key, 'page', streamOf(Buffer.from('ada@example.org')));
    expect((await readFile(pathOf(blob))).includes('ada')).toBe(false);
    expect((await stat(pathOf(blob))).mode & 0o777).toBe(0o600);
  });

  const damages: [string, (file: Buffer) => Buffer][] = [
    ['cut by a byte', (file) => file.subarray(0, -1)],
    ['cut after a whole chunk', (file) => file.subarray(0, HEADER_BYTES + SEALED_CHUNK_BYTES)],
    [
      'cut after two whole chunks',
      (file) => file.subarray(0, HEADER_BYTES + 2 * SEALED_CHUNK_BYTES),
    ],
    ['cut to its header', (file) => file.subarray(0, HEADER_BYTES)],
    ['cut within its header', (file) => file.subarray(0, HEADER_BYTES - 1)],
    ['empty', () => Buffer.alloc(0)],
    ['longer than it was', (file) => Buffer.concat([file, Buffer.alloc(1)])],
    ['repeating its first chunk', (file) => reordered(file, [0, 0, 1, 2])],
    ['with swapped chunks', (file) => reordered(file, [1, 0, 2])],
    ['without its middle chunk', (file) => reordered(file, [0, 2])],
    ['changed in its magic', (file) => flipped(file, 0)],
    ['changed in its salt', (file) => flipped(file, HEADER_BYTES - 1)],
    ['changed in its first chunk', (file) => flipped(file, HEADER_BYTES)],
    ['changed in its last byte', (file) => flipped(file, file.length - 1)],
  ];

  function chunk(file: Buffer, index: number): Buffer {
    const start = HEADER_BYTES + index * SEALED_CHUNK_BYTES;
    return file.subarray(start, start + SEALED_CHUNK_BYTES);
  }

  function reordered(file: Buffer, order: number[]): Buffer {
    const chunks = order.map((index) => chunk(file, index));
    return Buffer.concat([file.subarray(0, HEADER_BYTES), ...chunks]);
  }

  function flipped(file: Buffer, index: number): Buffer {
    const changed = Buffer.from(file);
    changed[index] = (changed[index] ?? 0) ^ 1;
    return changed;
  }

  it.each(damages)('does not give a file out as whole that is %s', async (_name, damage) => {
    const blob = await store.write(key, 'page', streamOf(randomBytes(2 * CHUNK + 5)));
    await writeFile(pathOf(blob), damage(await readFile(pathOf(blob))));
    await expect(collect(store.read(key, blob.id))).rejects.toThrow(SealBroken);
  });

  it('opens no file of another request, nor one under another name', async () => {
    const [blob, other] = [
      await store.write(key, 'page', streamOf(Buffer.alloc(5))),
      await store.write(key, 'page', streamOf(Buffer.alloc(5))),
    ];
    const stranger = RequestKey.random('req_b');
    await expect(collect(store.read(stranger, blob.id))).rejects.toThrow(SealBroken);
    await writeFile(pathOf(other), await readFile(pathOf(blob)));
    await expect(collect(store.read(key, other.id))).rejects.toThrow(SealBroken);
  });

  it('leaves nothing behind when its source fails', async () => {
    const before = await filesIn();
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(randomBytes(2 * CHUNK));
      throw new Error('the connector hung up');
    }
    await expect(store.write(key, 'page', failing())).rejects.toThrow('the connector hung up');
    expect(await filesIn()).toEqual(before);
  });

  it('removes a file, also twice', async () => {
    const blob = await store.write(key, 'page', streamOf(Buffer.alloc(5)));
    await store.remove(blob.id);
    await store.remove(blob.id);
    await expect(collect(store.read(key, blob.id))).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['../../kek', 'blb_', `blb_${'a'.repeat(31)}/`, ''])(
    'has no file by the id %p',
    async (id) => {
      await expect(collect(store.read(key, id))).rejects.toMatchObject({ code: 'not_found' });
      await expect(store.remove(id)).rejects.toMatchObject({ code: 'not_found' });
    },
  );

  const onLinux = process.platform === 'linux' ? it : it.skip;

  onLinux('closes the file when a reader stops early', async () => {
    const blob = await store.write(key, 'page', streamOf(randomBytes(3 * CHUNK)));
    const open = async () => (await readdir('/proc/self/fd')).length;
    const before = await open();
    for await (const part of store.read(key, blob.id)) {
      expect(part).toHaveLength(CHUNK);
      break;
    }
    expect(await open()).toBe(before);
  });
});
