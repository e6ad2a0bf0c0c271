import { AccessKeys } from '@habeas/access';
import { ERRORS } from '@habeas/domain';
import { startTestApi, type TestApi } from '../support/api.js';

const someRequest = `req_${'0'.repeat(32)}`;
const hold = { matter: 'Case 7', categories: ['BC'], reviewOn: '2030-01-31' };

interface RecordRow {
  principal_id: string | null;
  act: string;
  subject_id: string | null;
  allowed: boolean;
}

describe('access to the API', () => {
  let api: TestApi;
  let operator: string;
  let auditor: string;
  beforeAll(async () => {
    api = await startTestApi();
    operator = await api.key('olga', 'operator');
    auditor = await api.key('anna', 'auditor');
  });
  afterAll(() => api.close());

  const records = () =>
    api.database.query<RecordRow>(
      'SELECT principal_id, act, subject_id, allowed FROM access_records ORDER BY id',
    );

  it.each([
    ['no header', undefined],
    ['another scheme', 'Basic b2xnYTpvbGdh'],
    ['a key that nobody has', `Bearer hbs_${'A'.repeat(43)}`],
    ['something that is no key', 'Bearer hbs_'],
    ['SQL', `Bearer ' OR 1=1 --`],
  ])('answers %s with 401', async (_, authorization) => {
    const answer = await api.get('/v1/holds', {
      headers: authorization ? { authorization } : {},
    });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('answers a key without the scope with 403 and names the scopes that do', async () => {
    const answer = await api.post('/v1/holds', { key: auditor, body: hold });
    expect(answer).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
    expect(answer.body['detail']).toContain('operator');
  });

  it('refuses before it reads the body', async () => {
    const answer = await api.post('/v1/holds', { body: '{"broken' });
    expect(answer.status).toBe(401);
  });

  it('refuses a revoked key at once', async () => {
    const key = await api.key('rita', 'operator');
    expect((await api.get('/v1/holds', { key })).status).toBe(200);
    const sql = `SELECT k.id FROM api_keys k JOIN principals p ON p.id = principal_id WHERE name = $1`;
    const [row] = await api.database.query<{ id: string }>(sql, ['rita']);
    await api.database.transaction((tx) => api.app.get(AccessKeys).revoke(tx, row?.id ?? ''));
    expect((await api.get('/v1/holds', { key })).status).toBe(401);
  });

  it('records denied calls by route, principal and id', async () => {
    const before = (await records()).length;
    await api.get(`/v1/requests/${someRequest}/evidence`, { key: operator });
    await api.get(`/v1/requests/${someRequest}/evidence`);
    await api.get('/v1/requests/ada@example.org/evidence');
    const act = 'get.v1.requests.id.evidence';
    const rows = (await records()).slice(before);
    expect(rows).toEqual([
      {
        principal_id: expect.stringMatching(/^prn_/),
        act,
        subject_id: someRequest,
        allowed: false,
      },
      { principal_id: null, act, subject_id: someRequest, allowed: false },
      { principal_id: null, act, subject_id: null, allowed: false },
    ]);
  });

  it('needs no key for health, keys, problem types and its own description', async () => {
    expect((await api.get('/health/live')).body).toEqual({ status: 'ok' });
    expect((await api.get('/health/ready')).body).toEqual({ status: 'ok' });
    expect((await api.get('/v1/keys/connector-calls')).body).toMatchObject({
      kty: 'OKP',
      crv: 'Ed25519',
    });
    expect((await api.get('/v1/openapi.json')).body['openapi']).toBe('3.1.0');
  });

  it('describes every problem type where its URI leads', async () => {
    for (const [code, { status, title }] of Object.entries(ERRORS)) {
      const page = await api.get(`/problems/${code}`);
      expect(page.body).toMatchObject({ type: `/problems/${code}`, code, status, title });
    }
    expect((await api.get('/problems/constructor')).status).toBe(404);
  });

  it('says 404 of unknown paths, 405 of unknown methods, and does not run GET for HEAD', async () => {
    expect((await api.get('/v2/holds', { key: operator })).body['code']).toBe('not_found');
    const wrong = await api.send('DELETE', '/v1/holds', { key: operator });
    expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
    expect(wrong.headers['allow']).toBe('GET, POST');
    const head = await api.send('HEAD', `/v1/requests/${someRequest}`, { key: operator });
    expect(head.status).toBe(405);
  });

  it('lets no cache keep an answer and names each call', async () => {
    const { headers } = await api.get('/v1/holds', { key: operator });
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('logs each call by route, status and principal, and no address, key or body', async () => {
    api.log.length = 0;
    const body = { ...hold, identifier: { type: 'email', value: 'ada@example.org' } };
    const { headers } = await api.post('/v1/holds', { key: operator, body });
    await api.get(`/v1/requests/${someRequest}?note=ada@example.org`, { key: operator });
    const lines = api.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find(({ request }) => request === headers['x-request-id'])).toEqual({
      at: expect.any(String),
      level: 'log',
      message: 'call',
      request: headers['x-request-id'],
      method: 'POST',
      route: '/v1/holds',
      status: 201,
      ms: expect.any(Number),
      principal: expect.stringMatching(/^prn_/),
    });
    expect(api.log.join('')).not.toMatch(new RegExp(`ada@|Case 7|hbs_|${someRequest}`));
  });
});

describe('the rate limit', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi({ callsPerMinute: 3 });
  });
  afterAll(() => api.close());

  it('stops a principal, whichever of its keys it uses, and nobody else', async () => {
    const busy = await api.key('bea', 'operator');
    const second = await api.key('bea', 'operator');
    const other = await api.key('otto', 'operator');
    const statuses: number[] = [];
    for (const key of [busy, second, busy, second, busy]) {
      statuses.push((await api.get('/v1/holds', { key })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await api.get('/v1/holds', { key: busy });
    expect(refused.body['code']).toBe('rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await api.get('/v1/holds', { key: other })).status).toBe(200);
  });

  it('stops recording an address that tries key after key', async () => {
    const statuses = new Set<number>();
    for (let attempt = 0; attempt < 70; attempt += 1) {
      statuses.add((await api.get('/v1/holds')).status);
    }
    expect([...statuses]).toEqual([401, 429]);
    const [row] = await api.database.query<{ count: string }>(
      'SELECT count(*) FROM access_records WHERE principal_id IS NULL',
    );
    expect(Number(row?.count)).toBe(60);
  });
});
