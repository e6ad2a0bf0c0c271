import { createHash, sign, verify } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config } from '@habeas/config';
import { newId, openDatabase, type Database, type Queryable } from '@habeas/database';
import { BlobStore, ENTITIES, KeyRing, SIGNING_NAMES, Vault } from '@habeas/vault';
import { testDatabase, type TestDatabase } from '../support/index.js';

const plain = Buffer.from('ada@example.org');
const refused = (code: string, detail: string): unknown =>
  expect.objectContaining({ code, detail: expect.stringContaining(detail) as unknown });

let stored: TestDatabase;
let database: Database;
let root = '';
const configFor = (name: string): Config =>
  Object.assign(new Config(), { keysDir: join(root, name), dataDir: join(root, 'data') });
const openRing = (name: string) => KeyRing.open(configFor(name), database);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'habeas-vault-'));
  stored = await testDatabase();
  database = await openDatabase({ url: stored.url, entities: ENTITIES });
});
afterAll(async () => {
  await database.close();
  await stored.drop();
  await rm(root, { recursive: true });
});

// Before any request key exists; the other describe adds some.
describe('KeyRing', () => {
  const secretFiles = ['digest', 'kek', ...SIGNING_NAMES.map((name) => `signing-${name}.pem`)];

  it('makes its files at first use, for nobody else, and leaves no draft', async () => {
    await openRing('first');
    const folder = join(root, 'first');
    expect((await readdir(folder)).sort()).toEqual(secretFiles);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const file of secretFiles) {
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    }
    expect(await readFile(join(folder, 'kek'))).toHaveLength(32);
  });

  it('has the same keys the next time, and others elsewhere', async () => {
    const [first, again, other] = [
      await openRing('first'),
      await openRing('first'),
      await openRing('other'),
    ];
    expect(again.kek()).toEqual(first.kek());
    expect(again.digestKey()).toEqual(first.digestKey());
    expect(again.signing('log').jwk).toEqual(first.signing('log').jwk);
    expect(other.kek()).not.toEqual(first.kek());
    expect(other.digestKey()).not.toEqual(first.digestKey());
    expect(first.kek()).not.toEqual(first.digestKey());
  });

  it('is one key ring for processes that start at once', async () => {
    const rings = await Promise.all(Array.from({ length: 8 }, () => openRing('together')));
    const kinds = (read: (ring: KeyRing) => string) => new Set(rings.map(read)).size;
    expect(kinds((ring) => ring.kek().toString('hex'))).toBe(1);
    expect(kinds((ring) => ring.digestKey().toString('hex'))).toBe(1);
    for (const name of SIGNING_NAMES) expect(kinds((ring) => ring.signing(name).jwk.x)).toBe(1);
    expect((await readdir(join(root, 'together'))).sort()).toEqual(secretFiles);
  });

  it.each(SIGNING_NAMES)('signs with an Ed25519 key of its own for %s', async (name) => {
    const ring = await openRing('first');
    const { privateKey, publicKey, jwk } = ring.signing(name);
    expect(verify(null, plain, publicKey, sign(null, plain, privateKey))).toBe(true);
    expect(publicKey.export({ format: 'jwk' })).toEqual({ kty: 'OKP', crv: 'Ed25519', x: jwk.x });
    const thumbprint = createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${jwk.x}"}`);
    expect(jwk.kid).toBe(thumbprint.digest('base64url'));
    expect(new Set(SIGNING_NAMES.map((one) => ring.signing(one).jwk.x)).size).toBe(3);
  });

  it.each(['kek', 'digest'])('refuses a %s of another length', async (file) => {
    await openRing(`short-${file}`);
    await writeFile(join(root, `short-${file}`, file), Buffer.alloc(31));
    await expect(openRing(`short-${file}`)).rejects.toEqual(
      refused('config_invalid', `The file '${file}' in`),
    );
  });

  it('refuses a signing key that is none', async () => {
    await openRing('unsigned');
    await writeFile(join(root, 'unsigned', 'signing-log.pem'), 'secret');
    await expect(openRing('unsigned')).rejects.toEqual(refused('config_invalid', 'no Ed25519 key'));
  });

  it('does not replace a lost digest key, under which people are found', async () => {
    await openRing('lost');
    await rm(join(root, 'lost', 'digest'));
    await expect(openRing('lost')).rejects.toEqual(
      refused('config_invalid', "'digest' is missing"),
    );
    expect(await readdir(join(root, 'lost'))).not.toContain('digest');
  });
});

