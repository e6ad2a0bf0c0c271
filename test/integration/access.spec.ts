import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AccessKeys,
  AccessModule,
  AccessRecords,
  ENTITIES,
  hasScope,
  SCOPES,
  type KeyInput,
} from '@habeas/access';
import { Config, ConfigModule } from '@habeas/config';
import { DatabaseModule, newId, openDatabase, type Database } from '@habeas/database';
import { ENTITIES as EVIDENCE_ENTITIES, EvidenceLog, EvidenceModule } from '@habeas/evidence';
import { BlobStore, KeyRing, Vault, VaultModule } from '@habeas/vault';
import { Test } from '@nestjs/testing';
import { testDatabase, type TestDatabase } from '../support/index.js';

let stored: TestDatabase;
let database: Database;
let keys: AccessKeys;

beforeAll(async () => {
  stored = await testDatabase();
  database = await openDatabase({ url: stored.url, entities: ENTITIES });
  keys = new AccessKeys(database);
});
afterAll(async () => {
  await database.close();
  await stored.drop();
});

const create = (input: Partial<KeyInput> & { principalName: string }) =>
  database.transaction((tx) =>
    keys.createKey(tx, { kind: 'person', scopes: ['operator'], ...input }),
  );
const revoke = (id: string) => database.transaction((tx) => keys.revoke(tx, id));

