import { startTestApi, type TestApi } from '../support/api.js';
import { startBreakableProxy, type BreakableProxy } from '../support/breakable-proxy.js';
import { until } from '../support/until.js';

const hold = { matter: 'Case 7', categories: ['BC'], reviewOn: '2030-01-31' };

describe('the API without its database', () => {
  let api: TestApi;
  let proxy: BreakableProxy;
  let operator: string;
  beforeAll(async () => {
    api = await startTestApi({
      through: async (databaseUrl) => {
        proxy = await startBreakableProxy(databaseUrl);
        return proxy.url;
      },
    });
    operator = await api.key('olga', 'operator');
  });
  afterAll(async () => {
    await api.close();
    await proxy.breakDown();
  });

  it('says 503 and when to come back, stays alive, and recovers by itself', async () => {
    const headers = { 'idempotency-key': 'before-and-after' };
    const place = () => api.post('/v1/holds', { key: operator, body: hold, headers });
    await proxy.breakDown();
    for (const answer of [await place(), await api.get('/health/ready')]) {
      expect(answer).toMatchObject({ status: 503, body: { code: 'store_unavailable' } });
      expect(answer.headers['retry-after']).toBe('5');
    }
    expect((await api.get('/health/live')).status).toBe(200);

    await proxy.mend();
    await until(
      () => api.get('/health/ready'),
      ({ status }) => status === 200,
    );
    expect((await place()).status).toBe(201);
    const [row] = await api.database.query<{ n: number }>('SELECT count(*)::int AS n FROM holds');
    expect(row?.n).toBe(1);
  });
});
