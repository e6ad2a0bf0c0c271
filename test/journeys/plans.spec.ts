import type { ExerciseView } from '@habeas/requests';
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

describe('an approval', () => {
  const identifiers = [{ type: 'email', value: PERSONAS.frenchMan.email }];
  const filed = { residence: 'FR', identifiers, closeAccount: true };
  let access: string;
  let id: string;
  let first: ExerciseView;
  const decide = (decision: string, seal: string | null) =>
    world.post('approver', `/v1/requests/${id}/approval`, { seal, decision });
  const replanned = async () => {
    const { seal } = await world.exercise(id);
    await world.post('operator', `/v1/requests/${id}/replanning`);
    const anew = await world.reaches(id, 'awaiting_approval');
    expect(anew.seal).not.toBe(seal);
    return anew;
  };

  it('may be taken back by a rejection while the plan waits, and is not given twice', async () => {
    access = await world.fileVerified({ right: 'access', ...filed });
    id = await world.fileVerified({ right: 'erasure', ...filed });
    first = await world.reaches(id, 'awaiting_approval');
    await decide('approved', first.seal);
    await until(
      () => world.exercise(id),
      ({ reason }) => reason === 'access_first',
      { within },
    );
    await expect(decide('approved', first.seal)).rejects.toThrow('transition_illegal');
    await decide('rejected', first.seal);
    const stopped = await world.reaches(id, 'awaiting_decision');
    expect(stopped).toMatchObject({
      reason: 'approval_rejected',
      approvals: [{ decision: 'rejected' }],
    });
  });

  it('is void with its plan, though that comes out the same: it is searched and decided anew', async () => {
    const anew = await replanned();
    expect(anew.plan).toMatchObject({ ...first.plan, number: 2 });
    expect(anew.approvals).toEqual([]);
    const found = anew.tasks.filter(({ key }) => key.startsWith('locate:accounts:1'));
    expect(found.map(({ key, status }) => `${key} ${status}`).sort()).toEqual([
      'locate:accounts:1 done',
      'locate:accounts:1~1 done',
    ]);
    await expect(decide('approved', first.seal)).rejects.toThrow('seal_mismatch');
  });

  it('does not carry a plan for a system that has left', async () => {
    await world.carryThrough(access);
    const status = (now: string) =>
      world.database.query(`UPDATE connectors SET status = $1 WHERE slug = 'marketing'`, [now]);
    await status('retired');
    await world.approve(id);
    const stopped = await world.reaches(id, 'awaiting_decision');
    expect(stopped.reason).toBe('plan_drifted');
    expect(stopped.drift).toMatchObject([{ what: 'manifest', name: 'marketing', now: null }]);
    await status('active');
    await replanned();
    const [done] = (await world.carryThrough(id)).exercises;
    expect(done).toMatchObject({ status: 'partly_fulfilled', reason: 'retained_by_law' });
  });
});
