import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Config, ConfigModule, projectRoot } from '@habeas/config';
import { Database, DatabaseModule, newId, type Tx } from '@habeas/database';
import { Disclosures, DossiersModule, ENTITIES, type Answer } from '@habeas/dossiers';
import { EvidenceLog, EvidenceModule } from '@habeas/evidence';
import { verifyChain } from '@habeas/evidence-format';
import { MessagingModule, QueueBackend } from '@habeas/messaging';
import { PolicyModule } from '@habeas/policy';
import { BlobStore, Vault, VaultModule } from '@habeas/vault';
import { testDatabase, until, type TestDatabase } from '../support/index.js';
import { SAMPLES, sampleSources } from '../support/sample-disclosure.js';
import { unzip } from '../support/unzip.js';

let stored: TestDatabase;
let folder = '';
/** Two processes that could build the same package. */
let processes: [INestApplicationContext, INestApplicationContext];
let database: Database;
let disclosures: Disclosures;
let owner = '';

async function startProcess(): Promise<INestApplicationContext> {
  const config = Object.assign(new Config(), {
    databaseUrl: stored.url,
    dataDir: folder,
    keysDir: join(folder, 'keys'),
    audience: 'privacy.example.org',
  });
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.forRoot(config),
      DatabaseModule.forRoot({ entities: ENTITIES }),
      MessagingModule,
      VaultModule,
      EvidenceModule,
      PolicyModule.forRoot(join(projectRoot, 'libs/policy/data')),
      DossiersModule,
    ],
  }).compile();
  await module.get(QueueBackend).prepare();
  return module.init();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'habeas-disclosure-'));
  stored = await testDatabase();
  processes = [await startProcess(), await startProcess()];
  database = processes[0].get(Database);
  disclosures = processes[0].get(Disclosures);
  owner = newId('prn');
  await database.query(`INSERT INTO principals (id, name, kind) VALUES ($1, 'ann', 'person')`, [
    owner,
  ]);
  for (const slug of ['accounts', 'marketing', 'telemetry']) {
    await database.query(
      `INSERT INTO connectors (id, slug, name, base_url, status, owner_id, manifest,
         manifest_digest, public_key)
       VALUES ($1, $2, $2, 'http://localhost', 'active', $3, '{}', '', '{}')`,
      [newId('con'), slug, owner],
    );
  }
});

afterAll(async () => {
  await Promise.all(processes.map((process) => process.close()));
  await stored.drop();
  await rm(folder, { recursive: true });
});

interface Exercise {
  requestId: string;
  exerciseId: string;
  blobs: string[];
}

/** An access exercise whose systems have exported what the sample person left there. */
async function exported({ locale = 'de', found = true } = {}): Promise<Exercise> {
  const [requestId, exerciseId] = [newId('req'), newId('exe')];
  const blobs: string[] = [];
  await database.transaction(async (tx) => {
    await openRequest(tx, { requestId, exerciseId, locale });
    const key = await processes[0].get(Vault).requestKey(tx, requestId);
    for (const source of sampleSources(SAMPLES.de, 60)) {
      const blob = await processes[0].get(BlobStore).write(key, 'export', source.open());
      if (found) await processes[0].get(BlobStore).record(tx, blob);
      if (found) blobs.push(blob.id);
      await insertTask(
        tx,
        { requestId, exerciseId },
        { ...source, blobId: found ? blob.id : null },
      );
      if (!found) await processes[0].get(BlobStore).remove(blob.id);
    }
    await tx.query(`INSERT INTO outbox (topic, subject_id) VALUES ('disclosure.build', $1)`, [
      exerciseId,
    ]);
  });
  return { requestId, exerciseId, blobs };
}