describe('AccessKeys', () => {
  it('recognises the principal by the key, with the scopes of that key', async () => {
    const scopes: KeyInput['scopes'] = ['operator', 'auditor', 'operator'];
    const { key, principalId } = await create({ principalName: 'ann', scopes });
    expect(key).toMatch(/^hbs_[A-Za-z0-9_-]{43}$/);
    expect(await keys.authenticate(key)).toEqual({
      id: principalId,
      name: 'ann',
      kind: 'person',
      scopes: ['operator', 'auditor'],
    });
  });

  it('takes two keys of one principal for one principal, with scopes of their own', async () => {
    const first = await create({ principalName: 'bob', scopes: ['operator'] });
    const second = await create({ principalName: 'bob', scopes: ['approver'] });
    const principals = [await keys.authenticate(first.key), await keys.authenticate(second.key)];
    expect(principals[0]?.id).toBe(principals[1]?.id);
    expect(principals.map((principal) => principal?.scopes)).toEqual([['operator'], ['approver']]);
    expect(second.principalId).toBe(first.principalId);
  });

  it('makes one principal of a name, also at once and in another Unicode form', async () => {
    const names = Array.from({ length: 10 }, (_, index) => (index % 2 ? 'Zo\u00eb' : 'Zoe\u0308'));
    const made = await Promise.all(names.map((principalName) => create({ principalName })));
    expect(new Set(made.map(({ principalId }) => principalId)).size).toBe(1);
    expect(new Set(made.map(({ key }) => key)).size).toBe(10);
  });

  it('keeps no key, only its SHA-256', async () => {
    const { key, id } = await create({ principalName: 'carl' });
    const [row] = await database.query<{ row: string; sha256: Buffer }>(
      'SELECT api_keys::text AS row, sha256 FROM api_keys WHERE id = $1',
      [id],
    );
    expect(row?.sha256).toEqual(createHash('sha256').update(key).digest());
    expect(row?.row).not.toContain(key.slice(4));
    expect(row?.row).not.toContain(Buffer.from(key).toString('hex'));
  });

  it('refuses a revoked key from its commit on, and no other', async () => {
    const [gone, kept] = [
      await create({ principalName: 'dora' }),
      await create({ principalName: 'dora' }),
    ];
    const failing = database.transaction(async (tx) => {
      await keys.revoke(tx, gone.id);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await keys.authenticate(gone.key)).toBeDefined();
    await revoke(gone.id);
    await revoke(gone.id);
    expect(await keys.authenticate(gone.key)).toBeUndefined();
    expect(await keys.authenticate(kept.key)).toBeDefined();
  });

  it('keeps the instant of the first revocation', async () => {
    const { id } = await create({ principalName: 'erik' });
    const revokedAt = async () =>
      (await database.query('SELECT revoked_at FROM api_keys WHERE id = $1', [id]))[0];
    await revoke(id);
    const first = await revokedAt();
    await revoke(id);
    expect(await revokedAt()).toEqual(first);
  });

  it('refuses an expired key', async () => {
    const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
    const expired = await create({ principalName: 'finn', expiresAt: inHours(-1) });
    const valid = await create({ principalName: 'finn', expiresAt: inHours(1) });
    expect(await keys.authenticate(expired.key)).toBeUndefined();
    expect(await keys.authenticate(valid.key)).toBeDefined();
  });

  it('recognises nothing else', async () => {
    const { key } = await create({ principalName: 'gina' });
    const other = key.endsWith('A') ? 'E' : 'A';
    const wrong = [
      undefined,
      '',
      'hbs_',
      key.slice(0, -1),
      `${key.slice(0, -1)}${other}`,
      `${key}A`,
      ` ${key}`,
      `${key}\n`,
      key.toUpperCase(),
      `hbs_${'A'.repeat(43)}`,
      `hbs_${"' OR '1'='1".padEnd(43, 'A')}`,
      'x'.repeat(1_000_000),
      `${key}\u0000`,
    ];
    for (const bearer of wrong) expect(await keys.authenticate(bearer)).toBeUndefined();
  });

  it('finds the key by its index', async () => {
    const plan = await database.transaction(async (tx) => {
      await tx.query('SET LOCAL enable_seqscan = off');
      return tx.query(`EXPLAIN SELECT 1 FROM api_keys WHERE sha256 = '\\x00'`);
    });
    expect(JSON.stringify(plan)).toContain('api_keys_sha256_key');
  });

  it.each<[string, object, string]>([
    ['no scope', { scopes: [] }, 'at least one scope of: intake'],
    ['an unknown scope', { scopes: ['operator', 'root'] }, 'at least one scope of: intake'],
    ['an unknown kind', { kind: 'robot' }, 'a person or a service'],
    ['no name', { principalName: '' }, 'a name of 1 to 100'],
    ['a name of spaces', { principalName: '   ' }, 'a name of 1 to 100'],
    ['a name with a line break', { principalName: 'ann\nadmin' }, 'a name of 1 to 100'],
    ['a name with NUL', { principalName: 'ann\u0000' }, 'a name of 1 to 100'],
    ['a name that is too long', { principalName: 'a'.repeat(101) }, 'a name of 1 to 100'],
    ['a person by the name of a service', { principalName: 'robot' }, 'is no person'],
  ])('makes no key for %s', async (_name, change, detail) => {
    await create({ principalName: 'robot', kind: 'service', scopes: ['intake'] });
    const before = await database.query('SELECT id FROM api_keys');
    await expect(create({ principalName: 'hugo', ...change })).rejects.toMatchObject({
      code: 'body_invalid',
      detail: expect.stringContaining(detail) as unknown,
    });
    expect(await database.query('SELECT id FROM api_keys')).toHaveLength(before.length);
  });

  it('revokes nothing that is not there', async () => {
    await expect(revoke(newId('key'))).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('scopes', () => {
  it('do not imply each other', () => {
    for (const scope of SCOPES) {
      const principal = { id: newId('prn'), name: 'ann', kind: 'person' as const, scopes: [scope] };
      expect(SCOPES.filter((other) => hasScope(principal, other))).toEqual([scope]);
      expect(hasScope(principal, ...SCOPES)).toBe(true);
      expect(hasScope(principal)).toBe(false);
    }
  });
});

describe('AccessRecords', () => {
  const rows = (act: string) =>
    database.query(
      `SELECT principal_id, act, subject_id, allowed, at <= now() AS past FROM access_records
       WHERE act = $1`,
      [act],
    );

  it('keep who did what to whom, and whether it was allowed', async () => {
    const records = new AccessRecords(database);
    const [principalId, subjectId] = [newId('prn'), newId('dis')];
    await records.record({ principalId, act: 'disclosure.fetch', subjectId, allowed: true });
    expect(await rows('disclosure.fetch')).toEqual([
      {
        principal_id: principalId,
        act: 'disclosure.fetch',
        subject_id: subjectId,
        allowed: true,
        past: true,
      },
    ]);
  });

  it.each(['ada@example.org', 'Ada Lovelace', '', 'req_1', "'; DROP TABLE x", 'req_\u0000'])(
    'keep a refused call, but not the subject %p that it made up',
    async (subjectId) => {
      const act = `request.read-${createHash('sha256').update(subjectId).digest('hex').slice(0, 8)}`;
      await new AccessRecords(database).record({ act, subjectId, allowed: false });
      expect(await rows(act)).toEqual([
        expect.objectContaining({ principal_id: null, subject_id: null, allowed: false }),
      ]);
    },
  );

  it('take no free text for an act', async () => {
    const recording = new AccessRecords(database).record({ act: 'GET /ada@x.org', allowed: false });
    await expect(recording).rejects.toThrow('An act is named in lower-case words');
  });
});

describe('the modules of vault, evidence and access', () => {
  it('provide their services in a Nest application', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'habeas-modules-'));
    const config = Object.assign(new Config(), {
      databaseUrl: stored.url,
      dataDir: folder,
      keysDir: join(folder, 'keys'),
      audience: 'privacy.example.org',
    });
    const application = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({ entities: [...ENTITIES, ...EVIDENCE_ENTITIES] }),
        AccessModule,
        VaultModule,
        EvidenceModule,
      ],
    }).compile();
    for (const service of [AccessKeys, AccessRecords, KeyRing, Vault, BlobStore, EvidenceLog]) {
      expect(application.get(service)).toBeInstanceOf(service);
    }
    await application.close();
    await rm(folder, { recursive: true });
  });
});
