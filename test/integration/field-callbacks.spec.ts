import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import {
  CALLBACK_TAG,
  createConnector,
  generateKeys,
  memoryJournal,
  signRequest,
  type ConnectorKeys,
} from '@habeas/connector-sdk';
import { newId } from '@habeas/database';
import { Callbacks, Dispatcher } from '@habeas/dispatch';
import type { RequestView, TaskView } from '@habeas/requests';
import { KeyRing } from '@habeas/vault';
import { startTestApi, type TestApi } from '../support/api.js';
import { until } from '../support/until.js';

const intake = (email: string) => ({
  receivedAt: '2026-03-02T09:30:00+01:00',
  channel: 'web_form',
  locale: 'de',
  subject: { residence: 'DE', identifiers: [{ type: 'email', value: email }] },
  rights: [{ right: 'access' }],
});

interface Made {
  request: string;
  task: string;
}

let api: TestApi;
let operator: string;
let portal: string;
let keys: ConnectorKeys;
let system: { url: string; close(): Promise<void> };
/** The outcome that the system reported of A, as it came. */
let body: Buffer;
let ofA: Made;
let ofB: Made;

beforeAll(async () => {
  api = await startTestApi();
  operator = await api.key('olga', 'operator');
  portal = await api.key('portal', 'intake');
  keys = generateKeys();
  system = await startSystem();
  const owner = await api.key('omar', 'connector-owner');
  await api.post('/v1/connectors', { key: owner, body: { baseUrl: system.url } });
  [ofA, ofB] = [await newTask('ada@people.test'), await newTask('bob@people.test')];
  const accept = jest.spyOn(api.app.get(Callbacks), 'accept');
  await api.app.get(Dispatcher).dispatch(ofA.task);
  await until(
    () => tasksOf(ofA),
    ([task]) => task?.status === 'done',
  );
  body = accept.mock.calls[0]?.[0].rawBody ?? Buffer.alloc(0);
  accept.mockRestore();
});

afterAll(async () => {
  await system.close();
  await api.close();
});

function startSystem() {
  const connector = createConnector({
    manifest: {
      slug: 'archive',
      name: 'Archive',
      version: '1.0.0',
      actions: { locate: { mode: 'sync' }, restrict: { mode: 'async' } },
      accepts: ['email'],
      returns: [],
      categories: [{ id: 'contact', datasets: ['contacts'] }],
      residency: ['DE'],
      limits: { concurrency: 2, pageSize: 100, timeoutSeconds: 5, worstCaseHours: 1 },
    },
    keys,
    habeasKeys: [api.app.get(KeyRing).signing('connector-calls').jwk],
    journal: memoryJournal(),
    handlers: {
      locate: () => Promise.resolve({ matches: [] }),
      restrict: () => Promise.resolve({ outcome: 'completed', counts: { restricted: 1 } }),
    },
    log: () => undefined,
    retryDelayMs: () => 50,
  });
  return connector.listen({ port: 0 });
}

/** A task that the system answers later, as a plan would make one. */
async function newTask(email: string): Promise<Made> {
  const opened = await api.post('/v1/requests', { key: portal, body: intake(email) });
  const request = String(opened.body['id']);
  const task = newId('tsk');
  await api.database.query(
    `INSERT INTO tasks (id, request_id, exercise_id, connector_id, action, key, scope,
       identifier_ids, nonce, status, safe_start)
     SELECT $1, $2, e.id, c.id, 'restrict', 'restrict:archive', $3, ARRAY[i.id], $4, 'ready', now()
     FROM connectors c, identifiers i, exercises e
     WHERE c.slug = 'archive' AND i.request_id = $2 AND e.request_id = $2`,
    [task, request, '[{"category":"contact","retain":[]}]', randomBytes(32).toString('base64url')],
  );
  return { request, task };
}

async function tasksOf({ request }: Made): Promise<TaskView[]> {
  const { body: view } = await api.get(`/v1/requests/${request}`, { key: operator });
  return (view as unknown as RequestView).exercises[0]?.tasks ?? [];
}

/** What came of the tasks; a task may be rung for at any time. */
async function cameOf(made: Made) {
  const tasks = await tasksOf(made);
  return tasks.map(({ outcome, result, receipt, attempts }) => ({
    outcome,
    result,
    receipt,
    attempts,
  }));
}

/** Reports `sent` for a task, freshly signed. */
async function report(task: string, sent: Buffer, key: ConnectorKeys = keys) {
  const path = `/v1/connectors/archive/tasks/${task}/outcome`;
  const url = `${api.config.publicUrl}${path}`;
  const text = sent.toString();
  const { headers } = signRequest({ method: 'POST', url, key, tag: CALLBACK_TAG, body: text });
  return api.send('POST', path, { body: text, headers });
}

it('field 45: a report of one request cannot end a task of another', async () => {
  const before = [await cameOf(ofA), await cameOf(ofB)];
  const named = Buffer.from(body.toString().replaceAll(ofA.task, ofB.task));
  // Its own report under the other's address; then renamed, the receipt being A's.
  for (const sent of [body, named]) {
    expect(await report(ofB.task, sent)).toMatchObject({
      status: 422,
      body: { code: 'connector_contract' },
    });
  }
  expect([await cameOf(ofA), await cameOf(ofB)]).toEqual(before);
});

it('field 45: a report under another key is refused, whatever it says', async () => {
  const before = await cameOf(ofB);
  for (const task of [ofA.task, ofB.task, newId('tsk')]) {
    expect(await report(task, body, generateKeys())).toMatchObject({
      status: 401,
      body: { code: 'callback_refused' },
    });
  }
  expect(await cameOf(ofB)).toEqual(before);
});

it('field 45: wrong data under the right key leaves the task open', async () => {
  const answer = JSON.parse(body.toString()) as Record<string, unknown>;
  const wrong: object[] = [
    {},
    { ...answer, task: ofB.task, outcome: 'done' },
    { ...answer, task: ofB.task, counts: { restricted: -1 } },
    { ...answer, task: ofB.task, receipt: 'a.b.c' },
    { ...answer, task: ofB.task, more: true },
  ];
  for (const sent of wrong) {
    const refused = await report(ofB.task, Buffer.from(JSON.stringify(sent)));
    expect(refused).toMatchObject({ status: 422, body: { code: 'connector_contract' } });
  }
  expect(await tasksOf(ofB)).toMatchObject([{ outcome: null, receipt: false, result: null }]);
});

it('field 45: a report on a task that has ended changes nothing', async () => {
  const count = () =>
    api.database.query('SELECT count(*)::int AS n FROM evidence_entries WHERE request_id = $1', [
      ofA.request,
    ]);
  const before = [await tasksOf(ofA), await count()];
  expect((await report(ofA.task, body)).status).toBeLessThan(300);
  expect([await tasksOf(ofA), await count()]).toEqual(before);
});