async function openRequest(
  tx: Tx,
  { requestId, exerciseId, locale }: { requestId: string; exerciseId: string; locale: string },
): Promise<void> {
  await processes[0].get(Vault).createRequestKey(tx, requestId);
  await tx.query(
    `INSERT INTO requests (id, controller, channel, received_at, residence, locale, requester, laws,
       laws_because, opened_by)
     VALUES ($1, 'smartapp', 'web', '2026-03-02T09:14Z', 'DE', $3, 'subject', '{gdpr}', '[]', $2)`,
    [requestId, owner, locale],
  );
  await processes[0].get(EvidenceLog).openChain(tx, requestId);
  await processes[0].get(EvidenceLog).append(tx, {
    requestId,
    type: 'request.received',
    actor: owner,
    at: new Date(),
    data: {
      receivedAt: '2026-03-02T09:14:00.000Z',
      channel: 'web',
      requester: 'subject',
      rights: ['access'],
      identifiers: 1,
    },
  });
  await tx.query(
    `INSERT INTO exercises (id, request_id, "right", parameters, status, reason)
     VALUES ($1, $2, 'access', '{}', 'delivering', 'data_disclosed')`,
    [exerciseId, requestId],
  );
  await tx.query(
    `INSERT INTO clocks (exercise_id, law, pack_digest, started_at, legal_due, milestones,
       explanation)
     VALUES ($1, 'gdpr', '', '2026-03-02T09:14Z', '2026-04-02T21:59:59Z', '[]', '[]')`,
    [exerciseId],
  );
}

async function insertTask(
  tx: Tx,
  { requestId, exerciseId }: Pick<Exercise, 'requestId' | 'exerciseId'>,
  task: { system: string; categories: readonly string[]; records?: number; blobId: string | null },
): Promise<void> {
  const scope = task.categories.map((category) => ({ category, retain: [] }));
  const [action, outcome] = task.blobId ? ['export', 'completed'] : ['locate', 'nothing_found'];
  await tx.query(
    `INSERT INTO tasks (id, request_id, exercise_id, connector_id, action, key, scope, nonce,
       status, outcome, result, blob_id, safe_start, finished_at)
     SELECT $1, $2, $3, id, $4::text, $4 || ':' || slug, $5, 'n', 'done', $6, $7, $8, now(), now()
     FROM connectors WHERE slug = $9`,
    [
      newId('tsk'),
      requestId,
      exerciseId,
      action,
      JSON.stringify(scope),
      outcome,
      JSON.stringify({ counts: { exported: task.blobId ? task.records : 0 } }),
      task.blobId,
      task.system,
    ],
  );
}

interface Row {
  id: string;
  status: string;
  last_error: string | null;
  records: string;
  blob_id: string | null;
  file_name: string | null;
}

const rowOf = async ({ exerciseId }: Exercise): Promise<Row | undefined> =>
  (await database.query<Row>('SELECT * FROM disclosures WHERE exercise_id = $1', [exerciseId]))[0];

const messages = async (subjectId: string) =>
  (
    await database.query<{ topic: string }>('SELECT topic FROM outbox WHERE subject_id = $1', [
      subjectId,
    ])
  ).map(({ topic }) => topic);

/** What the chain says after the request's receipt. */
const evidenceOf = async (requestId: string) => {
  const chain = await processes[0].get(EvidenceLog).opened(requestId);
  expect(verifyChain(chain).findings).toEqual([]);
  return chain.entries
    .slice(1)
    .map(({ payload }) => JSON.parse(payload) as { type: string; data: object });
};

/** Every file of the store that belongs to no row of `blobs`. */
async function strayFiles(): Promise<string[]> {
  const files = await readdir(join(folder, 'blobs'), { recursive: true });
  const ids = files
    .map((path) => path.split('/')[1] ?? '')
    .filter((name) => name.startsWith('blb_'));
  const known = await database.query<{ id: string }>('SELECT id FROM blobs');
  return ids.filter((id) => !known.some((blob) => blob.id === id));
}

async function download(id: string): Promise<{ files: Map<string, Buffer>; bytes: Buffer }> {
  const chunks: Buffer[] = [];
  const { stream } = await disclosures.open(id);
  for await (const chunk of stream) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { files: await unzip(bytes), bytes };
}

