import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import type { ExerciseView, MeasureView } from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { payloadsOf } from '../support/halfway.js';
import { onDatabase, SYSTEM_NAMES } from '../support/systems.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const { frenchMan, germanWoman, thaiWoman, vietnameseWoman } = PERSONAS;
const SUBJECTS = { accounts: 'people', marketing: 'contacts', telemetry: 'devices' } as const;
const NOWHERE = { accounts: 0, marketing: 0, telemetry: 0 };
const within = 60_000;

/** An erasure restricts before it erases; what becomes of that, however the erasure ends. */
describe('the restriction inside an erasure', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
  });
  afterAll(async () => {
    await world.close();
  });

  /** How many subjects each system has under restriction. */
  const restricted = async () => {
    const counts = SYSTEM_NAMES.map((system) =>
      onDatabase(world.systems.databases[system].url, async (client) => {
        const { rows } = await client.query<{ count: number }>(
          `select count(*)::int from ${SUBJECTS[system]} where restricted_at is not null`,
        );
        return [system, rows[0]?.count] as const;
      }),
    );
    return Object.fromEntries(await Promise.all(counts));
  };
  const restriction = async (request: string): Promise<MeasureView | undefined> =>
    (await world.view(request)).measures.find(({ kind }) => kind === 'restriction');
  const tried = ({ tasks }: ExerciseView, key: string) =>
    tasks.some((task) => task.key === key && task.attempts > 0);
  const erasureOf = (value: string, residence: string, closeAccount = true) =>
    world.fileVerified({
      right: 'erasure',
      residence,
      identifiers: [{ type: 'email', value }],
      closeAccount,
    });
  const sound = async (request: string) => {
    const opened = await world.evidence(request);
    expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
    expect(await verifyReceipts(opened)).toMatchObject({ findings: [] });
  };

  /** Acts on an erasure when accounts has restricted, and before anything is erased. */
  async function halfway(
    { value, residence }: { value: string; residence: string },
    act: (request: string) => Promise<unknown>,
  ): Promise<string> {
    const request = await erasureOf(value, residence);
    await world.reaches(request, 'awaiting_approval');
    expect(await restriction(request)).toBeUndefined();
    const marketing = await world.systems.takeDown('marketing');
    await onDatabase(world.systems.databases.telemetry.url, async (telemetry) => {
      await telemetry.query('begin; lock table devices in share row exclusive mode');
      await world.approve(request);
      await until(
        () => world.exercise(request),
        (one) =>
          one.tasks.some(({ key, status }) => key === 'restrict:accounts' && status === 'done') &&
          tried(one, 'restrict:marketing') &&
          tried(one, 'restrict:telemetry'),
        { within },
      );
      expect(await restricted()).toEqual({ ...NOWHERE, accounts: 1 });
      const pending = { cause: 'erasure_pending', status: 'in_force' };
      expect(await restriction(request)).toMatchObject(pending);
      await act(request);
      await telemetry.query('commit');
    });
    await marketing.bringBack();
    return request;
  }

  it('is lifted on every system that may have it when the person withdraws', async () => {
    const she = { value: germanWoman.email, residence: 'DE' };
    const request = await halfway(she, (id) =>
      world.post('operator', `/v1/requests/${id}/withdrawal`),
    );
    const view = await world.carryThrough(request);
    expect(view.exercises[0]).toMatchObject({ status: 'withdrawn', reason: 'person_withdrew' });
    expect(await restricted()).toEqual(NOWHERE);
    expect(view.measures).toMatchObject([
      { cause: 'erasure_pending', status: 'released', notice: null, release: { by: 'system' } },
    ]);
    const keys = view.exercises[0]?.tasks.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(SYSTEM_NAMES.map((name) => `release:${name}`)));
    await sound(request);
  });

  it('is lifted by a person, who tells him before, when the erasure is refused', async () => {
    const he = { value: frenchMan.email, residence: 'FR' };
    const request = await halfway(he, (id) =>
      world.post('operator', `/v1/requests/${id}/refusal`, { ground: 'legal_claims' }),
    );
    await world.reaches(request, 'delivering');
    await world.send(request);
    await world.reaches(request, 'refused');
    const standing = await restriction(request);
    expect(standing).toMatchObject({ status: 'in_force', cause: 'erasure_pending' });
    expect((await world.view(request)).closedAt).toBeNull();
    const path = `/v1/measures/${standing?.id}`;
    await expect(world.post('operator', `${path}/release`)).rejects.toThrow('notice_missing');
    const sentAt = new Date().toISOString();
    await world.post('operator', `${path}/notice`, { channel: 'letter', sentAt });
    await world.post('operator', `${path}/release`);
    await world.carryThrough(request);
    expect(await restricted()).toEqual(NOWHERE);
    expect(await restriction(request)).toMatchObject({ status: 'released' });
    await sound(request);
  });

  it('ends where the erasure did not reach all, so that the rest stays in use', async () => {
    const request = await erasureOf(vietnameseWoman.email, 'DE', false);
    const view = await world.carryThrough(request);
    const cells = view.exercises[0]?.plan?.cells ?? [];
    expect(cells.map(({ decision }) => decision)).toContain('keep');
    expect(await restricted()).toEqual(NOWHERE);
    expect(view.measures.map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual([
      'restriction released',
      'suppression in_force',
    ]);
    await sound(request);
  });

  it('stays for what a law keeps, beyond the end of the request', async () => {
    const request = await erasureOf(thaiWoman.email, 'TH');
    const view = await world.carryThrough(request);
    expect(view.exercises[0]).toMatchObject({ reason: 'retained_by_law' });
    const kept = view.measures.find(({ kind }) => kind === 'restriction');
    expect(kept).toMatchObject({ cause: 'retained_by_law', status: 'in_force', release: null });
    const release = world.post('operator', `/v1/measures/${kept?.id}/release`);
    await expect(release).rejects.toThrow('kept by law');
    const types = (await payloadsOf(world, request)).map(({ type }) => type);
    expect(types).toContain('measure.retained');
    await sound(request);
  });
});
