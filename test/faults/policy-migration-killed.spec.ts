import { verifyChain, type OpenedChain } from '@habeas/evidence-format';
import { readPolicyFiles } from '@habeas/policy';
import { Client } from 'pg';
import { startTestApi, type TestApi } from '../support/api.js';
import { until } from '../support/index.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

const EXERCISES = 8;
/** The one in whose transaction the worker dies. */
const STUCK = 4;

describe('a worker that is killed while exercises are brought under another policy', () => {
  let api: TestApi;
  let keys: Record<'portal' | 'steward' | 'auditor', string>;
  let worker: WorkerProcess | undefined;
  beforeAll(async () => {
    api = await startTestApi({ callsPerMinute: 100_000 });
    keys = {
      portal: await api.key('portal', 'intake'),
      steward: await api.key('paul', 'policy'),
      auditor: await api.key('anna', 'auditor'),
    };
  });
  afterAll(async () => {
    await worker?.kill();
    await api.close();
  });

  async function file(index: number): Promise<string> {
    const body = {
      receivedAt: '2026-03-05T09:00:00+01:00',
      channel: 'web_form',
      locale: 'de',
      subject: {
        residence: 'DE',
        identifiers: [{ type: 'email', value: `p${index}@people.test` }],
      },
      rights: [{ right: 'access' }],
    };
    return String((await api.post('/v1/requests', { key: keys.portal, body })).body['id']);
  }

  async function activateOneMoreHoliday(): Promise<string> {
    const more = "      '2026-04-06': Easter Monday\n";
    const files = Object.entries(readPolicyFiles(api.config.policyDir)).map(([name, text]) => ({
      name,
      text:
        name === 'calendars/DE.yaml'
          ? text.replace(more, `${more}      '2026-04-07': A day of mourning\n`)
          : text,
    }));
    const key = keys.steward;
    const { items } = (await api.get('/v1/policy-versions', { key })).body as {
      items?: { digest: string }[];
    };
    const replaces = items?.[0]?.digest;
    const proposed = await api.post('/v1/policy-versions', { key, body: { files } });
    const digest = String(proposed.body['digest']);
    const path = `/v1/policy-versions/${digest}/activation`;
    expect((await api.post(path, { key, body: { replaces } })).status).toBe(202);
    return digest;
  }

  async function broughtAlong(digest: string): Promise<number> {
    const [row] = await api.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM exercises WHERE policy_digest = $1',
      [digest],
    );
    return row?.count ?? 0;
  }

  async function evidence(id: string): Promise<OpenedChain> {
    const { body } = await api.get(`/v1/requests/${id}/evidence`, { key: keys.auditor });
    return body as unknown as OpenedChain;
  }

  it('leaves none behind and none twice', async () => {
    const ids: string[] = [];
    for (let index = 0; index < EXERCISES; index += 1) ids.push(await file(index));
    const other = new Client(api.config.databaseUrl);
    await other.connect();
    await other.query('BEGIN');
    // Whoever writes this clock waits here, in the middle of its transaction.
    await other.query(
      `SELECT 1 FROM clocks k JOIN exercises e ON e.id = k.exercise_id
       WHERE e.request_id = $1 FOR UPDATE OF k`,
      [ids[STUCK]],
    );
    const digest = await activateOneMoreHoliday();
    worker = await startWorkerProcess(api.config);
    await until(
      () => broughtAlong(digest),
      (count) => count === STUCK,
      { within: 30_000 },
    );
    await worker.kill();
    await other.query('ROLLBACK');
    await other.end();
    expect(await broughtAlong(digest)).toBe(STUCK);
    worker = await startWorkerProcess(api.config);
    await until(
      () => broughtAlong(digest),
      (count) => count === EXERCISES,
      { within: 30_000 },
    );
    for (const id of ids) {
      const chain = await evidence(id);
      const moved = chain.entries.filter(({ payload }) => payload.includes('"clock.recomputed"'));
      expect(moved).toHaveLength(1);
      expect(verifyChain(chain)).toMatchObject({ findings: [] });
    }
  });
});