describe('a built disclosure', () => {
  it('is ready, evidenced, and told to the request, in one', async () => {
    const exercise = await exported();
    await disclosures.build(exercise.exerciseId);
    const row = await rowOf(exercise);
    expect(row).toMatchObject({ status: 'ready', last_error: null, records: '226' });
    const [blob] = await database.query<{ sha256: string; size: string; kind: string }>(
      'SELECT sha256, size, kind FROM blobs WHERE id = $1',
      [row?.blob_id],
    );
    expect(await evidenceOf(exercise.requestId)).toEqual([
      expect.objectContaining({
        type: 'disclosure.built',
        data: {
          disclosure: row?.id,
          exercise: exercise.exerciseId,
          sha256: blob?.sha256,
          size: Number(blob?.size),
        },
      }),
    ]);
    expect(await messages(exercise.requestId)).toEqual(['request.advance']);
    expect(await messages(exercise.exerciseId)).toEqual([]);
  });

  it('opens as the package that the evidence names', async () => {
    const exercise = await exported({ locale: 'de-AT' });
    await disclosures.build(exercise.exerciseId);
    const row = await rowOf(exercise);
    const opened = await disclosures.open(row?.id ?? '');
    const { files, bytes } = await download(row?.id ?? '');
    expect(opened).toMatchObject({
      requestId: exercise.requestId,
      fileName: `personal-data-${exercise.requestId}.zip`,
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(String(files.get('data/index.html'))).toContain('Ihre personenbezogenen Daten');
    expect(String(files.get('data/accounts/people.jsonl'))).toContain('Müller-Lüdenscheidt');
  });

  it('lies encrypted on disk', async () => {
    const exercise = await exported();
    await disclosures.build(exercise.exerciseId);
    const blobId = (await rowOf(exercise))?.blob_id ?? '';
    const bytes = await readFile(join(folder, 'blobs', blobId.slice(-2), blobId));
    // A zip begins with PK and names its files in the clear.
    expect(bytes.includes('PK\u0003\u0004') || bytes.includes('index.html')).toBe(false);
  });

  it('is kept once, however often and from wherever it is asked for', async () => {
    const exercise = await exported();
    const others = processes[1].get(Disclosures);
    await Promise.all([
      ...Array.from({ length: 20 }, () => disclosures.build(exercise.exerciseId)),
      others.build(exercise.exerciseId),
    ]);
    const first = await rowOf(exercise);
    await disclosures.build(exercise.exerciseId);
    await others.build(exercise.exerciseId);
    expect(await rowOf(exercise)).toEqual(first);
    expect(await evidenceOf(exercise.requestId)).toHaveLength(1);
    expect(await strayFiles()).toEqual([]);
  });

  it('is kept once when a builder is believed dead and ends after all', async () => {
    const exercise = await exported();
    const slow = disclosures.build(exercise.exerciseId);
    await until(
      () => rowOf(exercise),
      (row) => row?.status === 'building',
    );
    await database.query(
      `UPDATE disclosures SET lease_until = now() - interval '1 s' WHERE exercise_id = $1`,
      [exercise.exerciseId],
    );
    await Promise.all([slow, processes[1].get(Disclosures).build(exercise.exerciseId)]);
    expect((await rowOf(exercise))?.status).toBe('ready');
    expect(await evidenceOf(exercise.requestId)).toHaveLength(1);
    expect(await messages(exercise.requestId)).toEqual(['request.advance']);
    expect(await strayFiles()).toEqual([]);
  });

  it('says honestly that nothing is held', async () => {
    const exercise = await exported({ found: false, locale: 'ja' });
    await disclosures.build(exercise.exerciseId);
    const row = await rowOf(exercise);
    expect(row).toMatchObject({ status: 'ready', records: '0' });
    const { files } = await download(row?.id ?? '');
    const answer = JSON.parse(String(files.get('data/article-15.json'))) as Answer;
    expect(answer).toMatchObject({ held: false, locale: 'en' });
    expect(answer.laws).toMatchObject([{ law: 'gdpr', dueOn: '2026-04-02' }]);
    expect(answer.systems.map(({ outcome }) => outcome)).toEqual(Array(3).fill('nothing_found'));
    expect(String(files.get('data/index.html'))).toContain('We hold nothing about you');
  });
});

describe('a disclosure that cannot be built', () => {
  const pathOf = (blobId = '') => join(folder, 'blobs', blobId.slice(-2), blobId);
  const destroyKey = ({ requestId }: Exercise) =>
    database.transaction((tx) => processes[0].get(Vault).destroyRequestKey(tx, requestId));
  const damage = async ({ blobs }: Exercise) => {
    const bytes = await readFile(pathOf(blobs[2]));
    const middle = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    await writeFile(pathOf(blobs[2]), bytes);
  };

  it.each<[string, string, (exercise: Exercise) => Promise<unknown>]>([
    ['the key is destroyed', 'key_destroyed', destroyKey],
    ['an export is gone', 'blob_unreadable', ({ blobs }) => rm(pathOf(blobs[1]))],
    ['an export is damaged', 'blob_unreadable', damage],
    [
      'an export is cut short',
      'blob_unreadable',
      async ({ blobs }) => {
        const bytes = await readFile(pathOf(blobs[2]));
        await writeFile(pathOf(blobs[2]), bytes.subarray(0, bytes.length - 40));
      },
    ],
    [
      'an export was never stored',
      'export_missing',
      ({ exerciseId }) =>
        database.query(`UPDATE tasks SET blob_id = NULL WHERE exercise_id = $1`, [exerciseId]),
    ],
    [
      'an export has fewer records than its receipt',
      'records_missing',
      ({ exerciseId }) =>
        database.query(
          `UPDATE tasks SET result = '{"counts":{"exported":999}}' WHERE exercise_id = $1`,
          [exerciseId],
        ),
    ],
    [
      'an export holds what nobody asked for',
      'record_out_of_scope',
      ({ exerciseId }) =>
        database.query(`UPDATE tasks SET scope = '[{"category":"ID"}]' WHERE exercise_id = $1`, [
          exerciseId,
        ]),
    ],
  ])('fails closed when %s', async (_, code, spoil) => {
    const exercise = await exported();
    await spoil(exercise);
    await disclosures.build(exercise.exerciseId);
    const row = await rowOf(exercise);
    expect(row).toMatchObject({ status: 'failed', last_error: code, blob_id: null });
    expect(await messages(exercise.requestId)).toEqual(['request.advance']);
    expect(await messages(exercise.exerciseId)).toEqual([]);
    await expect(disclosures.open(row?.id ?? '')).rejects.toMatchObject({
      code: 'disclosure_not_ready',
    });
    expect(await strayFiles()).toEqual([]);
  });

  it('is built once what was wrong is mended', async () => {
    const exercise = await exported();
    await damage(exercise);
    await disclosures.build(exercise.exerciseId);
    await damage(exercise);
    await disclosures.build(exercise.exerciseId);
    expect(await rowOf(exercise)).toMatchObject({ status: 'ready', last_error: null });
  });

  it('stays asked for when what failed may pass', async () => {
    const exercise = await exported();
    await database.query('ALTER TABLE blobs RENAME TO blobs_away');
    await expect(disclosures.build(exercise.exerciseId)).rejects.toThrow();
    await database.query('ALTER TABLE blobs_away RENAME TO blobs');
    expect(await messages(exercise.exerciseId)).toEqual(['disclosure.build']);
    expect((await rowOf(exercise))?.status).toBe('building');
    await disclosures.build(exercise.exerciseId);
    expect((await rowOf(exercise))?.status).toBe('ready');
  });
});

describe('the right to build', () => {
  const leased = ({ exerciseId, requestId }: Exercise, until: string) =>
    database.query(
      `INSERT INTO disclosures (id, exercise_id, request_id, status, lease_until)
       VALUES ($1, $2, $3, 'building', now() + $4::interval)`,
      [newId('dis'), exerciseId, requestId, until],
    );

  it('is left to a builder that lives, and the message with it', async () => {
    const exercise = await exported();
    await leased(exercise, '1 minute');
    await disclosures.build(exercise.exerciseId);
    expect((await rowOf(exercise))?.status).toBe('building');
    expect(await messages(exercise.exerciseId)).toEqual(['disclosure.build']);
  });

  it('is taken over from a builder that died', async () => {
    const exercise = await exported();
    await leased(exercise, '-1 second');
    await disclosures.build(exercise.exerciseId);
    expect((await rowOf(exercise))?.status).toBe('ready');
  });

  it('ends with the exercise', async () => {
    const exercise = await exported();
    await database.query(
      `UPDATE exercises SET status = 'withdrawn', closed_at = now() WHERE id = $1`,
      [exercise.exerciseId],
    );
    await disclosures.build(exercise.exerciseId);
    expect(await rowOf(exercise)).toBeUndefined();
    expect(await messages(exercise.exerciseId)).toEqual([]);
  });
});

describe('opening a disclosure', () => {
  it('refuses an id that does not exist', async () => {
    const unknown = `dis_${randomBytes(16).toString('hex')}`;
    await expect(disclosures.open(unknown)).rejects.toMatchObject({ code: 'not_found' });
    await expect(disclosures.open("' OR 1=1 --")).rejects.toMatchObject({ code: 'not_found' });
  });

  it('ends when the request key is destroyed', async () => {
    const exercise = await exported();
    await disclosures.build(exercise.exerciseId);
    await database.transaction((tx) =>
      processes[0].get(Vault).destroyRequestKey(tx, exercise.requestId),
    );
    const opening = disclosures.open((await rowOf(exercise))?.id ?? '');
    await expect(opening).rejects.toMatchObject({ code: 'key_destroyed' });
  });
});
