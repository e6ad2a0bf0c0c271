import type { ExerciseView, TaskView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { until } from '../support/index.js';
import { onDatabase, type SystemName } from '../support/systems.js';
import { unzip } from '../support/unzip.js';
import { openWorld, type Filed, type World } from '../support/world.js';

const { germanWoman, frenchMan } = PERSONAS;
/** Known to marketing alone: a prospect, who is no customer. */
const PROSPECT = 'prospect@de.example';
/** Known to telemetry alone: a device that nobody is signed in on. */
const LOOSE_SERIAL = 'LOOSE0000001';

const accessBy = (type: string, value: string): Filed => ({
  right: 'access',
  residence: 'DE',
  identifiers: [{ type, value }],
});

let world: World;
beforeAll(async () => {
  world = await openWorld({ backend: { name: 'postgres' } });
});
afterAll(() => world.close());

const sql = (system: SystemName, text: string, values: unknown[] = []) =>
  onDatabase(world.systems.databases[system].url, (client) => client.query(text, values));

async function exerciseOf(id: string): Promise<ExerciseView> {
  const [exercise] = (await world.carryThrough(id)).exercises;
  if (!exercise) throw new Error('a request without an exercise');
  return exercise;
}

/** Every identifier that was given, before any system is asked about the first. */
async function verifyAll(id: string): Promise<void> {
  const setStatus = (status: string) =>
    world.database.query('UPDATE connectors SET status = $1', [status]);
  await setStatus('paused');
  for (const { id: identifier } of (await world.view(id)).identifiers) {
    const body = { identifier, level: 'substantial', method: 'email_link' };
    await world.post('operator', `/v1/requests/${id}/verifications`, body);
  }
  await setStatus('active');
}

const located = (tasks: TaskView[]) => tasks.filter(({ action }) => action === 'locate');

async function linesOf(exercise: ExerciseView): Promise<string[]> {
  const path = `/v1/disclosures/${exercise.disclosure?.id}/package`;
  const files = await unzip(await world.download('operator', path));
  return [...files]
    .filter(([name]) => /\.(?:jsonl|ndjson)$/.test(name))
    .flatMap(([name, bytes]) =>
      bytes
        .toString('utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => `${name} ${line}`),
    );
}

it('field 8: an identifier from two systems is followed once', async () => {
  const id = await world.fileVerified(accessBy('customer_id', germanWoman.customerId));
  await exerciseOf(id);
  const rows = await world.database.query<{ type: string; digest: string }>(
    'SELECT type, digest FROM identifiers WHERE request_id = $1',
    [id],
  );
  expect(new Set(rows.map(({ type, digest }) => `${type} ${digest}`)).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThan(4);
  const asked = await world.database.query<{ connector: string; identifier: string; n: number }>(
    `SELECT connector_id AS connector, identifier, count(*)::int AS n
     FROM tasks, unnest(identifier_ids) identifier
     WHERE request_id = $1 AND action = 'locate' GROUP BY 1, 2`,
    [id],
  );
  expect(asked.filter(({ n }) => n > 1)).toEqual([]);
});

it('field 16: a record reached by several keys is handed over once', async () => {
  const id = await world.file({
    ...accessBy('email', germanWoman.email),
    identifiers: [
      { type: 'email', value: germanWoman.email },
      { type: 'customer_id', value: germanWoman.customerId },
      { type: 'phone', value: germanWoman.phone },
      ...germanWoman.devices.map(({ serial }) => ({ type: 'device_serial', value: serial })),
    ],
  });
  await verifyAll(id);
  const lines = await linesOf(await exerciseOf(id));
  expect(lines.length).toBeGreaterThan(50);
  const one = await world.fileVerified(accessBy('email', germanWoman.email));
  const byOneKey = await linesOf(await exerciseOf(one));
  expect(lines.toSorted()).toEqual(byOneKey.toSorted());
});

it('field 14: systems without a common key both give their part', async () => {
  await sql(
    'marketing',
    `INSERT INTO contacts (id, contact_id, email, first_name, created_at)
     VALUES (999001, 'M-999001', $1, 'Paula', now())`,
    [PROSPECT],
  );
  await sql(
    'telemetry',
    `INSERT INTO devices (serial, model, first_seen_at, last_seen_at)
     VALUES ($1, 'A1', now(), now())`,
    [LOOSE_SERIAL],
  );
  const id = await world.file({
    ...accessBy('email', PROSPECT),
    identifiers: [
      { type: 'email', value: PROSPECT },
      { type: 'device_serial', value: LOOSE_SERIAL },
    ],
  });
  await verifyAll(id);
  const exercise = await exerciseOf(id);
  expect(exercise).toMatchObject({ status: 'fulfilled', reason: 'data_disclosed' });
  const text = (await linesOf(exercise)).join('\n');
  expect(text).toContain(PROSPECT);
  expect(text).toContain(LOOSE_SERIAL);
});

it('field 11: a key that a system keeps malformed is told, not followed', async () => {
  const phones = 'UPDATE people SET phone = $2 WHERE customer_id = $1';
  await sql('accounts', phones, [frenchMan.customerId, '0639-nonsense']);
  const id = await world.fileVerified(accessBy('email', frenchMan.email));
  const exercise = await exerciseOf(id);
  await sql('accounts', phones, [frenchMan.customerId, frenchMan.phone]);
  expect(exercise).toMatchObject({ status: 'fulfilled', reason: 'data_disclosed' });
  const [first] = located(exercise.tasks).filter(({ connector }) => connector === 'accounts');
  expect(first).toMatchObject({ attempts: 1, outcome: 'completed', result: { unusable: 1 } });
  const types = (await world.view(id)).identifiers.map(({ type }) => type);
  expect(types).toContain('device_serial');
  expect(types).not.toContain('phone');
});

it('field 4: a system out of reach stops the request before data is read', async () => {
  const setStatus = (status: string) =>
    world.database.query(`UPDATE connectors SET status = $1 WHERE slug = 'telemetry'`, [status]);
  await setStatus('retired');
  try {
    const id = await world.fileVerified(accessBy('email', germanWoman.email));
    const stopped = await world.reaches(id, 'awaiting_decision');
    expect(stopped.reason).toBe('coverage_gap');
    expect(stopped.tasks.map(({ action }) => action)).not.toContain('export');
    const gaps = stopped.plan?.cells.filter(({ decision }) => decision === 'gap') ?? [];
    expect(new Set(gaps.map(({ system }) => system))).toEqual(new Set(['telemetry']));
    expect(gaps.map(({ category }) => category)).toContain('LOC');
    await world.post('operator', `/v1/requests/${id}/withdrawal`);
    await world.carryThrough(id);
  } finally {
    await setStatus('active');
  }
});

it('lets a given identifier be verified also after a system has found it by another', async () => {
  const { email, phone } = germanWoman;
  const identifiers = [
    { type: 'email', value: email },
    { type: 'phone', value: phone },
  ];
  const id = await world.file({ right: 'access', residence: 'DE', identifiers });
  const given = async (type: string) =>
    (await world.view(id)).identifiers.find((one) => one.type === type);
  const verify = async (type: string, level: string) => {
    const body = { identifier: (await given(type))?.id, level, method: 'email_link' };
    await world.post('operator', `/v1/requests/${id}/verifications`, body);
  };
  await verify('email', 'substantial');
  await until(
    () => given('phone'),
    (found) => found?.derivedBy === 'accounts',
  );
  await verify('phone', 'low');
  expect(await given('phone')).toMatchObject({ level: 'substantial', method: 'email_link' });
  expect((await exerciseOf(id)).status).toBe('fulfilled');
});
