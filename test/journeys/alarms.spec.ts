import { verifyChain, type OpenedChain } from '@habeas/evidence-format';
import { Alarms, type AlarmView, type RequestView } from '@habeas/requests';
import { startTestApi, type TestApi } from '../support/api.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('alarms', () => {
  let api: TestApi;
  let alarms: Alarms;
  let keys: Record<'portal' | 'operator' | 'auditor', string>;
  beforeAll(async () => {
    api = await startTestApi({ callsPerMinute: 100_000 });
    alarms = api.app.get(Alarms);
    keys = {
      portal: await api.key('portal', 'intake'),
      operator: await api.key('olga', 'operator'),
      auditor: await api.key('anna', 'auditor'),
    };
  });
  afterAll(() => api.close());

  const read = async <T>(path: string, key = keys.operator) =>
    (await api.get(path, { key })).body as unknown as T;
  const list = async (query: string) =>
    (await read<{ items: AlarmView[] }>(`/v1/alarms?${query}`)).items;
  const show = (id: string) => read<RequestView>(`/v1/requests/${id}`);
  const dueOf = async (id: string) =>
    new Date((await show(id)).exercises[0]?.clocks[0]?.safeDue ?? '').getTime();
  const kindsOf = async (id: string) =>
    (await list('')).filter(({ request }) => request === id).map(({ kind }) => kind);

  async function file({
    receivedAt = new Date(),
    residence = 'DE',
    right = 'access',
  }: {
    receivedAt?: Date;
    residence?: string;
    right?: string;
  }): Promise<string> {
    const value = `a${Math.random()}@people.test`;
    const body = {
      receivedAt: receivedAt.toISOString(),
      channel: 'web_form',
      locale: 'de',
      subject: { residence, identifiers: [{ type: 'email', value }] },
      rights: [{ right }],
    };
    const answer = await api.post('/v1/requests', { key: keys.portal, body });
    if (answer.status !== 202) throw new Error(api.log.slice(-3).join('\n'));
    return String(answer.body['id']);
  }

  it('are raised one by one as the dates come, each once', async () => {
    const id = await file({});
    const due = await dueOf(id);
    const raisedBy = async (at: number) => {
      const before = await kindsOf(id);
      await alarms.raise(new Date(at));
      expect(await alarms.raise(new Date(at))).toBe(0);
      const kinds = await kindsOf(id);
      return kinds.filter((kind) => !before.includes(kind)).sort();
    };
    expect(await raisedBy(Date.now())).toEqual([]);
    expect(await raisedBy(due - 7 * DAY_MS - HOUR_MS)).toEqual([]);
    expect(await raisedBy(due - 7 * DAY_MS + HOUR_MS)).toEqual([
      'due_soon',
      'extension_notice',
      'refusal_notice',
    ]);
    expect(await raisedBy(due)).toEqual(['due', 'latest_start']);
    expect(await raisedBy(due + 10 * DAY_MS)).toEqual(['missed']);
    const chain = await read<OpenedChain>(`/v1/requests/${id}/evidence`, keys.auditor);
    expect(verifyChain(chain)).toMatchObject({ findings: [] });
    const said = chain.entries.filter(({ payload }) => payload.includes('"clock.alarm"'));
    expect(said).toHaveLength(6);
    expect((await show(id)).alarms.map(({ kind }) => kind)).toContain('missed');
  });

  it('stand in the order of the latest safe start, page by page, and say what must start', async () => {
    const old = await file({ receivedAt: new Date('2026-03-02T09:00:00Z') });
    const older = await file({ receivedAt: new Date('2026-02-02T09:00:00Z'), residence: 'TH' });
    await alarms.raise();
    const all = await list('state=open');
    const starts = all.map(({ latestSafeStart }) => latestSafeStart);
    expect(starts).toEqual(starts.toSorted());
    const first = (id: string) => all.findIndex(({ request }) => request === id);
    expect(first(older)).toBeLessThan(first(old));
    expect(all[first(old)]).toMatchObject({ mustStartNow: true, right: 'access', law: 'gdpr' });
    const paged: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const page = await read<{ items: AlarmView[]; next?: string }>(
        `/v1/alarms?state=open&limit=2${cursor}`,
      );
      paged.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
  });

  it('give the slowest system its time', async () => {
    const before = await file({});
    await api.database.query(
      `INSERT INTO connectors (id, slug, name, base_url, status, owner_id, manifest,
         manifest_digest, public_key)
       SELECT 'con_${'1'.repeat(32)}', 'archive', 'Archive', 'http://127.0.0.1:1', 'active', id,
         '{"limits":{"worstCaseHours":240}}', 'x', '{}' FROM principals LIMIT 1`,
    );
    const after = await file({});
    const start = async (id: string) => (await show(id)).exercises[0]?.clocks[0]?.latestSafeStart;
    const ms = async (id: string) => new Date((await start(id)) ?? '').getTime();
    expect((await dueOf(before)) - (await ms(before))).toBe(0);
    expect((await dueOf(after)) - (await ms(after))).toBe(240 * HOUR_MS);
    await api.database.query(`DELETE FROM connectors WHERE slug = 'archive'`);
  });

  it('are armed again when the date moves', async () => {
    const id = await file({});
    const due = await dueOf(id);
    await alarms.raise(new Date(due));
    expect(await kindsOf(id)).toContain('due');
    const asked = { askedAt: new Date().toISOString() };
    await api.post(`/v1/requests/${id}/identity-question`, { key: keys.operator, body: asked });
    const notice = { reason: 'complexity', notifiedAt: new Date().toISOString() };
    const { status } = await api.post(`/v1/requests/${id}/extension`, {
      key: keys.operator,
      body: notice,
    });
    expect(status).toBe(202);
    const moved = await dueOf(id);
    expect(moved).toBeGreaterThan(due);
    expect(await kindsOf(id)).not.toContain('due');
    expect(await kindsOf(id)).not.toContain('extension_notice');
    await alarms.raise(new Date(moved));
    expect(await kindsOf(id)).toContain('due');
  });

  it('are acknowledged by a person, and over once the request has ended', async () => {
    const id = await file({ receivedAt: new Date('2026-01-12T09:00:00Z') });
    await alarms.raise();
    const [one] = (await list('state=open')).filter(({ request }) => request === id);
    const path = `/v1/alarms/${one?.id}/acknowledgement`;
    expect((await api.post(path, { key: keys.auditor, body: {} })).status).toBe(403);
    expect((await api.post(path, { key: keys.operator, body: {} })).status).toBe(202);
    const seen = await list('state=acknowledged');
    expect(seen).toEqual([
      expect.objectContaining({ id: one?.id, acknowledgedBy: expect.stringMatching(/^prn_/) }),
    ]);
    await api.post(`/v1/requests/${id}/withdrawal`, { key: keys.operator, body: {} });
    const over = (await list('state=over')).map(({ request }) => request);
    expect(over).toContain(id);
    const open = (await list('state=open')).map(({ request }) => request);
    expect(open).not.toContain(id);
  });

  it('of confirming the receipt are over once that is recorded as sent', async () => {
    const id = await file({});
    // No law that the shipped controller answers under has a number for it.
    await api.database.query(
      `INSERT INTO alarms (id, exercise_id, law, kind, raise_at, limit_at)
       SELECT 'alm_${'2'.repeat(32)}', id, 'gdpr', 'acknowledgement', now(), now()
       FROM exercises WHERE request_id = $1`,
      [id],
    );
    await alarms.raise();
    expect(await kindsOf(id)).toEqual(['acknowledgement']);
    const { items } = await read<{ items: { id: string }[] }>(
      `/v1/requests/${id}/messages?kind=acknowledgement`,
    );
    const body = { channel: 'email', sentAt: new Date().toISOString() };
    const path = `/v1/messages/${items[0]?.id}/dispatch`;
    expect((await api.post(path, { key: keys.operator, body })).status).toBe(202);
    expect(await kindsOf(id)).toEqual([]);
  });

  it('are not raised for what has ended', async () => {
    const id = await file({});
    const due = await dueOf(id);
    await api.post(`/v1/requests/${id}/withdrawal`, { key: keys.operator, body: {} });
    await alarms.raise(new Date(due + 10 * DAY_MS));
    expect(await kindsOf(id)).toEqual([]);
  });

  it.each(['state=closed', 'limit=0', 'limit=201', 'cursor=alm_1', 'order=due'])(
    'are not listed by a query such as %s',
    async (query) => {
      const answer = await api.get(`/v1/alarms?${query}`, { key: keys.operator });
      expect(answer.status).toBe(400);
      expect(answer.body['code']).toBe('query_invalid');
    },
  );
});
