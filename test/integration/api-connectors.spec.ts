import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { Callbacks, Dispatcher } from '@habeas/dispatch';
import { newId } from '@habeas/database';
import type { RequestView, TaskView } from '@habeas/requests';
import { KeyRing } from '@habeas/vault';
import { startTestApi, type TestApi } from '../support/api.js';
import { startLocatingConnector } from '../support/locating-connector.js';
import { until } from '../support/until.js';

const email = 'ada@example.org';
const nonce = randomBytes(32).toString('base64url');
const intake = {
  receivedAt: '2026-03-02T09:30:00+01:00',
  channel: 'web_form',
  locale: 'de',
  subject: { residence: 'DE', identifiers: [{ type: 'email', value: email }] },
  rights: [{ right: 'access' }],
};
const SIGNED = ['signature', 'signature-input', 'content-digest', 'content-type'];

describe('connectors over the API', () => {
  let api: TestApi;
  let owner: string;
  let portal: string;
  let operator: string;
  let system: Awaited<ReturnType<typeof startLocatingConnector>>;
  beforeAll(async () => {
    api = await startTestApi();
    owner = await api.key('omar', 'connector-owner');
    portal = await api.key('portal', 'intake');
    operator = await api.key('olga', 'operator');
    system = await startLocatingConnector({
      slug: 'archive',
      habeasKey: api.app.get(KeyRing).signing('connector-calls').jwk,
      people: { [email]: 'subject 1' },
    });
  });
  afterAll(async () => {
    await system.close();
    await api.close();
  });

  const register = (body: object, headers: Record<string, string> = {}) =>
    api.post('/v1/connectors', { key: owner, body, headers });

  it('publishes the key that signs its calls', async () => {
    const { body } = await api.get('/v1/keys/connector-calls');
    expect(body).toEqual(api.app.get(KeyRing).signing('connector-calls').jwk);
  });

  it.each([
    ['an address that may not be called', 'http://10.0.0.1:9', 422, 'connector_address_refused'],
    ['an address where nobody answers', 'http://127.0.0.1:9', 502, 'connector_unreachable'],
    ['another scheme', 'file:///etc/passwd', 400, 'body_invalid'],
    ['an address with a password', 'http://a:b@127.0.0.1', 400, 'body_invalid'],
    ['an address with a query', 'http://127.0.0.1/?x=1', 400, 'body_invalid'],
  ])('refuses %s', async (_, baseUrl, status, code) => {
    expect(await register({ baseUrl })).toMatchObject({ status, body: { code } });
  });

  it('refuses a connector that bears another name than expected', async () => {
    const answer = await register({ baseUrl: system.url, slug: 'accounts' });
    expect(answer).toMatchObject({ status: 422, body: { code: 'connector_contract' } });
  });

  it('registers a connector by its manifest, once', async () => {
    const headers = { 'idempotency-key': 'register-archive' };
    const first = await register({ baseUrl: `${system.url}/` }, headers);
    expect(first).toMatchObject({
      status: 201,
      body: {
        slug: 'archive',
        status: 'active',
        actions: ['locate', 'restrict'],
        baseUrl: system.url,
      },
    });
    const again = await register({ baseUrl: `${system.url}/` }, headers);
    expect(again.body).toEqual(first.body);
    const second = await register({ baseUrl: system.url });
    expect(second).toMatchObject({ status: 409, body: { code: 'connector_exists' } });
    const { body } = await api.get('/v1/connectors', { key: owner });
    expect(body).toEqual({ items: [first.body] });
  });

  it('takes a signed outcome once, and no forged, changed or replayed one', async () => {
    const accept = jest.spyOn(api.app.get(Callbacks), 'accept');
    const { requestId, task } = await newTask();
    await api.app.get(Dispatcher).dispatch(task);
    const outcome = async () => (await tasksOf(requestId))[0]?.outcome ?? null;
    await until(outcome, (now) => now === 'completed');
    const [call] = accept.mock.calls[0] ?? [];
    if (!call) throw new Error('no callback came');
    accept.mockRestore();

    const before = await tasksOf(requestId);
    const { rawBody, headers } = call;
    const signed = Object.fromEntries(SIGNED.map((name) => [name, String(headers[name])]));
    const post = (slug: string, taskId: string, body: Buffer, sent: Record<string, string>) =>
      api.send('POST', `/v1/connectors/${slug}/tasks/${taskId}/outcome`, { body, headers: sent });
    const changed = Buffer.from(rawBody.toString().replace('completed', 'nothing_found'));
    const attempts = [
      await post('archive', task, rawBody, signed),
      await post('archive', task, changed, signed),
      await post('archive', task, rawBody, {}),
      await post('archive', newId('tsk'), rawBody, signed),
      await post('nobody', task, rawBody, signed),
    ];
    for (const answer of attempts) {
      expect(answer).toMatchObject({ status: 401, body: { code: 'callback_refused' } });
      expect(answer.body['detail']).toBe(attempts[0]?.body['detail']);
    }
    expect(await tasksOf(requestId)).toEqual(before);
  });

  it('does not read a callback that is no JSON object', async () => {
    const path = '/v1/connectors/archive/tasks/tsk_1/outcome';
    const answer = await api.send('POST', path, { body: '{"a":1,"a":2}' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'body_invalid' } });
  });

  async function tasksOf(requestId: string): Promise<TaskView[]> {
    const { body } = await api.get(`/v1/requests/${requestId}`, { key: operator });
    return (body as unknown as RequestView).exercises[0]?.tasks ?? [];
  }

  /** A task that this system answers later, as a plan would make one. */
  async function newTask(): Promise<{ requestId: string; task: string }> {
    const { body } = await api.post('/v1/requests', { key: portal, body: intake });
    const requestId = String(body['id']);
    const [exercise] = body['exercises'] as { id: string }[];
    const task = newId('tsk');
    await api.database.query(
      `INSERT INTO tasks (id, request_id, exercise_id, connector_id, action, key, scope,
         identifier_ids, nonce, status, safe_start)
       SELECT $1, $2, $3, c.id, 'restrict', 'restrict:archive', $4, ARRAY[i.id], $5, 'ready', now()
       FROM connectors c, identifiers i WHERE c.slug = 'archive' AND i.request_id = $2`,
      [task, requestId, exercise?.id, '[{"category":"contact","retain":[]}]', nonce],
    );
    return { requestId, task };
  }
});
