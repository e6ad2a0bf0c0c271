import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessKeys } from '@habeas/access';
import { loadConfig } from '@habeas/config';
import { Database, migrate, startEmbeddedPostgres } from '@habeas/database';
import type { EmbeddedPostgres } from '@habeas/database';
import { migrateQueues } from '@habeas/messaging';
import { BlobStore, RequestKey } from '@habeas/vault';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { createApi, listen } from '../../apps/api/src/create-api.js';
import { freePort } from '../support/free-port.js';
import { canMount, smallDisk, type SmallDisk } from '../support/small-disk.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const onSmallDisk = canMount ? describe : describe.skip;

let folder: string;
let disk: SmallDisk | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'habeas-full-'));
  await chmod(folder, 0o711); // the server's user must pass
});
afterEach(async () => {
  await disk?.unmount();
  disk = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function* bytes(size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0; left -= 65_536) yield randomBytes(Math.min(left, 65_536));
  await Promise.resolve();
}

onSmallDisk('a full disk under the encrypted files', () => {
  test('refuses with a sentence, keeps nothing half, and takes the same once there is room', async () => {
    disk = await smallDisk(join(folder, 'blobs'), '512k');
    const blobs = new BlobStore(loadConfig({ HABEAS_DATA_DIR: folder }));
    const key = RequestKey.random('req_a');
    const files = async () =>
      (await readdir(folder, { recursive: true })).filter((name) => name.includes('blb_'));
    const kept = await blobs.write(key, 'export', bytes(100_000));

    await expect(blobs.write(key, 'export', bytes(1_000_000))).rejects.toMatchObject({
      code: 'store_full',
      detail: expect.stringMatching(/No room is left in .*blobs \(ENOSPC\)/) as unknown,
    });
    await disk.fill();
    await expect(blobs.write(key, 'export', bytes(10))).rejects.toMatchObject({
      code: 'store_full',
    });
    expect((await files()).map((name) => name.slice(-36))).toEqual([kept.id]);

    await disk.free();
    const again = await blobs.write(key, 'export', bytes(100_000));
    expect((await files()).map((name) => name.slice(-36)).toSorted()).toEqual(
      [kept.id, again.id].toSorted(),
    );
  });
});

onSmallDisk('a request whose export meets a full disk', () => {
  let world: World;
  afterEach(async () => {
    await disk?.unmount();
    disk = undefined;
    await world.close();
  });

  test('waits, and is answered whole once there is room', async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
    disk = await smallDisk(join(world.config.dataDir, 'blobs'), '16m');
    await disk.fill();
    const identifiers = [{ type: 'email', value: PERSONAS.germanWoman.email }];
    const id = await world.fileVerified({ right: 'access', residence: 'DE', identifiers });
    const tried = () =>
      world.database.query<{ attempts: number; status: string }>(
        `SELECT attempts, status FROM tasks WHERE request_id = $1 AND action = 'export'`,
        [id],
      );
    // The attempt that failed rests first, and is no failure of the task.
    const again = (tasks: { attempts: number }[]) => tasks.some(({ attempts }) => attempts >= 2);
    await until(tried, again, { within: 60_000 });
    expect((await world.exercise(id)).status).toBe('acting');
    expect(await world.database.query('SELECT id FROM blobs')).toEqual([]);

    await disk.free();
    const ended = await world.carryThrough(id);
    expect(ended.exercises[0]?.status).toBe('fulfilled');
  });
});

onSmallDisk('a full disk under the embedded PostgreSQL', () => {
  let server: EmbeddedPostgres | undefined;
  let app: NestFastifyApplication | undefined;
  afterEach(async () => {
    await app?.close();
    await server?.stop();
    [app, server] = [undefined, undefined];
  });

  test('is told at the first start, and leaves no half of a cluster', async () => {
    disk = await smallDisk(join(folder, 'data'), '16m');
    const dataDir = join(folder, 'data');
    const start = () => startEmbeddedPostgres({ dataDir, durable: false });
    await expect(start()).rejects.toMatchObject({
      code: 'store_full',
      detail: expect.stringContaining(`No room is left in ${dataDir}`) as unknown,
    });
    const left = (await readdir(dataDir)).filter((name) => name !== 'postgres-bin');
    expect(left).toEqual([]);
  });

  test('refuses a write with 507, records nothing, and takes the same call once there is room', async () => {
    disk = await smallDisk(join(folder, 'data'), '160m');
    server = await startEmbeddedPostgres({ dataDir: join(folder, 'data'), durable: false });
    await migrate(server.url);
    await migrateQueues(server.url);
    const port = await freePort();
    const config = loadConfig({
      DATABASE_URL: server.url,
      HABEAS_DATA_DIR: join(folder, 'files'),
      HABEAS_PORT: String(port),
    });
    app = await createApi(config, { writeLog: () => undefined });
    const url = await listen(app, config);
    const database = app.get(Database);
    const keys = app.get(AccessKeys);
    const { key } = await database.transaction((tx) =>
      keys.createKey(tx, { principalName: 'olga', kind: 'person', scopes: ['operator'] }),
    );
    const place = (n: number) =>
      fetch(`${url}/v1/holds`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `"hold-${n}"`,
          authorization: `Bearer ${key}`,
        },
        body: JSON.stringify({
          matter: `Case ${n} ${'x'.repeat(80)}`,
          categories: ['BC'],
          reviewOn: '2030-01-31',
        }),
      });
    const count = async () =>
      (await database.query<{ n: number }>('SELECT count(*)::int AS n FROM holds'))[0]?.n;

    await disk.fill();
    let placed = 0;
    let refused: Response | undefined;
    while (refused === undefined && placed < 2_000) {
      const answer = await place(placed);
      if (answer.status === 201) placed += 1;
      else refused = answer;
    }
    expect(refused?.status).toBe(507);
    expect(await refused?.json()).toMatchObject({
      code: 'store_full',
      type: '/problems/store_full',
    });
    expect(refused?.headers.get('retry-after')).toBe('5');
    expect(await count()).toBe(placed);

    await disk.free();
    expect((await place(placed)).status).toBe(201);
    expect(await count()).toBe(placed + 1);
  });
});
