import { isFinal } from '@habeas/domain';
import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import { population } from '../../apps/connectors/people/population.js';
import { backends, until } from '../support/index.js';
import { onDatabase, SYSTEM_NAMES } from '../support/systems.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';
import { openWorld, type World } from '../support/world.js';

const PEOPLE = 40;
const REQUESTS = 8;
/** The worker dies when so many tasks are done: early, in the middle, late. */
const KILL_AT_TASKS = [3, 12, 30, 45];

async function doneTasks(world: World): Promise<number> {
  const [row] = await world.database.query<{ done: number }>(
    `SELECT count(*)::int AS done FROM tasks WHERE status = 'done'`,
  );
  return row?.done ?? 0;
}

async function fileMany(world: World): Promise<string[]> {
  const people = [...population(1, PEOPLE)].slice(10, 10 + REQUESTS);
  return Promise.all(
    people.map(({ email }, index) =>
      world.fileVerified({
        right: index % 2 === 0 ? 'access' : 'erasure',
        residence: index % 4 < 2 ? 'DE' : 'TH',
        identifiers: [{ type: 'email', value: email }],
        ...(index % 2 === 0 ? {} : { closeAccount: true }),
      }),
    ),
  );
}

describe.each(backends())('a worker that is killed, queues on $name', (backend) => {
  let world: World;
  let worker: WorkerProcess;
  beforeAll(async () => {
    world = await openWorld({ backend, people: PEOPLE, worker: false });
    worker = await startWorkerProcess(world.config);
  });
  afterAll(async () => {
    await worker.terminate();
    await world.close();
  });

  it('loses no request and does nothing twice', async () => {
    const ids = await fileMany(world);
    const ended = Promise.all(ids.map((id) => world.carryThrough(id)));
    for (const count of KILL_AT_TASKS) {
      await until(
        () => doneTasks(world),
        (done) => done >= count,
        { within: 60_000 },
      );
      await worker.kill();
      worker = await startWorkerProcess(world.config);
    }
    const views = await ended;

    for (const view of views) {
      expect(view.exercises.every(({ status }) => isFinal(status))).toBe(true);
      expect(['fulfilled', 'partly_fulfilled']).toContain(view.exercises[0]?.status);
      const chain = await world.evidence(view.id);
      expect(verifyChain(chain)).toMatchObject({ state: 'complete', findings: [] });
      expect(await verifyReceipts(chain)).toMatchObject({ findings: [] });
    }
    const tasks = views.flatMap(({ exercises }) => exercises.flatMap((one) => one.tasks));
    expect(tasks.every(({ status }) => status === 'done')).toBe(true);
    expect(await effects(world)).toEqual(tasks.filter(({ action }) => action === 'erase').length);
    expect(await outboxRows(world)).toBe(0);
  }, 300_000);

  it('hands over on SIGTERM and takes up again', async () => {
    const id = await world.fileVerified({
      right: 'access',
      residence: 'DE',
      identifiers: [{ type: 'email', value: [...population(1, PEOPLE)][30]?.email ?? '' }],
    });
    await worker.terminate();
    worker = await startWorkerProcess(world.config);
    const view = await world.carryThrough(id);
    expect(view.exercises[0]?.status).toBe('fulfilled');
  }, 120_000);
});

/** Erasures that the systems carried out, by their own books: one row per task that had effect. */
async function effects(world: World): Promise<number> {
  const counts = await Promise.all(
    SYSTEM_NAMES.map((system) =>
      onDatabase(world.systems.databases[system].url, async (client) => {
        const { rows } = await client.query<{ done: number }>(
          `SELECT count(*)::int AS done FROM habeas_tasks
           WHERE action = 'erase' AND finished_at IS NOT NULL`,
        );
        return rows[0]?.done ?? 0;
      }),
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function outboxRows(world: World): Promise<number> {
  const read = async () => (await world.database.query('SELECT 1 FROM outbox')).length;
  return until(read, (rows) => rows === 0);
}
