import type { Change } from '@habeas/domain';
import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import type { RejectionView } from '@habeas/requests';
import pg from 'pg';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { backends } from '../support/index.js';
import { onDatabase } from '../support/systems.js';
import { unzip } from '../support/unzip.js';
import { openWorld, type World } from '../support/world.js';

const { germanWoman, frenchMan, thaiWoman } = PERSONAS;
const email = (value: string) => [{ type: 'email', value }];
const [backend] = backends();

/** Found nowhere by chance, and in none of the seeds. */
const NEW_NAME = 'Quintessa-Ärmelkanal';

const toName = (from: string, to: string): Change[] => [
  {
    category: 'ID',
    patch: [
      { op: 'test', path: '/people/given_name', value: from },
      { op: 'replace', path: '/people/given_name', value: to },
      { op: 'test', path: '/contacts/first_name', value: from },
      { op: 'replace', path: '/contacts/first_name', value: to },
    ],
  },
];

describe('rectification', () => {
  let world: World;
  beforeAll(async () => {
    if (!backend) throw new Error('no back end to test on');
    world = await openWorld({ backend });
  });
  afterAll(async () => {
    await world.close();
  });

  /** Every place of our own store and queue that holds the text, as it is or in hex or base64. */
  const placesInOurStore = (text: string) =>
    onDatabase(world.config.databaseUrl ?? '', async (client) => {
      const { rows } = await client.query<{ schema: string; name: string }>(
        `SELECT table_schema AS schema, table_name AS name FROM information_schema.tables
         WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
      );
      const forms = [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64')];
      const found: string[] = [];
      for (const { schema, name } of rows) {
        const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
        const hit = await client.query(
          `SELECT 1 FROM ${table} t WHERE EXISTS (SELECT 1 FROM unnest($1::text[]) AS form
             WHERE position(lower(form) in lower(to_jsonb(t)::text)) > 0) LIMIT 1`,
          [forms],
        );
        if (hit.rows.length > 0) found.push(`${schema}.${name}`);
      }
      return found;
    });

  it('corrects a name where it stands, keeps it to itself, and the next access shows it', async () => {
    const { email: address, givenName } = germanWoman;
    const id = await world.file({
      right: 'rectification',
      residence: 'DE',
      identifiers: email(address),
      changes: toName(givenName, NEW_NAME),
    });
    expect(await placesInOurStore(NEW_NAME)).toEqual([]);
    await world.verify(id);
    const view = await world.carryThrough(id);
    const [exercise] = view.exercises;
    expect(exercise).toMatchObject({ status: 'fulfilled', reason: 'data_rectified' });
    const corrected = exercise?.tasks.filter(({ action }) => action === 'rectify') ?? [];
    expect(corrected.map(({ connector, outcome }) => [connector, outcome]).sort()).toEqual([
      ['accounts', 'completed'],
      ['marketing', 'completed'],
    ]);
    expect(corrected.every(({ result }) => (result?.counts.rectified ?? 0) > 0)).toBe(true);

    const places = (await world.systems.search(NEW_NAME)).map(
      (one) => `${one.system}.${one.table}`,
    );
    expect([...new Set(places)].sort()).toEqual(['accounts.people', 'marketing.contacts']);
    expect(JSON.stringify(view)).not.toContain(NEW_NAME);
    // Art. 19: whoever may have had the old name is told.
    expect(view.recipients.length).toBeGreaterThan(0);
    expect(view.recipients.every(({ categories }) => categories.join() === 'ID')).toBe(true);
    expect(await placesInOurStore(NEW_NAME)).toEqual([]);
    // The search itself can fail: what stands there in the clear it finds.
    expect(await placesInOurStore('/people/given_name')).not.toEqual([]);

    const access = await world.fileVerified({
      right: 'access',
      residence: 'DE',
      identifiers: email(address),
    });
    const seen = await world.carryThrough(access);
    const package_ = await world.download(
      'operator',
      `/v1/disclosures/${seen.exercises[0]?.disclosure?.id}/package`,
    );
    const text = [...(await unzip(package_)).values()].map(String).join('\n');
    expect(text).toContain(NEW_NAME);
    for (const request of [id, access]) {
      const opened = await world.evidence(request);
      expect(JSON.stringify(opened)).not.toContain(NEW_NAME);
      expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
      expect(await verifyReceipts(opened)).toMatchObject({ findings: [] });
    }
  });

  it('overwrites nothing that the person has not seen: a person decides', async () => {
    const id = await world.fileVerified({
      right: 'rectification',
      residence: 'FR',
      identifiers: email(frenchMan.email),
      changes: toName('Not his name', 'Autre'),
    });
    const stopped = await world.reaches(id, 'awaiting_decision');
    expect(stopped.reason).toBe('task_needs_human');
    const corrected = stopped.tasks.filter(({ action }) => action === 'rectify');
    expect(corrected.map(({ outcome, result }) => [outcome, result?.reason])).toEqual([
      ['needs_human', 'test_failed'],
      ['needs_human', 'test_failed'],
    ]);
    expect(await world.systems.search('Autre')).toEqual([]);
    // Whoever decides sees what was asked, and leaves a trace; nobody else does.
    const path = `/v1/exercises/${stopped.id}/changes`;
    const { items } = await world.get<{ items: Change[] }>('operator', path);
    expect(items).toEqual(toName('Not his name', 'Autre'));
    await expect(world.get('auditor', path)).rejects.toThrow('403');
    const reads = await world.database.query(
      `SELECT 1 FROM access_records WHERE act = 'changes.read' AND subject_id = $1`,
      [stopped.id],
    );
    expect(reads).toHaveLength(1);
    await world.post('operator', `/v1/requests/${id}/refusal`, { ground: 'data_accurate' });
    expect((await world.carryThrough(id)).exercises[0]?.status).toBe('refused');
  });

  it('keeps what Thai law wants on record when it is refused (ss. 36, 39(7))', async () => {
    const id = await world.fileVerified({
      right: 'rectification',
      residence: 'TH',
      identifiers: email(thaiWoman.email),
      changes: toName('Not her name', 'Other'),
    });
    await world.reaches(id, 'awaiting_decision');
    await world.post('operator', `/v1/requests/${id}/refusal`, { ground: 'data_accurate' });
    await world.carryThrough(id);
    const { items } = await world.get<{ items: RejectionView[] }>('auditor', '/v1/rejections');
    const [record] = items.filter((one) => one.request === id);
    expect(record).toMatchObject({
      law: 'pdpa_tha',
      right: 'rectification',
      ground: 'data_accurate',
    });
    expect(record?.recordedFor).toContain('39(7)');
  });

  it.each<[string, Change[], string]>([
    ['no changes', [], '/rights/0/parameters/changes'],
    [
      'a place that nobody corrects',
      [{ category: 'ID', patch: [{ op: 'add', path: '/people/customer_id', value: NEW_NAME }] }],
      '/rights/0/parameters/changes/0/patch/0/path',
    ],
    [
      'a place of another system',
      [
        {
          system: 'marketing',
          category: 'ID',
          patch: [{ op: 'add', path: '/people/given_name', value: NEW_NAME }],
        },
      ],
      '/rights/0/parameters/changes/0/patch/0/path',
    ],
    [
      'no value',
      [{ category: 'ID', patch: [{ op: 'add', path: '/people/given_name' }] }],
      '/rights/0/parameters/changes/0/patch/0/value',
    ],
  ])('is refused at the door with %s', async (_, changes, pointer) => {
    const refused = await world
      .file({
        ...{ right: 'rectification', residence: 'DE', identifiers: email(frenchMan.email) },
        ...(changes.length > 0 ? { changes } : {}),
      })
      .catch((error: Error) => error.message);
    expect(refused).toContain('changes_invalid');
    expect(refused).toContain(pointer);
    expect(refused).not.toContain(NEW_NAME);
  });
});
