import { randomUUID } from 'node:crypto';
import { startTestApi, type TestApi } from '../support/api.js';

const hold = { matter: 'Case 7', categories: ['BC'], reviewOn: '2030-01-31' };

describe('idempotency of writes', () => {
  let api: TestApi;
  let olga: string;
  beforeAll(async () => {
    api = await startTestApi();
    olga = await api.key('olga', 'operator');
  });
  afterAll(() => api.close());

  const place = (idempotencyKey: string, body: object = hold, key = olga) =>
    api.post('/v1/holds', { key, body, headers: { 'idempotency-key': idempotencyKey } });

  async function count(table: 'holds' | 'idempotency_keys'): Promise<number> {
    const [row] = await api.database.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    return Number(row?.count);
  }

  it('refuses a write without a key or with a malformed one', async () => {
    const before = await count('holds');
    const missing = await api.send('POST', '/v1/holds', { key: olga, body: hold });
    expect(missing).toMatchObject({ status: 400, body: { code: 'idempotency_key_missing' } });
    const invalid = await place('a b');
    expect(invalid).toMatchObject({ status: 400, body: { code: 'idempotency_key_invalid' } });
    expect(await count('holds')).toBe(before);
  });

  it('answers a repeat with the first answer and does nothing', async () => {
    const key = `"${randomUUID()}"`;
    const first = await place(key);
    const before = await count('holds');
    const reordered = Object.fromEntries(Object.entries(hold).reverse());
    const again = await place(key, reordered);
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await count('holds')).toBe(before);
  });

  it('takes a bare key for the same one as quoted', async () => {
    const key = randomUUID();
    const first = await place(key);
    expect((await place(`"${key}"`)).body).toEqual(first.body);
  });

  it('refuses a key that came with another body or for another route', async () => {
    const key = randomUUID();
    const first = await place(key);
    const other = await place(key, { ...hold, matter: 'Case 8' });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const route = await api.post(`/v1/holds/${String(first.body['id'])}/release`, {
      key: olga,
      headers: { 'idempotency-key': key },
    });
    expect(route).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  it('keeps the keys of principals apart, and of one principal together', async () => {
    const key = randomUUID();
    const first = await place(key);
    const oscar = await place(
      key,
      { ...hold, matter: 'Case 9' },
      await api.key('oscar', 'operator'),
    );
    expect(oscar.status).toBe(201);
    const secondKey = await place(key, hold, await api.key('olga', 'operator'));
    expect(secondKey.body).toEqual(first.body);
  });

  it('says 409 while the first call runs', async () => {
    const key = randomUUID();
    await place(key);
    const [row] = await api.database.query<{ principal_id: string; key: string }>(
      'SELECT principal_id, key FROM idempotency_keys ORDER BY created_at DESC LIMIT 1',
    );
    const answer = await api.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `${row?.principal_id} ${row?.key}`,
      ]);
      return place(key);
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_key_in_use' } });
    expect(answer.headers['retry-after']).toBe('1');
    expect((await place(key)).status).toBe(201);
  });

  it('keeps nothing of a write that was refused, so that it can be tried again', async () => {
    const key = randomUUID();
    const before = await count('idempotency_keys');
    const identifier = { type: 'email', value: 'nobody' };
    const refused = await place(key, { ...hold, identifier });
    expect(refused).toMatchObject({ status: 422, body: { code: 'identifier_invalid' } });
    expect(await count('idempotency_keys')).toBe(before);
    expect((await place(key)).status).toBe(201);
  });

  it('does 100 equal calls at once exactly once', async () => {
    const key = randomUUID();
    const before = await count('holds');
    const answers = await Promise.all(Array.from({ length: 100 }, () => place(key)));
    expect(await count('holds')).toBe(before + 1);
    const done = answers.filter(({ status }) => status === 201);
    expect(new Set(done.map(({ body }) => body['id'])).size).toBe(1);
    const codes = answers.filter(({ status }) => status !== 201).map(({ body }) => body['code']);
    expect(codes.every((code) => code === 'idempotency_key_in_use')).toBe(true);
    expect((await place(key)).body).toEqual(done[0]?.body);
  });

  it('stores neither key nor body in plain text', async () => {
    const identifier = { type: 'email', value: 'ada@example.org' };
    expect((await place('"ada@example.org"', { ...hold, identifier })).status).toBe(201);
    const rows = await api.database.query('SELECT * FROM idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain('ada');
  });
});
