import { Queue } from 'bullmq';
import { Dispatcher } from '@habeas/dispatch';
import { isFinal } from '@habeas/domain';
import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import { connectorQueue, QueueBackend, Queues, REQUESTS_QUEUE } from '@habeas/messaging';
import { Advance, type TaskView } from '@habeas/requests';
import { population } from '../../apps/connectors/people/population.js';
import { backends, testRedis, until } from '../support/index.js';
import { onDatabase, SYSTEM_NAMES } from '../support/systems.js';
import { openWorld, type World } from '../support/world.js';

const PEOPLE = 40;
const people = [...population(1, PEOPLE)];
const WAIT = { within: 60_000 };

function fileErasure(world: World, index: number): Promise<string> {
  return world.fileVerified({
    right: 'erasure',
    residence: 'DE',
    identifiers: [{ type: 'email', value: people[index]?.email ?? '' }],
    closeAccount: true,
  });
}

/** Tasks that took effect, by the systems' own books, once each. */
async function effectsOf(world: World): Promise<string[]> {
  const lists = await Promise.all(
    SYSTEM_NAMES.map((system) =>
      onDatabase(world.systems.databases[system].url, async (client) => {
        const { rows } = await client.query<{ task: string }>(
          `SELECT task_id AS task FROM habeas_tasks WHERE action = 'erase' AND finished_at IS NOT NULL`,
        );
        return rows.map(({ task }) => task);
      }),
    ),
  );
  return lists.flat().sort();
}

const erasures = (tasks: TaskView[]) =>
  tasks
    .filter(({ action }) => action === 'erase')
    .map(({ id }) => id)
    .sort();

/** One effect, one receipt and one entry for each task of the request. */
async function expectOnce(world: World, id: string): Promise<void> {
  const view = await world.view(id);
  const tasks = view.exercises[0]?.tasks ?? [];
  expect(tasks.every(({ status, receipt }) => status === 'done' && receipt)).toBe(true);
  expect(await effectsOf(world)).toEqual(expect.arrayContaining(erasures(tasks)));
  const chain = await world.evidence(id);
  expect(verifyChain(chain)).toMatchObject({ state: 'complete', findings: [] });
  expect(await verifyReceipts(chain)).toMatchObject({ findings: [] });
  const completed = chain.entries
    .map(({ payload }) => JSON.parse(payload) as { type: string; data: { task?: string } })
    .filter(({ type }) => type === 'task.completed')
    .map(({ data }) => data.task);
  expect(completed.toSorted()).toEqual(tasks.map((task) => task.id).toSorted());
}

describe.each(backends())('doorbells, queues on $name', (backend) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend, people: PEOPLE });
  });
  afterAll(() => world.close());

  it('field 43: a job that is delivered again and again takes effect once', async () => {
    const id = await fileErasure(world, 10);
    let over = false;
    const ringing = ringEverything(world, id, () => over);
    const view = await world.carryThrough(id);
    over = true;
    expect(await ringing).toBeGreaterThan(5);
    expect(['fulfilled', 'partly_fulfilled']).toContain(view.exercises[0]?.status);
    await expectOnce(world, id);
    const attempts = view.exercises[0]?.tasks.map((task) => task.attempts) ?? [];
    // An accepted task is asked about again; any other was called for once.
    expect(attempts.filter((count) => count > 2)).toEqual([]);
  });
});

/** Delivers every job of the request again, by the queue and beside it, until it is over. */
async function ringEverything(world: World, id: string, over: () => boolean): Promise<number> {
  const worker = world.worker;
  if (!worker) throw new Error('this world has no worker');
  const queues = worker.get(Queues);
  let rung = 0;
  for (; !over(); rung += 1) {
    const { tasks } = await world.exercise(id);
    const rings = tasks.map((task) => ({
      jobId: `again-${task.id}-${rung}`,
      name: 'task.dispatch',
      data: { taskId: task.id },
    }));
    for (const [index, task] of tasks.entries()) {
      await queues.ring(connectorQueue(task.connector), rings.slice(index, index + 1));
    }
    const again = {
      jobId: `again-${id}-${rung}`,
      name: 'request.advance',
      data: { requestId: id },
    };
    await queues.ring(REQUESTS_QUEUE, [again]);
    await Promise.all([
      worker.get(Advance).run(id),
      ...tasks
        .flatMap((task) => [task.id, task.id])
        .map((one) => worker.get(Dispatcher).dispatch(one)),
    ]);
  }
  return rung;
}

const redis = testRedis();

/** Nobody takes a job from a paused queue; the flush takes the jobs, and the pause with them. */
async function flushWhileJobsWait(world: World): Promise<void> {
  const { connection } = world.worker?.get(QueueBackend) ?? {};
  if (!redis || !connection) throw new Error('this world has no Redis');
  const queues = SYSTEM_NAMES.map((slug) => new Queue(connectorQueue(slug), { connection }));
  await Promise.all(queues.map((queue) => queue.pause()));
  const queued = () => world.database.query(`SELECT 1 FROM tasks WHERE status = 'queued'`);
  await until(queued, (rows) => rows.length > 0, WAIT);
  await redis.flush();
  await Promise.all(queues.map((queue) => queue.close()));
}
const onRedis = redis ? describe : describe.skip;

onRedis('a Redis that is flushed', () => {
  let world: World;
  beforeAll(async () => {
    const redisUrl = redis?.url ?? '';
    world = await openWorld({ backend: { name: 'redis', redisUrl }, people: PEOPLE });
  });
  afterAll(() => world.close());

  it('field 42: loses nothing and does nothing twice', async () => {
    const ids = await Promise.all([11, 12, 13, 14].map((index) => fileErasure(world, index)));
    let flushes = 0;
    const ended = Promise.all(ids.map((id) => world.carryThrough(id)));
    const done = async () =>
      (await world.database.query(`SELECT 1 FROM tasks WHERE status = 'done'`)).length;
    for (const count of [1, 8, 16, 24]) {
      await until(done, (now) => now >= count, WAIT);
      await flushWhileJobsWait(world);
      flushes += 1;
    }
    const views = await ended;
    expect(flushes).toBe(4);
    for (const view of views) {
      expect(view.exercises.every(({ status }) => isFinal(status))).toBe(true);
      await expectOnce(world, view.id);
    }
    const all = views.flatMap(({ exercises }) => erasures(exercises[0]?.tasks ?? []));
    expect(await effectsOf(world)).toEqual(all.sort());
  });
});
