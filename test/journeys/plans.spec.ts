import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { until } from '../support/index.js';
import { openWorld, type World } from '../support/world.js';

const within = 60_000;

let world: World;
beforeAll(async () => {
  world = await openWorld({ backend: { name: 'postgres' } });
});
afterAll(() => world.close());

it('says of a system whose search was left out that nobody knows, not that it holds nothing', async () => {
  const outage = await world.systems.takeDown('marketing');
  const id = await world.fileVerified({
    right: 'access',
    residence: 'DE',
    identifiers: [{ type: 'email', value: PERSONAS.germanWoman.email }],
  });
  // Each identifier found elsewhere is searched there too, so there is more than one to leave out.
  await until(
    async () => {
      const exercise = await world.exercise(id);
      for (const { id: task, key, status } of exercise.tasks) {
        if (!key.startsWith('locate:marketing') || status === 'done') continue;
        const body = { reason: 'system_lost' };
        await world.post('operator', `/v1/tasks/${task}/skip`, body).catch(() => undefined);
      }
      return exercise;
    },
    ({ plan }) => plan !== null,
    { within },
  );
  const [exercise] = (await world.carryThrough(id)).exercises;
  await outage.bringBack();
  expect(exercise).toMatchObject({ status: 'partly_fulfilled', reason: 'task_skipped' });
  const decisions = (system: string) =>
    new Set(
      exercise?.plan?.cells.filter((cell) => cell.system === system).map((one) => one.decision),
    );
  expect(decisions('marketing')).toEqual(new Set(['not_searched']));
  expect(decisions('accounts')).toEqual(new Set(['export']));
  expect(exercise?.plan?.notes).toContain('The search was left out on marketing.');
  const made = exercise?.tasks.map(({ key }) => key);
  expect(made).toContain('export:accounts');
  expect(made).not.toContain('export:marketing');
});
