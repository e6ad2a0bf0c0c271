import { decodeJwt } from 'jose';
import { verifyReceipts } from '@habeas/evidence-format';
import { population } from '../../apps/connectors/people/population.js';
import { until } from '../support/index.js';
import { digestsOfOthers } from '../support/rows-of-others.js';
import { onDatabase, type SystemName } from '../support/systems.js';
import { openWorld, type World } from '../support/world.js';

const PEOPLE = 40;
const WAIT = { within: 60_000 };
const people = [...population(1, PEOPLE)];
/** Somebody of her own for each test. */
const emailOf = (index: number) => people[index]?.email ?? '';

let world: World;
beforeAll(async () => {
  world = await openWorld({ backend: { name: 'postgres' }, people: PEOPLE });
});
afterAll(() => world.close());

const sql = (system: SystemName, text: string) =>
  onDatabase(world.systems.databases[system].url, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows;
  });

/** A request for erasure, approved: the systems are being told. */
async function erasing(email: string): Promise<string> {
  const id = await world.fileVerified({
    right: 'erasure',
    residence: 'DE',
    identifiers: [{ type: 'email', value: email }],
    closeAccount: true,
  });
  await world.reaches(id, 'awaiting_approval');
  await world.approve(id);
  return id;
}

async function taskOf(id: string, key: string) {
  return (await world.exercise(id)).tasks.find((task) => task.key === key);
}

/** Every row of every system, but for the connectors' own books. */
const allRows = () => digestsOfOthers(world.systems.databases, []);
const rowsOf = async (system: SystemName) =>
  [...(await allRows())].filter((row) => row.startsWith(`${system}.`)).sort();

/** What a system has carried out, by its own books. */
const doneIn = (system: SystemName) =>
  sql(
    system,
    `SELECT task_id, action, finished_at FROM habeas_tasks
     WHERE action = 'erase' AND finished_at IS NOT NULL ORDER BY task_id`,
  );

it('field 27, field 36: an error half-way undoes its own part and repeats no other', async () => {
  await sql(
    'accounts',
    `CREATE FUNCTION break_down() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'no'; END $$;
     CREATE TRIGGER break_down BEFORE DELETE ON people
       FOR EACH ROW EXECUTE FUNCTION break_down()`,
  );
  const untouched = await rowsOf('accounts');
  const id = await erasing(emailOf(0));
  await until(
    () => taskOf(id, 'erase:accounts'),
    (task) => (task?.attempts ?? 0) > 1 && task?.lastError !== null,
    WAIT,
  );
  // Orders, addresses and messages go before the person: all of that was taken back.
  const { restrictions, ...rest } = await withoutRestrictions(untouched);
  expect(rest).toEqual({ gone: [], come: [] });
  expect(restrictions).toBeGreaterThan(0);
  expect(await taskOf(id, 'erase:accounts')).toMatchObject({ outcome: null, receipt: false });
  const others = { marketing: await rowsOf('marketing'), telemetry: await rowsOf('telemetry') };
  const done = { marketing: await doneIn('marketing'), telemetry: await doneIn('telemetry') };
  expect([done.marketing.length, done.telemetry.length]).toEqual([1, 1]);

  await sql('accounts', 'DROP TRIGGER break_down ON people; DROP FUNCTION break_down()');
  const view = await world.carryThrough(id);
  expect(['fulfilled', 'partly_fulfilled']).toContain(view.exercises[0]?.status);
  for (const system of ['marketing', 'telemetry'] as const) {
    expect(await rowsOf(system)).toEqual(others[system]);
    expect(await doneIn(system)).toEqual(done[system]);
    expect(await taskOf(id, `erase:${system}`)).toMatchObject({ status: 'done', receipt: true });
  }
  expect(await doneIn('accounts')).toHaveLength(1);
});

