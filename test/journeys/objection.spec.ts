import { verifyChain, verifyReceipts } from '@habeas/evidence-format';
import type {
  ExerciseView,
  MeasureView,
  MessageText,
  MessageView,
  RejectionView,
} from '@habeas/requests';
import { PERSONAS } from '../../apps/connectors/people/personas.js';
import { payloadsOf } from '../support/halfway.js';
import { onDatabase, type SystemName } from '../support/systems.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const { germanWoman, thaiMan, thaiWoman, frenchMan } = PERSONAS;
const email = (value: string) => [{ type: 'email', value }];

const REASONS = 'The use for fraud detection was looked at by the board; {done} stays as it is.';

describe('an objection to what rests on legitimate interests', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend: { name: 'postgres' } });
  });
  afterAll(() => world.close());

  const objection = (residence: string, value: string) =>
    world.fileVerified({ right: 'objection', residence, identifiers: email(value) });
  const weighed = async (id: string) => {
    const exercise = await world.reaches(id, 'awaiting_decision');
    expect(exercise.reason).toBe('interests_to_weigh');
    return exercise;
  };
  const decide = async (id: string, more: object) => {
    const { seal } = await world.exercise(id);
    const body = { seal, statement: REASONS, ...more };
    return world.post('approver', `/v1/requests/${id}/balance`, body);
  };
  const measureOf = async (id: string) => {
    const path = `/v1/measures?request=${id}`;
    const { items } = await world.get<{ items: MeasureView[] }>('auditor', path);
    return items[0];
  };
  const rows = <T extends object>(system: SystemName, sql: string, params: unknown[] = []) =>
    onDatabase(
      world.systems.databases[system].url,
      async (client) => (await client.query<T>(sql, params)).rows,
    );
  const textOf = async (id: string, kind: string) => {
    const path = `/v1/requests/${id}/messages?kind=${kind}`;
    const { items } = await world.get<{ items: MessageView[] }>('operator', path);
    const [message] = items;
    return (await world.get<MessageText>('operator', `/v1/messages/${message?.id}`)).text;
  };
  const device = germanWoman.devices[0];
  const report = () => {
    const recordedAt = new Date().toISOString();
    return world.systems.telemetry.ingest({
      serial: device?.serial ?? '',
      points: [{ recordedAt, latitude: 52.5, longitude: 13.4, accuracyM: 5, source: 'gps' }],
      events: [{ recordedAt, action: 'open', screen: 'home', durationMs: 5 }],
    });
  };

  describe('that is upheld', () => {
    let id: string;

    it('holds the position at once, for those uses alone, and waits for a person', async () => {
      expect(await report()).toEqual({ stored: 2, dropped: 0 });
      id = await objection('DE', germanWoman.email);
      const exercise = await weighed(id);
      expect(exercise.tasks.filter(({ action }) => action === 'restrict')).toHaveLength(3);
      expect(await measureOf(id)).toMatchObject({
        kind: 'restriction',
        cause: 'objection_pending',
        status: 'in_force',
      });
      const [account] = await rows<{ restricted_at: Date | null; uses: object }>(
        'accounts',
        `select restricted_at, uses from people join restrictions on person_id = people.id
         where request = $1`,
        [id],
      );
      expect(account?.restricted_at).toBeNull();
      expect(account?.uses).toMatchObject({
        ID: expect.arrayContaining(['manage-site', 'updates', 'improvement-surveys', 'others']),
        TR: expect.arrayContaining(['updates', 'improvement-surveys']),
      });
    });

    it('collects no more what no other use needs, and goes on with the rest', async () => {
      expect(await report()).toEqual({ stored: 1, dropped: 1 });
    });

    it('is decided by who is independent, who saw the plan, with a ground to refuse', async () => {
      await expect(decide(id, { decision: 'upheld', seal: 'a'.repeat(43) })).rejects.toThrow(
        'seal_mismatch',
      );
      await expect(decide(id, { decision: 'refused' })).rejects.toThrow('body_invalid');
      const wrong = decide(id, { decision: 'upheld', ground: 'legal_claims' });
      await expect(wrong).rejects.toThrow('body_invalid');
      const outright = world.post('operator', `/v1/requests/${id}/refusal`, {
        ground: 'compelling_grounds',
      });
      await expect(outright).rejects.toThrow('transition_illegal');
      await openedBy('approver');
      await expect(decide(id, { decision: 'upheld' })).rejects.toThrow('approver_not_independent');
      await openedBy('portal');
    });

    const openedBy = (name: string) =>
      world.database.query(
        'UPDATE requests SET opened_by = (SELECT id FROM principals WHERE name = $2) WHERE id = $1',
        [id, name],
      );

    it('ends the use for good, and erases what served nothing else', async () => {
      const path = `/v1/requests/${id}/messages`;
      const lifting = { kind: 'release_notice', measure: (await measureOf(id))?.id };
      await world.post('operator', path, lifting);
      await decide(id, { decision: 'upheld' });
      const done = await world.reaches(id, 'delivering');
      await expect(world.post('operator', path, lifting)).rejects.toThrow('body_invalid');
      const { items } = await world.get<{ items: MessageView[] }>(
        'operator',
        `${path}?kind=release_notice`,
      );
      expect(items.map(({ status }) => status)).toEqual(['void']);
      expect(done).toMatchObject({ reason: 'objection_upheld', outcome: 'fulfilled' });
      expect(done.judgement).toMatchObject({ kind: 'balance', outcome: 'upheld', ground: null });
      const acted = done.tasks.filter(({ action }) => ['erase', 'verify'].includes(action));
      expect(acted.map(({ key, outcome }) => `${key} ${outcome}`).sort()).toEqual([
        'erase:telemetry completed',
        'verify:telemetry completed',
      ]);
      const [left] = await rows<{ points: number; events: number }>(
        'telemetry',
        `select (select count(*)::int from location_points where device_id = d.id) as points,
           (select count(*)::int from usage_events where device_id = d.id) as events
         from devices d where serial = $1`,
        [device?.serial],
      );
      expect(left?.points).toBe(0);
      expect(left?.events).toBeGreaterThan(0);
    });

    it('tells the reasons in her own words, and that she can ask for erasure', async () => {
      const text = await textOf(id, 'answer');
      expect(text).toContain(REASONS);
      expect(text).toContain('Art. 17(1)(c) GDPR');
      const [stored] = await world.database.query<{ statement: Buffer }>(
        'SELECT statement FROM judgements WHERE request_id = $1',
        [id],
      );
      expect(stored?.statement.toString('latin1')).not.toContain('fraud');
    });

    it('closes with a whole proof, and stands', async () => {
      const view = await world.carryThrough(id);
      expect(view.closedAt).not.toBeNull();
      expect(await measureOf(id)).toMatchObject({ cause: 'objection_upheld', status: 'in_force' });
      const release = world.post('operator', `/v1/measures/${(await measureOf(id))?.id}/release`);
      await expect(release).rejects.toThrow('transition_illegal');
      const opened = await world.evidence(id);
      expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
      expect(await verifyReceipts(opened)).toMatchObject({ findings: [] });
      const facts = await payloadsOf(world, id);
      expect(facts.find(({ type }) => type === 'interests.weighed')?.data).toMatchObject({
        outcome: 'upheld',
        statement: expect.stringMatching(/^[\w-]{43}$/),
      });
    });
  });

  describe('that is refused, under the PDPA', () => {
    it('is on record, answered with ground and reasons, and lifted after a notice', async () => {
      const id = await objection('TH', thaiMan.email);
      const { plan } = await weighed(id);
      expect(JSON.stringify(plan?.cells)).toContain('s. 32');
      await decide(id, { decision: 'refused', ground: 'compelling_grounds' });
      const done = await world.reaches(id, 'delivering');
      expect(done).toMatchObject({ reason: 'compelling_grounds', outcome: 'refused' });
      expect(done.notice?.laws[0]?.citations).toEqual(['s. 32 para 1 (1) PDPA']);
      expect(await textOf(id, 'refusal_notice')).toContain(REASONS);
      const path = '/v1/rejections?law=pdpa_tha';
      const { items } = await world.get<{ items: RejectionView[] }>('auditor', path);
      expect(items[0]).toMatchObject({ request: id, ground: 'compelling_grounds' });
      await world.send(id);
      await world.reaches(id, 'refused');
      const measure = await measureOf(id);
      expect(measure).toMatchObject({ cause: 'objection_pending', status: 'in_force' });
      const release = () => world.post('operator', `/v1/measures/${measure?.id}/release`);
      await expect(release()).rejects.toThrow('notice_missing');
      const told = { channel: 'email', sentAt: new Date().toISOString() };
      await world.post('operator', `/v1/measures/${measure?.id}/notice`, told);
      await release();
      await until(
        () => world.view(id),
        ({ closedAt }) => closedAt !== null,
        { within: 60_000 },
      );
      const left = await rows('accounts', 'select from restrictions where request = $1', [id]);
      expect(left).toEqual([]);
    });
  });

  it('that is upheld erases nothing under a hold, nor before access is answered', async () => {
    const identifiers = email(thaiWoman.email);
    const access = await world.fileVerified({ right: 'access', residence: 'DE', identifiers });
    const id = await objection('DE', thaiWoman.email);
    await weighed(id);
    const [identifier] = identifiers;
    const matter = { matter: 'A claim', categories: [], reviewOn: '2099-01-01', identifier };
    const hold = await world.post('operator', '/v1/holds', matter);
    await decide(id, { decision: 'upheld' });
    const held = await until(
      () => world.exercise(id),
      ({ status, reason }) => status === 'awaiting_decision' && reason === 'hold_in_force',
      { within: 60_000 },
    );
    const erasing = ({ tasks }: ExerciseView) => tasks.filter(({ action }) => action === 'erase');
    expect(erasing(held).map(({ attempts }) => attempts)).toEqual([0]);

    await world.post('operator', `/v1/holds/${hold.id}/release`);
    const behind = await world.reaches(id, 'acting');
    expect(behind.waitsFor).toEqual([access]);
    const { closedAt } = await world.carryThrough(access);
    await world.reaches(id, 'delivering');
    const [erased] = erasing(await world.exercise(id));
    expect(Date.parse(erased?.finishedAt ?? '')).toBeGreaterThan(Date.parse(closedAt ?? ''));
  });

  it('that is withdrawn gives everything back to use, unasked', async () => {
    const id = await objection('FR', frenchMan.email);
    await weighed(id);
    await world.post('operator', `/v1/requests/${id}/withdrawal`);
    await world.carryThrough(id);
    expect(await measureOf(id)).toMatchObject({ status: 'released' });
  });
});
