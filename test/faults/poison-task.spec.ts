import { createServer } from 'node:http';
import { STARTS_LOST_MAX, type TaskView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { until } from '../support/until.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';
import { openWorld, type World } from '../support/world.js';

describe('a task that kills its worker each time', () => {
  let world: World;
  let worker: WorkerProcess | undefined;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' }, worker: false });
  });
  afterAll(async () => {
    await worker?.terminate();
    await world.close();
  });

  const searchOf = async (request: string, slug: string): Promise<TaskView | undefined> =>
    (await world.exercise(request)).tasks.find(({ key }) => key === `locate:${slug}:1`);

  const change = (request: string, set: string) =>
    world.database.query(
      `UPDATE tasks SET ${set}
       WHERE request_id = $1 AND key = 'locate:marketing:1' AND status <> 'done'`,
      [request],
    );
  /** As if the lease had run out, and as if the rest before the next start were over. */
  const endLease = (request: string) => change(request, 'lease_until = least(lease_until, now())');
  const shortenRest = (request: string) => change(request, 'run_at = least(run_at, now())');

  /** A worker begins the task, whose system never answers, and dies of it. */
  async function diesOf(request: string): Promise<void> {
    const { attempts = 0 } = (await searchOf(request, 'marketing')) ?? {};
    worker = await startWorkerProcess(world.config);
    const hurry = setInterval(() => void shortenRest(request), 500);
    await until(
      () => searchOf(request, 'marketing'),
      (task) => task?.status === 'running' && task.attempts > attempts,
      { within: 60_000 },
    );
    clearInterval(hurry);
    await worker.kill();
    await endLease(request);
  }

  it('is parked for a person, while others go on, and begins anew when tried again', async () => {
    const outage = await world.systems.takeDown('marketing');
    const system = createServer(() => undefined).listen(outage.port, '127.0.0.1');
    const request = await world.fileVerified({
      right: 'access',
      residence: 'DE',
      identifiers: [{ type: 'email', value: PERSONAS.germanWoman.email }],
    });
    for (let starts = 0; starts < STARTS_LOST_MAX; starts++) await diesOf(request);
    worker = await startWorkerProcess(world.config);
    await until(
      () => searchOf(request, 'marketing'),
      (task) => task?.status === 'done',
      { within: 60_000 },
    );
    system.closeAllConnections();
    await new Promise((closed) => system.close(closed));
    await outage.bringBack();
    const stopped = await world.reaches(request, 'awaiting_decision');
    expect(stopped.reason).toBe('task_failed');
    expect(await searchOf(request, 'marketing')).toMatchObject({
      status: 'done',
      outcome: 'failed',
      lastError: 'worker_lost',
      attempts: STARTS_LOST_MAX,
      receipt: false,
    });
    expect((await searchOf(request, 'accounts'))?.outcome).toBe('completed');
    await world.post('operator', `/v1/requests/${request}/retries`);
    const view = await world.carryThrough(request);
    expect(view.exercises[0]?.status).toBe('fulfilled');
  }, 240_000);
});
