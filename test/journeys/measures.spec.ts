import { randomBytes } from 'node:crypto';
import { newId } from '@habeas/database';
import { verifyChain, verifyReceipts, type OpenedChain } from '@habeas/evidence-format';
import type { MeasureView, SuppressionAnswer } from '@habeas/requests';
import { recipientsOf } from '../../apps/connectors/marketing/recipients.js';
import { PERSONAS, STRANGER } from '../../apps/connectors/people/personas.js';
import { backends } from '../support/index.js';
import { onDatabase, SYSTEM_NAMES } from '../support/systems.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

const { germanWoman, frenchMan, thaiMan, thaiWoman } = PERSONAS;
const email = (value: string) => [{ type: 'email', value }];

/** More than fit into a connector's window. */
const OTHER_TASKS = 200;
/** Four run when the objection comes; while it runs, the three other places are taken once or twice. */
const MAY_FINISH_BEFORE = 20;

const SUBJECTS = { accounts: 'people', marketing: 'contacts', telemetry: 'devices' } as const;

describe.each(backends())('measures, queues on $name', (backend) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ backend });
  });
  afterAll(async () => {
    await world.close();
  });

  const measuresOf = async (request: string) => {
    const path = `/v1/measures?request=${request}`;
    return (await world.get<{ items: MeasureView[] }>('auditor', path)).items;
  };
  const suppressed = async (...values: string[]) => {
    const asked = JSON.stringify(values.flatMap(email));
    const headers = { 'habeas-identifiers': Buffer.from(asked).toString('base64url') };
    const path = '/v1/suppressions/check';
    return (await world.get<{ items: SuppressionAnswer[] }>('owner', path, headers)).items;
  };
  /** How many subjects each system has under restriction. */
  const restricted = async () => {
    const counts = await Promise.all(
      SYSTEM_NAMES.map((system) =>
        onDatabase(world.systems.databases[system].url, async (client) => {
          const { rows } = await client.query<{ count: number }>(
            `select count(*)::int from ${SUBJECTS[system]} where restricted_at is not null`,
          );
          return [system, rows[0]?.count] as const;
        }),
      ),
    );
    return Object.fromEntries(counts);
  };
  const told = () => ({ channel: 'email', sentAt: new Date().toISOString() });

  describe('a restriction', () => {
    let request: string;
    let measure: string;

    it('is imposed on three systems, seen in their tables, without approval', async () => {
      expect(await restricted()).toEqual({ accounts: 0, marketing: 0, telemetry: 0 });
      request = await world.fileVerified({
        right: 'restriction',
        residence: 'FR',
        identifiers: email(frenchMan.email),
      });
      const done = await world.reaches(request, 'delivering');
      expect(done).toMatchObject({ reason: 'data_restricted', outcome: 'fulfilled' });
      const devices = frenchMan.devices.length;
      expect(await restricted()).toEqual({ accounts: 1, marketing: 1, telemetry: devices });
      const cells = done.plan?.cells.filter(({ decision }) => decision === 'restrict') ?? [];
      expect(new Set(cells.map(({ system }) => system))).toEqual(new Set(SYSTEM_NAMES));
      expect(cells[0]?.grounds[0]?.article).toContain('Art. 18');
    });

    it('stands after the answer, and holds the request open', async () => {
      await world.send(request);
      await world.reaches(request, 'fulfilled');
      const [standing, ...more] = await measuresOf(request);
      expect(standing).toMatchObject({ kind: 'restriction', status: 'in_force', notice: null });
      expect(more).toEqual([]);
      measure = standing?.id ?? '';
      expect((await world.view(request)).closedAt).toBeNull();
      expect(verifyChain(await world.evidence(request))).toMatchObject({ state: 'open' });
    });

    it('is not lifted before the person was told', async () => {
      const release = () => world.post('operator', `/v1/measures/${measure}/release`);
      await expect(release()).rejects.toThrow('notice_missing');
      const early = { channel: 'email', sentAt: '2020-01-01T00:00:00Z' };
      const sham = world.post('operator', `/v1/measures/${measure}/notice`, early);
      await expect(sham).rejects.toThrow('body_invalid');
      await expect(release()).rejects.toThrow('notice_missing');
      expect((await restricted())['accounts']).toBe(1);
    });

    it('is lifted everywhere once she was, and only then the request ends', async () => {
      await world.post('operator', `/v1/measures/${measure}/notice`, told());
      await world.post('operator', `/v1/measures/${measure}/release`);
      const view = await until(
        () => world.view(request),
        ({ closedAt }) => closedAt !== null,
        { within: 60_000 },
      );
      expect(await restricted()).toEqual({ accounts: 0, marketing: 0, telemetry: 0 });
      const releases = view.exercises[0]?.tasks.filter(({ action }) => action === 'release');
      expect(releases?.map(({ key }) => key).sort()).toEqual([
        'release:accounts',
        'release:marketing',
        'release:telemetry',
      ]);
      const [ended] = await measuresOf(request);
      expect(ended).toMatchObject({
        status: 'released',
        notice: { channel: 'email', by: expect.stringMatching(/^prn_/) },
        release: { by: expect.stringMatching(/^prn_/), releasedAt: expect.any(String) },
      });
      const again = world.post('operator', `/v1/measures/${measure}/release`);
      await expect(again).rejects.toThrow('transition_illegal');
      const opened = await world.evidence(request);
      expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
      expect(await verifyReceipts(opened)).toMatchObject({ findings: [] });
    });

    it('is imposed under the PDPA too, and not lifted while it is under way', async () => {
      const thai = await world.fileVerified({
        right: 'restriction',
        residence: 'TH',
        identifiers: email(thaiMan.email),
      });
      const done = await world.reaches(thai, 'delivering');
      const articles = done.plan?.cells.flatMap(({ grounds }) => grounds.map((one) => one.article));
      expect(articles).toContain('s. 34 para 1 PDPA');
      const [standing] = await measuresOf(thai);
      await world.post('operator', `/v1/measures/${standing?.id}/notice`, told());
      const early = world.post('operator', `/v1/measures/${standing?.id}/release`);
      await expect(early).rejects.toThrow('transition_illegal');
      await world.send(thai);
      await world.reaches(thai, 'fulfilled');
      await liftedOnceMarketingWorks(thai, standing?.id);
    });

    /** One system cannot release: the measure stands until somebody has it tried again. */
    async function liftedOnceMarketingWorks(thai: string, id: string | undefined): Promise<void> {
      const { url } = world.systems.databases.marketing;
      const renamed = (from: string, to: string) =>
        onDatabase(url, (client) => client.query(`alter table ${from} rename to ${to}`));
      const taskOf = async () =>
        (await world.exercise(thai)).tasks.find(({ key }) => key === 'release:marketing');
      await renamed('restrictions', 'broken');
      await world.post('operator', `/v1/measures/${id}/release`);
      const failed = await until(taskOf, (task) => (task?.nextTryAt ?? null) !== null, {
        within: 60_000,
      });
      expect((await measuresOf(thai))[0]).toMatchObject({ status: 'releasing' });
      expect((await world.view(thai)).closedAt).toBeNull();
      await renamed('broken', 'restrictions');
      await world.post('operator', `/v1/tasks/${failed?.id}/retry`);
      const ended = await world.carryThrough(thai);
      expect(ended.closedAt).not.toBeNull();
      expect((await measuresOf(thai))[0]).toMatchObject({ status: 'released' });
      expect(await restricted()).toEqual({ accounts: 0, marketing: 0, telemetry: 0 });
      expect(verifyChain(await world.evidence(thai))).toMatchObject({ state: 'complete' });
    }
  });

  describe('an objection to marketing', () => {
    /** Hangs lookups on marketing onto a request that waits for its person. */
    async function crowdMarketing(): Promise<string> {
      const waiting = await world.file({
        right: 'access',
        residence: 'TH',
        identifiers: email(thaiMan.email),
      });
      const { id: exercise } = await world.reaches(waiting, 'awaiting_identity');
      const keys = Array.from({ length: OTHER_TASKS }, (_, index) => `crowd:${index}`);
      await world.database.query(
        `INSERT INTO tasks (id, request_id, exercise_id, connector_id, action, key, identifier_ids,
           nonce, status, safe_start)
         SELECT made.id, $1, $2, c.id, 'locate', made.key,
           (SELECT array_agg(i.id) FROM identifiers i WHERE i.request_id = $1), made.nonce, 'ready',
           now() - interval '1 year'
         FROM connectors c, unnest($3::text[], $4::text[], $5::text[]) AS made (id, key, nonce)
         WHERE c.slug = 'marketing'`,
        [
          waiting,
          exercise,
          keys.map(() => newId('tsk')),
          keys,
          keys.map(() => randomBytes(32).toString('base64url')),
        ],
      );
      return waiting;
    }
    const crowd = async (waiting: string, condition: string) => {
      const [row] = await world.database.query<{ count: number }>(
        `SELECT count(*)::int FROM tasks WHERE request_id = $1 AND ${condition}`,
        [waiting],
      );
      return row?.count ?? 0;
    };
    const suppressTask = async (request: string) => {
      const [task] = (await world.exercise(request)).tasks;
      return task;
    };

    it('overtakes everything that waits for marketing, on an unverified address', async () => {
      const { url } = world.systems.databases.marketing;
      let waiting = '';
      let request = '';
      let freedAt = 0;
      await onDatabase(url, async (client) => {
        // Marketing stands still: whatever it is asked waits for this table.
        await client.query('begin; lock table contacts in access exclusive mode');
        waiting = await crowdMarketing();
        const window = () => crowd(waiting, `status IN ('queued', 'running')`);
        await until(window, (count) => count >= 64, { within: 60_000 });
        request = await world.file({
          right: 'marketing_objection',
          residence: 'DE',
          identifiers: email(germanWoman.email),
        });
        expect(await suppressed(germanWoman.email)).toEqual([
          { suppressed: true, purposes: ['marketing'] },
        ]);
        await until(
          () => suppressTask(request),
          (task) => task?.status === 'queued',
          { within: 60_000 },
        );
        freedAt = Date.now();
        await client.query('commit');
      });
      await until(
        () => suppressTask(request),
        (task) => task?.status === 'done',
        { within: 60_000 },
      );
      const took = Date.now() - freedAt;
      const [suppress] = await world.database.query<{ finished_at: Date }>(
        'SELECT finished_at FROM tasks WHERE request_id = $1',
        [request],
      );
      const at = suppress?.finished_at.toISOString();
      const before = await crowd(waiting, `finished_at < '${at}'`);
      expect(before).toBeLessThan(MAY_FINISH_BEFORE);
      expect(took).toBeLessThan(15_000);
      const answered = await world.reaches(request, 'delivering');
      expect(answered).toMatchObject({ reason: 'marketing_stopped' });
      expect(answered.tasks.map(({ key }) => key)).toEqual(['suppress:marketing']);
      const [objected] = await onDatabase(url, async (client) => {
        const sql = 'select objected_at from contacts where email = $1';
        return (await client.query<{ objected_at: Date }>(sql, [germanWoman.email])).rows;
      });
      expect(objected?.objected_at).not.toBeNull();
      await until(
        () => crowd(waiting, `status <> 'done'`),
        (left) => left === 0,
        { within: 60_000 },
      );
      const view = await world.carryThrough(request);
      expect(view.exercises[0]).toMatchObject({ status: 'fulfilled', reason: 'marketing_stopped' });
    });

    it('keeps whom nobody knows yet out of mailings after an import', async () => {
      const request = await world.file({
        right: 'marketing_objection',
        residence: 'TH',
        identifiers: email(STRANGER.email),
      });
      const view = await world.carryThrough(request);
      expect(view.exercises[0]?.status).toBe('fulfilled');
      const { marketing } = world.systems;
      const contact = { firstName: 'A', lastName: 'B', locale: 'de-DE', consentedVia: 'list' };
      const objector = { ...contact, contactId: 'M-900001', email: STRANGER.email };
      const other = { ...contact, contactId: 'M-900002', email: 'other@people.test' };
      expect(await marketing.importContact(objector)).toEqual({ mailable: false });
      expect(await marketing.importContact(other)).toEqual({ mailable: true });
      const mailed = (await recipientsOf(marketing.store, 1)).map((one) => one.email);
      expect(mailed).toContain(other.email);
      expect(mailed).not.toContain(STRANGER.email);
    });

    it('shows a person whom no system that mails can be told about', async () => {
      const request = await world.file({
        right: 'marketing_objection',
        residence: 'DE',
        identifiers: [{ type: 'phone', value: germanWoman.phone }],
      });
      const stopped = await world.reaches(request, 'awaiting_decision');
      expect(stopped).toMatchObject({ reason: 'coverage_gap', tasks: [] });
      const [measure] = await measuresOf(request);
      expect(measure).toMatchObject({ kind: 'suppression', purpose: 'marketing' });
      const release = world.post('operator', `/v1/measures/${measure?.id}/release`);
      await expect(release).rejects.toThrow('transition_illegal');
    });

    it('is taken back by its person, and by nobody who objected besides', async () => {
      const value = 'opts.in.again@people.test';
      const objection = async () => {
        const filed = { right: 'marketing_objection', residence: 'DE' } as const;
        const request = await world.file({ ...filed, identifiers: email(value) });
        await world.carryThrough(request);
        return { request, measure: (await measuresOf(request))[0] };
      };
      const [first, second] = [await objection(), await objection()];
      const path = `/v1/measures/${first.measure?.id}`;
      await expect(world.post('operator', `${path}/notice`, told())).rejects.toThrow('no notice');
      await expect(world.post('owner', `${path}/release`)).rejects.toThrow('scope_missing');
      const { note } = await world.post<{ note: string }>('operator', `${path}/release`);
      expect(note).toContain('subscribes nobody');
      const listed = { suppressed: true, purposes: ['marketing'] };
      expect(await suppressed(value)).toEqual([listed]);
      await world.post('operator', `/v1/measures/${second.measure?.id}/release`);
      expect(await suppressed(value)).toEqual([{ suppressed: false, purposes: [] }]);
      const again = world.post('operator', `${path}/release`);
      await expect(again).rejects.toThrow('released already');
      const { measures } = await world.view(first.request);
      expect(measures).toMatchObject([
        {
          kind: 'suppression',
          purpose: 'marketing',
          cause: null,
          status: 'released',
          release: { by: expect.stringMatching(/^prn_/), releasedAt: expect.any(String) },
        },
      ]);
      const own = await world.get<OpenedChain>('auditor', `${path}/evidence`);
      expect(verifyChain(own)).toMatchObject({ state: 'open', entries: 1, findings: [] });
      expect(JSON.parse(own.entries[0]?.payload ?? '')).toMatchObject({
        type: 'measure.lifted',
        data: { measure: first.measure?.id, request: first.request, purpose: 'marketing' },
      });
      const closed = await world.evidence(first.request);
      expect(verifyChain(closed)).toMatchObject({ state: 'complete', findings: [] });
    });
  });

  it('answers that an erased person is not to be made again', async () => {
    expect(await suppressed(thaiWoman.email)).toEqual([{ suppressed: false, purposes: [] }]);
    const request = await world.fileVerified({
      right: 'erasure',
      residence: 'TH',
      identifiers: [...email(thaiWoman.email), ...email('not.hers@people.test')],
      closeAccount: true,
    });
    const view = await world.carryThrough(request);
    expect(view.exercises[0]?.outcome).toBe('partly_fulfilled');
    const answers = await suppressed(
      'nobody@people.test',
      thaiWoman.email.toUpperCase(),
      'not.hers@people.test',
    );
    expect(answers).toEqual([
      { suppressed: false, purposes: [] },
      { suppressed: true, purposes: ['recreate'] },
      { suppressed: false, purposes: [] },
    ]);
    const opened = await world.evidence(request);
    expect(verifyChain(opened)).toMatchObject({ state: 'complete', findings: [] });
    expect(await verifyReceipts(opened)).toMatchObject({ findings: [] });
    const suppression = view.measures.find(({ purpose }) => purpose === 'recreate');
    await world.post('operator', `/v1/measures/${suppression?.id}/release`);
    expect(await suppressed(thaiWoman.email)).toEqual([{ suppressed: false, purposes: [] }]);
  });
});