describe('Vault', () => {
  let ring: KeyRing;
  let vault: Vault;

  beforeAll(async () => {
    ring = await openRing('vault');
    vault = new Vault(ring);
  });

  const create = (requestId: string) =>
    database.transaction((tx) => vault.createRequestKey(tx, requestId));
  /** As another process sees it: nothing cached. */
  const elsewhere = () => new Vault(ring);

  it('gives a request the same key in every process', async () => {
    const requestId = newId('req');
    const key = await create(requestId);
    const sealed = key.encrypt('note', plain);
    for (const one of [vault, elsewhere()]) {
      const same = await one.requestKey(database, requestId);
      expect(same.decrypt('note', sealed)).toEqual(plain);
    }
  });

  it('keeps the key only in wrapped form', async () => {
    const requestId = newId('req');
    const key = await create(requestId);
    const [row] = await database.query<{ wrapped: Buffer; kek_id: string }>(
      'SELECT wrapped, kek_id FROM request_keys WHERE request_id = $1',
      [requestId],
    );
    expect(row?.kek_id).toBe(createHash('sha256').update(ring.kek()).digest('hex').slice(0, 8));
    expect(row?.wrapped).toHaveLength(12 + 32 + 16);
    const sealed = key.encrypt('note', plain);
    expect(sealed.includes(plain)).toBe(false);
  });

  it('knows its own uncommitted key, which nobody else sees', async () => {
    const requestId = newId('req');
    await database.transaction(async (tx) => {
      const key = await vault.createRequestKey(tx, requestId);
      expect(await vault.requestKey(tx, requestId)).toBe(key);
      await expect(vault.requestKey(database, requestId)).rejects.toMatchObject({
        code: 'not_found',
      });
    });
    await expect(vault.requestKey(database, requestId)).resolves.toBeDefined();
  });

  it('forgets a key whose transaction was rolled back', async () => {
    const requestId = newId('req');
    const failing = database.transaction(async (tx) => {
      await vault.createRequestKey(tx, requestId);
      await vault.requestKey(tx, requestId);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    const key = await create(requestId);
    const same = await elsewhere().requestKey(database, requestId);
    expect(same.decrypt('note', key.encrypt('note', plain))).toEqual(plain);
    expect(await vault.requestKey(database, requestId)).toBe(key);
  });

  it('gives a request one key, once', async () => {
    const requestId = newId('req');
    await create(requestId);
    await expect(create(requestId)).rejects.toThrow('23505');
  });

  it('destroys a key at once, for good, and for whoever holds it', async () => {
    const requestId = newId('req');
    const held = await create(requestId);
    const destroy = () => database.transaction((tx) => vault.destroyRequestKey(tx, requestId));
    await destroy();
    await destroy();
    const destroyed = expect.objectContaining({ code: 'key_destroyed' }) as unknown;
    for (const one of [vault, elsewhere()]) {
      await expect(one.requestKey(database, requestId)).rejects.toEqual(destroyed);
    }
    expect(() => held.encrypt('note', plain)).toThrow('key_destroyed');
    const [row] = await database.query<{ wrapped: Buffer | null; destroyed_at: Date | null }>(
      'SELECT wrapped, destroyed_at FROM request_keys WHERE request_id = $1',
      [requestId],
    );
    expect(row).toEqual({ wrapped: null, destroyed_at: expect.any(Date) as unknown });
    await expect(create(requestId)).rejects.toThrow('23505');
  });

  it('does not revive a key by a read that began before its destruction', async () => {
    const requestId = newId('req');
    await create(requestId);
    const other = elsewhere();
    const events = new EventEmitter();
    const read = once(events, 'read');
    const destroyed = once(events, 'destroyed');
    const slow: Queryable = {
      query: async <R>(sql: string, params?: unknown[]) => {
        const rows = await database.query<R>(sql, params);
        events.emit('read');
        await destroyed;
        return rows;
      },
    };
    const late = other.requestKey(slow, requestId);
    await read;
    await database.transaction((tx) => other.destroyRequestKey(tx, requestId));
    events.emit('destroyed');
    await expect(late).rejects.toMatchObject({ code: 'key_destroyed' });
  });

  it('keeps a key whose destruction was rolled back', async () => {
    const requestId = newId('req');
    const key = await create(requestId);
    const failing = database.transaction(async (tx) => {
      await vault.destroyRequestKey(tx, requestId);
      await expect(vault.requestKey(tx, requestId)).rejects.toMatchObject({
        code: 'key_destroyed',
      });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    const same = await vault.requestKey(database, requestId);
    expect(same.decrypt('note', key.encrypt('note', plain))).toEqual(plain);
  });

  it('does not open the key of one request for another', async () => {
    const [one, other] = [newId('req'), newId('req')];
    await create(one);
    await create(other);
    await database.query(
      `UPDATE request_keys SET wrapped = (SELECT wrapped FROM request_keys WHERE request_id = $1)
       WHERE request_id = $2`,
      [one, other],
    );
    await expect(elsewhere().requestKey(database, other)).rejects.toThrow('does not open');
  });

  it('digests the same value to the same text, by type and installation', async () => {
    const digest = vault.digest('email', 'ada@example.org');
    expect(digest).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(elsewhere().digest('email', 'ada@example.org')).toBe(digest);
    expect(vault.digest('username', 'ada@example.org')).not.toBe(digest);
    expect(vault.digest('email', 'eve@example.org')).not.toBe(digest);
    const salted = createHash('sha256').update('ada@example.org').digest('base64url');
    expect(digest).not.toBe(salted);
  });

  it('records a blob with hash and size of the plain text', async () => {
    const requestId = newId('req');
    const blobs = new BlobStore(configFor('vault'));
    const source = (async function* () {
      yield await Promise.resolve(plain);
    })();
    const blob = await blobs.write(await create(requestId), 'page', source);
    await database.transaction((tx) => blobs.record(tx, blob));
    const rows = await database.query('SELECT * FROM blobs WHERE request_id = $1', [requestId]);
    const sha256 = createHash('sha256').update(plain).digest('hex');
    expect(rows).toEqual([
      expect.objectContaining({ id: blob.id, kind: 'page', sha256, size: `${plain.length}` }),
    ]);
  });

  it('makes no new key-encryption key over data that an old one wraps', async () => {
    await create(newId('req'));
    const keys = join(root, 'vault', 'kek');
    const saved = await readFile(keys);
    await rm(keys);
    const message = `under the key-encryption key ${ring.kekId}`;
    await expect(openRing('vault')).rejects.toEqual(refused('config_invalid', message));
    await expect(openRing('new')).rejects.toEqual(refused('config_invalid', message));
    expect(await readdir(join(root, 'vault'))).not.toContain('kek');
    await expect(stat(join(root, 'new'))).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(keys, Buffer.alloc(32, 1));
    await expect(openRing('vault')).rejects.toEqual(refused('config_invalid', message));
    await writeFile(keys, saved);
    await expect(openRing('vault')).resolves.toBeDefined();
  });
});
