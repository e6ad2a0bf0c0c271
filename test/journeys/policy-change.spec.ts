import { jest } from '@jest/globals';
import { Config } from '@habeas/config';
import { verifyChain, type OpenedChain } from '@habeas/evidence-format';
import { PolicyInForce, readPolicyFiles } from '@habeas/policy';
import { PolicyMigration, type PolicyEffects, type RequestView } from '@habeas/requests';
import type { INestApplicationContext } from '@nestjs/common';
import { createApi } from '../../apps/api/src/create-api.js';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { startTestApi, type TestApi } from '../support/api.js';
import { until } from '../support/index.js';

/** Received in March, due on the Sunday of Easter, so on the Tuesday that follows. */
const TOUCHED = '2026-03-05T09:00:00+01:00';
const UNTOUCHED = '2026-03-10T09:00:00+01:00';

type Files = { name: string; text: string }[];
interface Version {
  digest: string;
  status: string;
}
interface Payload {
  type: string;
  at: string;
  actor: string;
  data: Record<string, unknown>;
}

const payloads = ({ entries }: OpenedChain) =>
  entries.map(({ payload }) => JSON.parse(payload) as Payload);

describe('a change of policy', () => {
  let api: TestApi;
  let keys: Record<'portal' | 'operator' | 'steward' | 'auditor', string>;
  let shipped: Files;
  let inForce: string;
  beforeAll(async () => {
    api = await startTestApi({ callsPerMinute: 100_000 });
    keys = {
      portal: await api.key('portal', 'intake'),
      operator: await api.key('olga', 'operator'),
      steward: await api.key('paul', 'policy'),
      auditor: await api.key('anna', 'auditor'),
    };
    const files = Object.entries(readPolicyFiles(api.config.policyDir));
    shipped = files.map(([name, text]) => ({ name, text }));
    inForce = (await versions()).find(({ status }) => status === 'in_force')?.digest ?? '';
  });
  afterAll(() => api.close());

  const read = async <T>(path: string, key: string) =>
    (await api.get(path, { key })).body as unknown as T;
  const versions = async () =>
    (await read<{ items: Version[] }>('/v1/policy-versions', keys.steward)).items;
  const propose = (files: Files) =>
    api.post('/v1/policy-versions', { key: keys.steward, body: { files } });
  const activate = (digest: string, replaces: string) =>
    api.post(`/v1/policy-versions/${digest}/activation`, {
      key: keys.steward,
      body: { replaces },
    });
  const effectsOf = (digest: string) =>
    read<PolicyEffects>(`/v1/policy-versions/${digest}/effects`, keys.steward);
  const show = (id: string) => read<RequestView>(`/v1/requests/${id}`, keys.operator);
  const evidence = (id: string) => read<OpenedChain>(`/v1/requests/${id}/evidence`, keys.auditor);
  const recomputed = async (id: string) =>
    payloads(await evidence(id)).filter(({ type }) => type === 'clock.recomputed');

  async function file(receivedAt: string, right = 'access'): Promise<string> {
    const body = {
      receivedAt,
      channel: 'web_form',
      locale: 'de',
      subject: {
        residence: 'DE',
        identifiers: [{ type: 'email', value: `a${Math.random()}@people.test` }],
      },
      rights: [{ right }],
    };
    const answer = await api.post('/v1/requests', { key: keys.portal, body });
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    return String(answer.body['id']);
  }

  /** The shipped files with further public holidays in Germany. */
  function withHolidays(days: string[]): Files {
    const lines = days.map((day) => `      '${day}': A day of mourning\n`).join('');
    return shipped.map(({ name, text }) => {
      if (name !== 'calendars/DE.yaml') return { name, text };
      const more = text.replace("      '2026-04-06': Easter Monday\n", (line) => line + lines);
      expect(more).not.toBe(text);
      return { name, text: more };
    });
  }

  async function proposed(files: Files): Promise<string> {
    const { status, body } = await propose(files);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return String(body['digest']);
  }

  /** The day in UTC on which the answer is owed by law. */
  const dueDays = async (id: string) => {
    const clocks = (await show(id)).exercises[0]?.clocks ?? [];
    return clocks.map(({ legalDue }) => legalDue?.slice(0, 10));
  };

  it('begins with what came with the software, announced in the evidence', async () => {
    expect(await versions()).toEqual([
      expect.objectContaining({ digest: inForce, status: 'in_force', createdBy: 'system' }),
    ]);
    const own = await read<OpenedChain>('/v1/installation/evidence', keys.auditor);
    expect(verifyChain(own)).toMatchObject({ state: 'open', findings: [] });
    expect(payloads(own).map(({ type, data }) => [type, data['policy']])).toEqual([
      ['installation.opened', undefined],
      ['policy.activated', inForce],
    ]);
  });

  it('shows with each clock the calendar that it was computed with', async () => {
    const view = await show(await file(TOUCHED));
    expect(view.exercises[0]?.clocks[0]).toMatchObject({
      legalDue: expect.stringMatching(/^2026-04-07/),
      calendar: { id: 'DE', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it.each<[string, (files: Files) => Files, string]>([
    [
      'an impossible date',
      (files) => files.map((one) => replaced(one, "'2026-04-06'", "'2026-04-31'")),
      'calendars/DE.yaml:',
    ],
    ['a missing file', (files) => files.filter(({ name }) => name !== 'texts/th.yaml'), 'texts/'],
    [
      'a folder that does not exist',
      (files) => [...files, { name: 'laws/gdpr.yaml', text: 'id: gdpr\n' }],
      'laws/gdpr.yaml:1',
    ],
    [
      'a path that leads away',
      (files) => [...files, { name: '../../etc/passwd.yaml', text: 'id: x\n' }],
      '../../etc/passwd.yaml:1',
    ],
    ['no YAML', (files) => files.map((one) => replaced(one, 'name:', '}{:')), ':'],
  ])('refuses %s with its place, and the version in force stays', async (_, spoilt, place) => {
    const { status, body } = await propose(spoilt(shipped));
    expect({ status, code: body['code'] }).toEqual({ status: 422, code: 'policy_invalid' });
    const errors = body['errors'] as { pointer: string; detail: string }[];
    expect(errors.map(({ pointer }) => pointer).join('\n')).toContain(place);
    expect(await versions()).toHaveLength(1);
    await file(UNTOUCHED);
  });

  it('is not for everybody', async () => {
    for (const key of [keys.operator, keys.portal, keys.auditor]) {
      const { status } = await api.post('/v1/policy-versions', { key, body: { files: shipped } });
      expect(status).toBe(403);
    }
    expect((await activate(inForce, inForce)).status).toBe(409);
    expect((await activate('0'.repeat(64), inForce)).status).toBe(404);
  });

  describe('with one more public holiday', () => {
    let touched: string;
    let untouched: string;
    let candidate: string;
    let worker: INestApplicationContext;
    beforeAll(async () => {
      touched = await file(TOUCHED);
      untouched = await file(UNTOUCHED);
      candidate = await proposed(withHolidays(['2026-04-07']));
      worker = await createWorker(quiet(api.config));
    });
    afterAll(() => worker.close());

    it('shows before anybody decides which dates would move', async () => {
      const effects = await effectsOf(candidate);
      expect(effects.documents).toEqual([{ name: 'calendars/DE.yaml', change: 'changed' }]);
      expect(effects.counts).toMatchObject({ earlier: 0 });
      expect(effects.counts.moved).toBe(effects.counts.later);
      expect(effects.clocks).toContainEqual(
        expect.objectContaining({
          request: touched,
          law: 'gdpr',
          days: { legalDue: 1, safeDue: 0 },
        }),
      );
      expect(effects.clocks.map(({ request }) => request)).not.toContain(untouched);
      expect(await dueDays(touched)).toEqual(['2026-04-07']);
    });

    it('moves one date and not the other, with both values in the evidence', async () => {
      expect((await activate(candidate, inForce)).status).toBe(202);
      await until(
        () => dueDays(touched),
        ([day]) => day === '2026-04-08',
        { within: 20_000 },
      );
      const [entry, ...more] = await recomputed(touched);
      expect(more).toEqual([]);
      expect(entry?.data).toMatchObject({
        event: 'policy_activated',
        legalDueBefore: '2026-04-07T21:59:59.000Z',
        legalDue: '2026-04-08T21:59:59.000Z',
        policy: candidate,
        policyBefore: inForce,
        calendar: expect.any(String),
        calendarBefore: expect.any(String),
      });
      await allStamped(candidate);
      expect(await dueDays(untouched)).toEqual(['2026-04-10']);
      expect(await recomputed(untouched)).toEqual([]);
      expect(verifyChain(await evidence(touched))).toMatchObject({ findings: [] });
    });

    it('takes in what comes afterwards under the new version', async () => {
      expect(await dueDays(await file(TOUCHED))).toEqual(['2026-04-08']);
    });

    it('is refused to who compared with a version that is no longer in force', async () => {
      const other = await proposed(withHolidays(['2026-04-09']));
      const { status, body } = await activate(other, inForce);
      expect({ status, code: body['code'] }).toEqual({ status: 409, code: 'policy_superseded' });
    });

    it('goes back to an earlier version in the same way', async () => {
      expect((await activate(inForce, candidate)).status).toBe(202);
      await until(
        () => dueDays(touched),
        ([day]) => day === '2026-04-07',
        { within: 20_000 },
      );
      expect(await recomputed(touched)).toHaveLength(2);
      await allStamped(inForce);
    });

    it('moves nothing by a version of a law that begins later', async () => {
      const [gdpr] = shipped.filter(({ name }) => name === 'packs/gdpr.yaml');
      const text = gdpr?.text ?? '';
      const old = text.replace(/^(validFrom: .*)$/m, "$1\nvalidTo: '2030-12-31'");
      const future = text
        .replace(/^validFrom: .*$/m, "validFrom: '2031-01-01'")
        .replaceAll('months: 1', 'months: 2');
      expect(future).toContain('months: 2');
      const candidate = await proposed([
        ...shipped.filter(({ name }) => name !== 'packs/gdpr.yaml'),
        { name: 'packs/gdpr.yaml', text: old },
        { name: 'packs/gdpr.2031.yaml', text: future },
      ]);
      const effects = await effectsOf(candidate);
      expect(effects.documents).toEqual([
        { name: 'packs/gdpr.2031.yaml', change: 'added' },
        { name: 'packs/gdpr.yaml', change: 'changed' },
      ]);
      expect(effects.counts).toMatchObject({ moved: 0 });
      expect(effects.counts.looked).toBeGreaterThan(0);
    });
  });

  describe('whose bringing along is cut short', () => {
    let ids: string[];
    let candidate: string;
    beforeAll(async () => {
      ids = [];
      for (let index = 0; index < 5; index += 1) ids.push(await file(TOUCHED));
      candidate = await proposed(withHolidays(['2026-04-07', '2026-04-08']));
    });

    it('goes on where it ended, each exercise once', async () => {
      expect((await activate(candidate, inForce)).status).toBe(202);
      const first = await createApi(api.config, { writeLog: () => undefined });
      expect(await first.get(PolicyMigration).run(2)).toBe(2);
      await first.close();
      const left = await api.database.query<{ id: string }>(
        'SELECT id FROM exercises WHERE closed_at IS NULL AND policy_digest <> $1',
        [candidate],
      );
      expect(left.length).toBeGreaterThanOrEqual(3);
      const second = await createWorker(quiet(api.config));
      await allStamped(candidate);
      await second.close();
      for (const id of ids) expect(await recomputed(id)).toHaveLength(1);
    });

    it('finds what a process wrote that had not heard of it', async () => {
      const [behind] = await api.database.query<{ id: string }>(
        `UPDATE exercises SET policy_digest = $1 WHERE request_id = $2 RETURNING id`,
        [inForce, ids[0]],
      );
      expect(behind).toBeDefined();
      expect(await api.app.get(PolicyMigration).run()).toBe(1);
      expect(await recomputed(ids[0] ?? '')).toHaveLength(1);
    });

    it('is not undone by a process that is itself behind', async () => {
      const migration = api.app.get(PolicyMigration);
      const deaf = jest.spyOn(api.app.get(PolicyInForce), 'refresh').mockResolvedValue();
      await api.database.query(
        'UPDATE policy_versions SET superseded_at = now() WHERE digest = $1',
        [candidate],
      );
      await api.database.query(
        'UPDATE policy_versions SET superseded_at = NULL WHERE digest = $1',
        [inForce],
      );
      await api.database.query(`UPDATE exercises SET policy_digest = $1 WHERE request_id = $2`, [
        inForce,
        ids[1],
      ]);
      expect(await migration.run()).toBe(0);
      deaf.mockRestore();
    });
  });

  async function allStamped(digest: string): Promise<void> {
    await until(
      () =>
        api.database.query(
          'SELECT id FROM exercises WHERE closed_at IS NULL AND policy_digest <> $1',
          [digest],
        ),
      (left) => left.length === 0,
      { within: 20_000 },
    );
  }
});

const quiet = (config: Config) => Object.assign(new Config(), config, { logLevel: 'error' });

function replaced({ name, text }: Files[number], what: string, by: string): Files[number] {
  return { name, text: text.replace(what, by) };
}