/** How the rows of accounts differ, apart from the flag that a restriction sets. */
async function withoutRestrictions(before: string[]) {
  const [row] = await sql('accounts', 'SELECT count(*)::int AS n FROM restrictions');
  const flagged = await sql('accounts', 'SELECT id FROM people WHERE restricted_at IS NOT NULL');
  const after = await rowsOf('accounts');
  const kept = (rows: string[], other: string[]) =>
    rows.filter((one) => !other.includes(one) && !/^accounts\.(?:people|restrictions) /.test(one));
  expect(flagged).toHaveLength(1);
  return { restrictions: Number(row?.['n']), gone: kept(before, after), come: kept(after, before) };
}

it('field 26: rows that a system cannot erase are never reported as erased', async () => {
  // The statement succeeds and deletes nothing, as a rule or a row policy may have it.
  await sql(
    'marketing',
    `CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
     CREATE TRIGGER keep_row BEFORE UPDATE OR DELETE ON contacts
       FOR EACH ROW WHEN (OLD.restricted_at IS NOT NULL) EXECUTE FUNCTION keep_row()`,
  );
  const id = await erasing(emailOf(11));
  const stopped = await world.reaches(id, 'awaiting_decision');
  await sql('marketing', 'DROP TRIGGER keep_row ON contacts; DROP FUNCTION keep_row()');
  expect(stopped.reason).toBe('data_left_over');
  const verified = stopped.tasks.find(({ key }) => key === 'verify:marketing');
  expect(verified).toMatchObject({ outcome: 'partial', receipt: true });
  expect(verified?.result?.counts.found).toBeGreaterThan(0);
});

it('field 28: a system that may only read fails, changes nothing and recovers', async () => {
  const before = await rowsOf('marketing');
  const id = await world.fileVerified({
    right: 'erasure',
    residence: 'DE',
    identifiers: [{ type: 'email', value: emailOf(12) }],
    closeAccount: true,
  });
  await world.reaches(id, 'awaiting_approval');
  await setReadOnly('marketing', 'on');
  await world.approve(id);
  const failed = await until(
    async () =>
      (await world.exercise(id)).tasks.filter(({ connector }) => connector === 'marketing'),
    (tasks) => tasks.some(({ lastError }) => lastError !== null),
    WAIT,
  );
  expect(failed.find(({ lastError }) => lastError !== null)).toMatchObject({
    outcome: null,
    receipt: false,
    lastError: 'retryable: http_500',
  });
  expect(await rowsOf('marketing')).toEqual(before);
  await setReadOnly('marketing', 'off');
  const view = await world.carryThrough(id);
  expect(['fulfilled', 'partly_fulfilled']).toContain(view.exercises[0]?.status);
  expect(await world.systems.search(emailOf(12))).toEqual([]);
});

/** All connections of the system's own, present and to come, may only read. */
async function setReadOnly(system: SystemName, value: 'on' | 'off'): Promise<void> {
  const { name, url } = world.systems.databases[system];
  await onDatabase(url, async (client) => {
    await client.query('SET default_transaction_read_only = off');
    await client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
  });
}

it('field 32: a second look finds nothing, and signed receipts say so', async () => {
  const id = await erasing(emailOf(13));
  const view = await world.carryThrough(id);
  const verified = view.exercises[0]?.tasks.filter(({ action }) => action === 'verify') ?? [];
  expect(verified.map(({ connector }) => connector).sort()).toEqual([
    'accounts',
    'marketing',
    'telemetry',
  ]);
  const chain = await world.evidence(id);
  expect(await verifyReceipts(chain)).toMatchObject({ findings: [] });
  for (const { id: task, connector } of verified) {
    const receipt = chain.receipts.find((one) => one.task === task);
    expect(decodeJwt(receipt?.jws ?? '')).toMatchObject({
      iss: connector,
      task,
      action: 'verify',
      outcome: 'completed',
      counts: { found: 0 },
    });
  }
  const again = await world.fileVerified({
    right: 'access',
    residence: 'DE',
    identifiers: [{ type: 'email', value: emailOf(13) }],
  });
  const looked = await world.carryThrough(again);
  expect(looked.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'nothing_held' });
});
