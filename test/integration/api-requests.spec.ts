import { verifyChain, type OpenedChain } from '@habeas/evidence-format';
import { Advance, type RequestView } from '@habeas/requests';
import { startTestApi, type TestApi } from '../support/api.js';

const unknown = `req_${'0'.repeat(32)}`;
const address = 'Ada.Lovelace@example.org';

const intake = (more: object = {}) => ({
  receivedAt: '2026-03-02T09:30:00+01:00',
  channel: 'web_form',
  locale: 'de',
  subject: { residence: 'DE', identifiers: [{ type: 'email', value: address }] },
  rights: [{ right: 'access' }],
  ...more,
});

describe('requests over the API', () => {
  let api: TestApi;
  let portal: string;
  let operator: string;
  let approver: string;
  let auditor: string;
  beforeAll(async () => {
    api = await startTestApi();
    portal = await api.key('portal', 'intake');
    operator = await api.key('olga', 'operator');
    approver = await api.key('arno', 'approver');
    auditor = await api.key('anna', 'auditor');
  });
  afterAll(() => api.close());

  async function file(more: object = {}, key = portal): Promise<string> {
    const answer = await api.post('/v1/requests', { key, body: intake(more) });
    if (answer.status !== 202) throw new Error(JSON.stringify(answer.body));
    return String(answer.body['id']);
  }

  async function show(id: string): Promise<RequestView> {
    const { body } = await api.get(`/v1/requests/${id}`, { key: operator });
    return body as unknown as RequestView;
  }

  it('takes a request in and says where it is and by when it is due', async () => {
    const rights = [{ right: 'access' }, { right: 'erasure', parameters: { closeAccount: true } }];
    const answer = await api.post('/v1/requests', { key: portal, body: intake({ rights }) });
    expect(answer.status).toBe(202);
    expect(answer.headers['location']).toBe(`/v1/requests/${String(answer.body['id'])}`);
    const clocks = [{ law: 'gdpr', legalDue: expect.any(String), safeDue: expect.any(String) }];
    const exercise = { id: expect.stringMatching(/^exe_/), status: 'received', reason: 'opened' };
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^req_/),
      status: 'received',
      exercises: [
        { ...exercise, right: 'access', clocks },
        { ...exercise, right: 'erasure', clocks },
      ],
    });
  });

  it('shows clocks with their explanation, and of identifiers only the type and level', async () => {
    const id = await file();
    const view = await show(id);
    expect(view).toMatchObject({
      id,
      status: 'received',
      laws: ['gdpr'],
      receivedAt: '2026-03-02T08:30:00.000Z',
      identifiers: [{ id: expect.stringMatching(/^idn_/), type: 'email', level: 'unverified' }],
    });
    expect(view.exercises[0]?.clocks[0]?.explanation.join(' ')).toMatch(/Art/);
    expect(JSON.stringify(view).toLowerCase()).not.toMatch(/lovelace|example\.org/);
  });

  it('answers the same for people who are known already', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => api.post('/v1/requests', { key: portal, body: intake() })),
    );
    expect(first?.status).toBe(second?.status);
    expect(first?.bytes.length).toBe(second?.bytes.length);
  });

  it('shows who may only take in what it took in itself, and nothing else', async () => {
    const other = await api.key('other portal', 'intake');
    const id = await file();
    expect((await api.get(`/v1/requests/${id}`, { key: portal })).status).toBe(200);
    const foreign = await api.get(`/v1/requests/${id}`, { key: other });
    const absent = await api.get(`/v1/requests/${unknown}`, { key: other });
    const malformed = await api.get('/v1/requests/1', { key: other });
    expect(foreign.status).toBe(404);
    for (const answer of [foreign, absent, malformed]) {
      expect({ ...answer.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
    }
  });

  it('lists page by page, newest first, and filters', async () => {
    const ids = [
      await file({ laws: ['pdpa_tha'] }),
      await file({ rights: [{ right: 'erasure' }] }),
    ];
    const list = async (query: string) => {
      const { body } = await api.get(`/v1/requests?${query}`, { key: auditor });
      return body as { items: { id: string }[]; next?: string };
    };
    const first = await list('limit=1');
    expect(first.items.map(({ id }) => id)).toEqual([ids[1]]);
    const second = await list(`limit=1&cursor=${first.next}`);
    expect(second.items.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await list('law=pdpa_tha')).items.map(({ id }) => id)).toEqual([ids[0]]);
    expect((await list('right=erasure&limit=1')).items.map(({ id }) => id)).toEqual([ids[1]]);
    expect((await list('status=fulfilled')).items).toEqual([]);
    expect((await list('status=received')).next).toBeUndefined();
  });

  it('records a verification by id and by value', async () => {
    const id = await file();
    const [identifier] = (await show(id)).identifiers;
    const path = `/v1/requests/${id}/verifications`;
    const how = { level: 'substantial', method: 'email_link' };
    const byId = await api.post(path, {
      key: operator,
      body: { identifier: identifier?.id, ...how },
    });
    expect(byId).toMatchObject({ status: 202, body: { id: identifier?.id } });
    const value = address.toUpperCase();
    const body = { type: 'email', value, level: 'high', method: 'in_person' };
    expect((await api.post(path, { key: operator, body })).body).toEqual({ id: identifier?.id });
    expect((await show(id)).identifiers[0]).toMatchObject({ level: 'high', method: 'in_person' });
  });

  it('carries a refusal to its end: refused, answered, closed, proved', async () => {
    const id = await file({ rights: [{ right: 'erasure' }] });
    const refusal = { ground: 'identity_not_established' };
    const answer = { channel: 'email', sentAt: new Date().toISOString() };
    const post = (path: string, body: object) =>
      api.post(`/v1/requests/${id}/${path}`, { key: operator, body });
    expect((await post('refusal', refusal)).status).toBe(202);
    expect((await post('answer', answer)).status).toBe(202);
    await api.app.get(Advance).run(id);
    expect(await show(id)).toMatchObject({ status: 'refused', closedAt: expect.any(String) });
    const { body } = await api.get(`/v1/requests/${id}/evidence`, { key: auditor });
    expect(verifyChain(body as unknown as OpenedChain)).toMatchObject({
      state: 'complete',
      findings: [],
    });
  });

  it('carries a withdrawal to its end, with {} or without a body', async () => {
    for (const body of [{}, undefined]) {
      const id = await file();
      const path = `/v1/requests/${id}/withdrawal`;
      const answer = await api.post(path, { key: operator, ...(body ? { body } : {}) });
      expect(answer).toMatchObject({ status: 202, body: { id } });
      expect((await show(id)).status).toBe('withdrawn');
    }
  });

  it.each([
    ['approval', { seal: 'A'.repeat(43), decision: 'approved' }],
    ['answer', { channel: 'email', sentAt: '2026-03-02T09:30:00Z' }],
  ])('refuses an %s that the status does not allow', async (path, body) => {
    const id = await file();
    const key = path === 'approval' ? approver : operator;
    const answer = await api.post(`/v1/requests/${id}/${path}`, { key, body });
    expect(answer).toMatchObject({ status: 409, body: { code: 'transition_illegal' } });
  });

  it('has nothing about a person in any log line', () => {
    expect(api.log.join('').toLowerCase()).not.toMatch(/lovelace|example\.org|hbs_/);
  });
});
