import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Config, ConfigModule, projectRoot } from '@habeas/config';
import { Database, DatabaseModule, newId } from '@habeas/database';
import { EvidenceLog, EvidenceModule, INSTALLATION_CHAIN } from '@habeas/evidence';
import { verifyChain } from '@habeas/evidence-format';
import {
  CANDIDATES_MAX,
  POLICY,
  PolicyInForce,
  PolicyModule,
  PolicyVersions,
  readPolicyFiles,
  type Policy,
} from '@habeas/policy';
import { VaultModule } from '@habeas/vault';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { testDatabase, until, type TestDatabase } from '../support/index.js';

const ann = { id: newId('prn') };

describe('the policy in force', () => {
  let stored: TestDatabase;
  let folder: string;
  let policyDir: string;
  let open: INestApplicationContext[];
  beforeEach(async () => {
    stored = await testDatabase();
    folder = await mkdtemp(join(tmpdir(), 'habeas-policy-'));
    policyDir = join(folder, 'policy');
    await cp(join(projectRoot, 'libs/policy/data'), policyDir, { recursive: true });
    open = [];
  });
  afterEach(async () => {
    for (const process of open) await process.close();
    await stored.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(): Promise<INestApplicationContext> {
    const config = Object.assign(new Config(), {
      databaseUrl: stored.url,
      dataDir: folder,
      keysDir: join(folder, 'keys'),
      audience: 'privacy.example.org',
    });
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot({ entities: [] }),
        VaultModule,
        EvidenceModule,
        PolicyModule.forRoot(policyDir),
      ],
    })
      .setLogger({ log: () => undefined, error: () => undefined, warn: () => undefined })
      .compile();
    const process = await module.init();
    open.push(process);
    return process;
  }

  async function change(name: string, edit: (text: string) => string): Promise<void> {
    const path = join(policyDir, name);
    await writeFile(path, edit(await readFile(path, 'utf8')));
  }
  const newRelease = () => change('controllers/smartapp.yaml', (text) => `${text}\n# Newer.\n`);
  const spoil = () => change('controllers/smartapp.yaml', () => 'id: {');
  const digestOf = (process: INestApplicationContext) => process.get(PolicyInForce).current.digest;
  const statuses = async (process: INestApplicationContext) =>
    (await process.get(PolicyVersions).list()).map(({ status }) => status).sort();

  /** What the installation's own chain says of activations, after checking it. */
  async function announced(process: INestApplicationContext): Promise<unknown[]> {
    const chain = await process.get(EvidenceLog).opened(INSTALLATION_CHAIN);
    expect(verifyChain(chain)).toMatchObject({ state: 'open', findings: [] });
    return chain.entries.slice(1).map(({ payload }) => {
      const { actor, data } = JSON.parse(payload) as { actor: string; data: { policy: string } };
      return [actor, data.policy];
    });
  }

  async function activate(process: INestApplicationContext): Promise<string> {
    const versions = process.get(PolicyVersions);
    const files = readPolicyFiles(policyDir);
    return process.get(Database).transaction(async (tx) => {
      const { digest } = await versions.propose(tx, files, ann);
      await versions.activate(tx, { digest, replaces: digestOf(process) }, ann);
      return digest;
    });
  }

  it('is what came with the software, once, however many start at one instant', async () => {
    const processes = await Promise.all([start(), start(), start()]);
    const [first] = processes.map(digestOf);
    expect(processes.map(digestOf)).toEqual([first, first, first]);
    expect(await announced(processes[0] as INestApplicationContext)).toEqual([['system', first]]);
  });

  it('stays in force when a later release brings another one, kept as a candidate', async () => {
    const before = digestOf(await start());
    await newRelease();
    const after = await start();
    expect(digestOf(after)).toBe(before);
    expect(after.get(PolicyInForce).shipped).not.toBe(before);
    expect(await statuses(after)).toEqual(['candidate', 'in_force']);
  });

  it('is followed by every process without a restart, also through POLICY', async () => {
    const [one, other] = [await start(), await start()];
    const policy = other.get<Policy>(POLICY);
    const { controller } = policy;
    await newRelease();
    const digest = await activate(one);
    await until(
      () => Promise.resolve(policy.digest),
      (now) => now === digest,
      { within: 10_000 },
    );
    expect(policy.controller).not.toBe(controller);
    expect(await statuses(one)).toEqual(['in_force', 'superseded']);
    expect((await announced(one)).at(-1)).toEqual([ann.id, digest]);
    expect(digestOf(await start())).toBe(digest);
  });

  it('is activated by one of two who decide at one instant', async () => {
    const process = await start();
    const present = digestOf(process);
    const versions = process.get(PolicyVersions);
    const database = process.get(Database);
    const digests: string[] = [];
    for (const _ of [1, 2]) {
      await newRelease();
      const files = readPolicyFiles(policyDir);
      digests.push((await database.transaction((tx) => versions.propose(tx, files, ann))).digest);
    }
    const decided = await Promise.allSettled(
      digests.map((digest) =>
        database.transaction((tx) => versions.activate(tx, { digest, replaces: present }, ann)),
      ),
    );
    expect(decided.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [refused] = decided.filter(({ status }) => status === 'rejected');
    expect(refused).toMatchObject({ reason: { code: 'policy_superseded' } });
    expect(await announced(process)).toHaveLength(2);
  });

  it('is kept with a limited number of candidates', async () => {
    const process = await start();
    const database = process.get(Database);
    await database.query(
      `INSERT INTO policy_versions (digest, files, created_by)
       SELECT 'old ' || n, '{}', 'system' FROM generate_series(1, $1) AS n`,
      [CANDIDATES_MAX + 5],
    );
    await newRelease();
    const files = readPolicyFiles(policyDir);
    const versions = process.get(PolicyVersions);
    const { digest } = await database.transaction((tx) => versions.propose(tx, files, ann));
    const [first, ...candidates] = await versions.list();
    expect(first?.status).toBe('in_force');
    expect(candidates).toHaveLength(CANDIDATES_MAX);
    expect(candidates.map((one) => one.digest)).toContain(digest);
  });

  it('is not given up for a policy folder that is faulty', async () => {
    await start();
    await spoil();
    const after = await start();
    expect(after.get(PolicyInForce).shipped).toBeUndefined();
    expect(await statuses(after)).toEqual(['in_force']);
  });

  it('is missing, and nothing starts, where the first folder is faulty', async () => {
    await spoil();
    await expect(start()).rejects.toMatchObject({ code: 'policy_invalid' });
  });

  it('gives way to what came with the software where this release cannot read it', async () => {
    const before = await start();
    const files = readPolicyFiles(policyDir);
    const old = { ...files, 'controllers/smartapp.yaml': 'id: smartapp\nname: Of an old form\n' };
    await before
      .get(Database)
      .query('UPDATE policy_versions SET files = $1, digest = $2', [
        JSON.stringify(old),
        '0'.repeat(64),
      ]);
    const after = await start();
    expect(await statuses(after)).toEqual(['in_force', 'superseded']);
    expect((await announced(after)).at(-1)).toEqual(['system', digestOf(after)]);
  });

  it('is never what was replaced before: an old release does not take the law back', async () => {
    const before = await start();
    const old = digestOf(before);
    await before.get(Database).query('UPDATE policy_versions SET superseded_at = now()');
    await before.get(Database).query(
      `INSERT INTO policy_versions (digest, files, created_by, activated_at, activated_by)
       VALUES ($1, '{}', 'system', now(), 'system')`,
      ['0'.repeat(64)],
    );
    const again = start();
    await expect(again).rejects.toMatchObject({ code: 'policy_invalid' });
    await expect(again).rejects.toThrow(old);
    expect(await before.get(PolicyVersions).inForce()).toBe('0'.repeat(64));
  });

  it('is proposed and activated one after the other, whatever is cleared away', async () => {
    const process = await start();
    const database = process.get(Database);
    const versions = process.get(PolicyVersions);
    await newRelease();
    const files = readPolicyFiles(policyDir);
    let proposing: Promise<unknown> = Promise.resolve();
    await database.transaction(async (tx) => {
      await process.get(EvidenceLog).openInstallation(tx);
      proposing = database.transaction((other) => versions.propose(other, files, ann));
      await until(
        () =>
          database.query(
            `SELECT 1 FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          ),
        (waiting) => waiting.length > 0,
        { within: 10_000 },
      );
    });
    await proposing;
    expect(await statuses(process)).toEqual(['candidate', 'in_force']);
  });

  it('is kept by a running process that cannot read what another release activated', async () => {
    const process = await start();
    const present = digestOf(process);
    const database = process.get(Database);
    await database.query('UPDATE policy_versions SET superseded_at = now()');
    await database.query(
      `INSERT INTO policy_versions (digest, files, created_by, activated_at, activated_by)
       VALUES ($1, '{}', 'system', now(), 'system')`,
      ['0'.repeat(64)],
    );
    await process.get(PolicyInForce).refresh();
    expect(digestOf(process)).toBe(present);
  });
});
