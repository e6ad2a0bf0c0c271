import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Disclosures } from '@habeas/dossiers';
import { startTestApi, type TestApi } from '../support/api.js';
import { unzip } from '../support/unzip.js';

const unknown = `dis_${'0'.repeat(32)}`;

describe('disclosures over the API', () => {
  let api: TestApi;
  let portal: string;
  let operator: string;
  let auditor: string;
  let requestId: string;
  let id: string;
  beforeAll(async () => {
    api = await startTestApi();
    portal = await api.key('portal', 'intake');
    operator = await api.key('olga', 'operator');
    auditor = await api.key('anna', 'auditor');
    const { body } = await api.post('/v1/requests', {
      key: portal,
      body: {
        receivedAt: '2026-03-02T09:30:00+01:00',
        channel: 'web_form',
        locale: 'de',
        subject: { residence: 'DE', identifiers: [{ type: 'email', value: 'ada@example.org' }] },
        rights: [{ right: 'access' }],
      },
    });
    requestId = String(body['id']);
    const [exercise] = body['exercises'] as { id: string }[];
    await api.app.get(Disclosures).build(exercise?.id ?? '');
    const list = await api.get(`/v1/requests/${requestId}/disclosures`, { key: auditor });
    id = (list.body['items'] as { id: string }[])[0]?.id ?? '';
  });
  afterAll(() => api.close());

  const fetches = () =>
    api.database.query(
      `SELECT subject_id, allowed FROM access_records WHERE act = 'disclosure.fetch'`,
    );

  it('tells what a package is without what is in it', async () => {
    const { status, body } = await api.get(`/v1/disclosures/${id}`, { key: auditor });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id,
      request: requestId,
      status: 'ready',
      size: expect.any(Number),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await fetches()).toEqual([]);
  });

  it('gives the package to an operator, not to be kept, and records the read', async () => {
    const answer = await api.get(`/v1/disclosures/${id}/package`, { key: operator });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="personal-data-${requestId}.zip"`,
      'content-length': String(answer.bytes.length),
      'cache-control': 'no-store',
    });
    const sha256 = createHash('sha256').update(answer.bytes).digest('base64');
    expect(answer.headers['repr-digest']).toBe(`sha-256=:${sha256}:`);
    expect([...(await unzip(answer.bytes)).keys()].join()).toContain('index.html');
    expect(await fetches()).toEqual([{ subject_id: id, allowed: true }]);
  });

  it('gives it to nobody else', async () => {
    const path = `/v1/disclosures/${id}/package`;
    expect((await api.get(path)).status).toBe(401);
    expect((await api.get(path, { key: auditor })).status).toBe(403);
    expect((await api.get(path, { key: portal })).status).toBe(403);
    expect(await fetches()).toHaveLength(1);
  });

  it.each([
    ['/v1/requests/:request/disclosures', () => `/v1/requests/req_${'0'.repeat(32)}/disclosures`],
    ['/v1/disclosures/:id', () => `/v1/disclosures/${unknown}`],
    ['/v1/disclosures/:id/package', () => `/v1/disclosures/${unknown}/package`],
    ['an id of another kind', () => `/v1/disclosures/${requestId}`],
  ])('says 404 of unknown ids at %s', async (_, path) => {
    const answer = await api.get(path(), { key: operator });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('refuses with a problem when the file is gone, not with half an answer', async () => {
    const blobs = join(api.config.dataDir, 'blobs');
    for (const name of await readdir(blobs)) await rm(join(blobs, name), { recursive: true });
    const answer = await api.get(`/v1/disclosures/${id}/package`, { key: operator });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['content-disposition']).toBeUndefined();
  });
});
