import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@habeas/config';
import { newId, openDatabase, type Database } from '@habeas/database';
import { BlobStore, BlobSweep, RequestKey, type Blob } from '@habeas/vault';
import { testDatabase, type TestDatabase } from '../support/index.js';

const HOUR_MS = 60 * 60 * 1000;

let stored: TestDatabase;
let database: Database;
let folder: string;
let blobs: BlobStore;
let sweep: BlobSweep;
const requestId = newId('req');
const now = new Date();
const old = new Date(now.getTime() - HOUR_MS - 1_000);
const fresh = new Date(now.getTime() - HOUR_MS + 60_000);

beforeAll(async () => {
  stored = await testDatabase();
  database = await openDatabase({ url: stored.url });
});
afterAll(async () => {
  await database.close();
  await stored.drop();
});
beforeEach(async () => {
  await database.query('DELETE FROM blobs');
  folder = await mkdtemp(join(tmpdir(), 'habeas-sweep-'));
  const config = Object.assign(new Config(), { dataDir: folder });
  blobs = new BlobStore(config);
  sweep = new BlobSweep(config, database);
});
afterEach(() => rm(folder, { recursive: true }));

const pathOf = ({ id }: Pick<Blob, 'id'>) => join(folder, 'blobs', id.slice(-2), id);

async function written(at: Date): Promise<Blob> {
  const source = (async function* () {
    yield await Promise.resolve(Buffer.from('rows'));
  })();
  const blob = await blobs.write(RequestKey.random(requestId), 'export', source);
  await utimes(pathOf(blob), at, at);
  return blob;
}

const record = (blob: Blob) => database.transaction((tx) => blobs.record(tx, blob));

async function files(): Promise<string[]> {
  const names = await readdir(join(folder, 'blobs'), { recursive: true });
  return names.filter((name) => name.includes('blb_')).map((name) => name.slice(3));
}

describe('the sweep of the blob store', () => {
  it('takes old drafts and old files without a row, and nothing else', async () => {
    const [kept, orphan, young] = [await written(old), await written(old), await written(fresh)];
    await record(kept);
    const drafts = [`${pathOf(orphan)}.part`, `${pathOf(young)}.part`] as const;
    for (const draft of drafts) await writeFile(draft, 'half');
    await utimes(drafts[0], old, old);
    await utimes(drafts[1], fresh, fresh);
    await writeFile(join(folder, 'blobs', 'note.txt'), 'not ours');

    expect(await sweep.run(now)).toEqual({ drafts: 1, orphans: 1 });
    expect((await files()).toSorted()).toEqual([kept.id, young.id, `${young.id}.part`].toSorted());
    expect(await readdir(join(folder, 'blobs'))).toContain('note.txt');
    expect(await sweep.run(now)).toEqual({ drafts: 0, orphans: 0 });
  });

  it('leaves every whole file while the database knows none: it may await its restore', async () => {
    const blob = await written(old);
    await writeFile(`${pathOf(blob)}.part`, 'half');
    await utimes(`${pathOf(blob)}.part`, old, old);
    expect(await sweep.run(now)).toEqual({ drafts: 1, orphans: 0 });
    expect(await files()).toEqual([blob.id]);
  });

  it('has nothing to do where nothing was ever written', async () => {
    expect(await sweep.run(now)).toEqual({ drafts: 0, orphans: 0 });
  });

  it('may run twice at once', async () => {
    await record(await written(fresh));
    for (let count = 0; count < 5; count += 1) await written(old);
    const swept = await Promise.all([sweep.run(now), sweep.run(now)]);
    expect(Math.max(...swept.map(({ orphans }) => orphans))).toBe(5);
    expect(await files()).toHaveLength(1);
  });
});
