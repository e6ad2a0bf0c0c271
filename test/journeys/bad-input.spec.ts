import { randomUUID } from 'node:crypto';
import { Dispatcher } from '@habeas/dispatch';
import { ERRORS, type ErrorCode } from '@habeas/domain';
import { Advance, type RequestView } from '@habeas/requests';
import { KeyRing } from '@habeas/vault';
import fc from 'fast-check';
import { BODY_BYTES_MAX } from '../../apps/api/src/http/json-body.js';
import { startTestApi, type TestAnswer, type TestApi, type TestCall } from '../support/api.js';
import { startLocatingConnector } from '../support/locating-connector.js';

/** Part of every bad value; an answer or a log line that has it repeats what it was told. */
const MARK = 'zzqq';
const SQL = `${MARK}'; DROP TABLE requests; --`;
const ada = 'ada@people.test';
const bob = 'bob@people.test';
const noId = '0'.repeat(32);

type Json = Record<string, unknown>;

const intake = (more: Json = {}): Json => ({
  receivedAt: '2026-03-02T09:30:00+01:00',
  channel: 'web_form',
  locale: 'de',
  subject: { residence: 'DE', identifiers: [{ type: 'email', value: ada }] },
  rights: [{ right: 'access' }],
  ...more,
});
const subject = (more: Json): Json => ({
  subject: { residence: 'DE', identifiers: [{ type: 'email', value: ada }], ...more },
});
const identifier = (type: string, value: unknown) => subject({ identifiers: [{ type, value }] });
const text = (body: unknown) => JSON.stringify(body);
/** The intake as text, with something put before its last brace. */
const plus = (more: string) => `${text(intake()).slice(0, -1)},${more}}`;

type Row = [what: string, code: ErrorCode, call: TestCall];

const SHAPES: Row[] = [
  ['an unknown field', 'body_invalid', { body: intake({ [MARK]: 1 }) }],
  ['a field that only we set', 'body_invalid', { body: intake({ status: 'fulfilled' }) }],
  ['an approval smuggled in', 'body_invalid', { body: intake({ approvedBy: MARK }) }],
  ['an unknown field inside', 'body_invalid', { body: intake(subject({ [MARK]: 1 })) }],
  [
    'a level for an identifier',
    'body_invalid',
    {
      body: intake(subject({ identifiers: [{ type: 'email', value: ada, level: 'high' }] })),
    },
  ],
  ['a number for an instant', 'body_invalid', { body: intake({ receivedAt: 5 }) }],
  [
    'an instant without offset',
    'body_invalid',
    {
      body: intake({ receivedAt: '2026-03-02T09:30:00' }),
    },
  ],
  ['a day that is none', 'body_invalid', { body: intake({ receivedAt: '2026-02-30T00:00:00Z' }) }],
  ['text for a list', 'body_invalid', { body: intake({ rights: MARK }) }],
  ['a list for an object', 'body_invalid', { body: intake({ subject: [MARK] }) }],
  ['null for a list', 'body_invalid', { body: intake({ rights: null }) }],
  ['no right at all', 'body_invalid', { body: intake({ rights: [] }) }],
  [
    'one right twice',
    'body_invalid',
    {
      body: intake({ rights: [{ right: 'access' }, { right: 'access' }] }),
    },
  ],
  ['no identifier', 'body_invalid', { body: intake(subject({ identifiers: [] })) }],
  ['an unknown kind of identifier', 'body_invalid', { body: intake(identifier(MARK, ada)) }],
  ['an unknown channel', 'body_invalid', { body: intake({ channel: MARK }) }],
  ['a country that is none', 'body_invalid', { body: intake(subject({ residence: MARK })) }],
  ['a list for a body', 'body_invalid', { body: text([intake()]) }],
  ['null for a body', 'body_invalid', { body: 'null' }],
  ['no body', 'body_invalid', {}],
  ['half a body', 'body_invalid', { body: `{"receivedAt":"${MARK}` }],
  ['bytes that are no UTF-8', 'body_invalid', { body: Buffer.from([0x7b, 0xff, 0x7d]) }],
  ['a huge body', 'body_too_large', { body: plus(`"a":"${'b'.repeat(BODY_BYTES_MAX)}"`) }],
  ['a deep body', 'body_invalid', { body: plus(`"a":${'['.repeat(10_000)}${']'.repeat(10_000)}`) }],
  [
    'a body of many fields',
    'body_invalid',
    {
      body: Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`${MARK}${i}`, i])),
    },
  ],
  ['__proto__', 'body_invalid', { body: plus('"__proto__":{"polluted":true}') }],
  ['__proto__ inside', 'body_invalid', { body: plus('"a":{"__proto__":{"polluted":true}}') }],
  ['constructor', 'body_invalid', { body: plus('"constructor":{"prototype":{"polluted":1}}') }],
  ['a field twice', 'body_invalid', { body: plus('"channel":"email"') }],
  ['NUL', 'body_invalid', { body: intake(identifier('username', `${MARK}\u0000`)) }],
  ['half a surrogate pair', 'body_invalid', { body: plus(String.raw`"a":"\ud800${MARK}"`) }],
  [
    'plain text',
    'media_type_unsupported',
    {
      body: text(intake()),
      headers: { 'content-type': 'text/plain' },
    },
  ],
  [
    'a form',
    'media_type_unsupported',
    {
      body: `channel=${MARK}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ],
];

const MEANINGS: Row[] = [
  ['a bad e-mail', 'identifier_invalid', { body: intake(identifier('email', `${MARK}@`)) }],
  [
    'an e-mail with a name',
    'identifier_invalid',
    {
      body: intake(identifier('email', `${MARK} <ada@people.test>`)),
    },
  ],
  ['a phone without country', 'identifier_invalid', { body: intake(identifier('phone', '030')) }],
  [
    'an e-mail that turns right to left',
    'identifier_invalid',
    {
      body: intake(identifier('email', `${MARK}\u202e@people.test`)),
    },
  ],
  [
    'an e-mail to stall a pattern',
    'identifier_invalid',
    {
      body: intake(identifier('email', `${'a@'.repeat(120)}${MARK}`)),
    },
  ],
  ['an unknown right', 'right_unknown', { body: intake({ rights: [{ right: `${MARK}_x` }] }) }],
  [
    'a right that no law here has',
    'right_not_supported',
    {
      body: intake({ rights: [{ right: 'automated_decision_review' }], laws: ['pdpa_tha'] }),
    },
  ],
  ['an unknown law', 'law_unknown', { body: intake({ laws: [`${MARK}_x`] }) }],
  [
    'a receipt in the future',
    'received_in_future',
    {
      body: intake({ receivedAt: '2999-01-01T00:00:00Z' }),
    },
  ],
  [
    'a malformed key',
    'idempotency_key_invalid',
    {
      body: intake(),
      headers: { 'idempotency-key': `"${MARK}` },
    },
  ],
];

const WRITES: [path: string, body: Json, who: 'operator' | 'approver'][] = [
  ['verifications', { type: 'email', value: ada, level: 'high', method: 'in_person' }, 'operator'],
  ['approval', { seal: 'A'.repeat(43), decision: 'approved' }, 'approver'],
  ['refusal', { ground: 'manifestly_unfounded' }, 'operator'],
  ['balance', { seal: 'A'.repeat(43), decision: 'upheld', statement: 'So it is.' }, 'approver'],
  ['review', { seal: 'A'.repeat(43), outcome: 'changed', statement: 'So it is.' }, 'approver'],
  ['replanning', {}, 'operator'],
  ['withdrawal', {}, 'operator'],
  ['extension', { reason: 'complexity', notifiedAt: '2026-03-02T09:30:00Z' }, 'operator'],
  ['identity-question', {}, 'operator'],
  ['clarification', { question: 'which_data' }, 'operator'],
  ['clarification/answer', {}, 'operator'],
  ['retries', {}, 'operator'],
  ['law-correction', { laws: ['gdpr'], reason: 'rule_misapplied' }, 'operator'],
  ['assignment', { principal: `prn_${noId}` }, 'operator'],
  ['answer', { channel: 'email', sentAt: '2026-03-02T09:30:00Z' }, 'operator'],
];

/** The value with each of its strings in turn replaced. */
function* withEachString(value: unknown, instead: string): Generator<unknown> {
  if (typeof value === 'string') yield instead;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const other of withEachString(part, instead)) {
      yield Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
    }
  }
}

describe('bad input', () => {
  let api: TestApi;
  let system: Awaited<ReturnType<typeof startLocatingConnector>> | undefined;
  let keys: Record<'portal' | 'operator' | 'approver', string>;
  beforeAll(async () => {
    api = await startTestApi();
    keys = {
      portal: await api.key('portal', 'intake'),
      operator: await api.key('olga', 'operator', 'connector-owner'),
      approver: await api.key('arno', 'approver'),
    };
  });
  afterAll(async () => {
    await system?.close();
    await api.close();
  });

  const open = (call: TestCall) => api.post('/v1/requests', { key: keys.portal, ...call });
  const filed = async (more: Json = {}) => String((await open({ body: intake(more) })).body['id']);
  const count = async () =>
    (await api.database.query<{ n: number }>('SELECT count(*)::int AS n FROM requests'))[0]?.n;

  /** A problem document with this code and a sentence that helps, and nothing of what was sent. */
  function expectProblem(answer: TestAnswer, code: ErrorCode): void {
    const { status, title } = ERRORS[code];
    expect(answer.body).toMatchObject({ code, status, title, type: `/problems/${code}` });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body['detail']).toMatch(/^[A-Za-z]\S*( \S+){2,}\.$/);
    expect(answer.body['instance']).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(answer.bytes.toString()).not.toMatch(
      new RegExp(`${MARK}|people\\.test|SQL error|node_modules`),
    );
  }

  it.each([...SHAPES, ...MEANINGS])('refuses %s as %s', async (_, code, call) => {
    const before = await count();
    expectProblem(await open(call), code);
    expect(await count()).toBe(before);
    expect(({} as Json)['polluted']).toBeUndefined();
  });

  it('refuses a write without a key', async () => {
    const answer = await api.send('POST', '/v1/requests', { key: keys.portal, body: intake() });
    expectProblem(answer, 'idempotency_key_missing');
  });

  it('refuses a key that came with another body', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    expect((await open({ body: intake(), headers })).status).toBe(202);
    expectProblem(
      await open({ body: intake({ locale: 'fr' }), headers }),
      'idempotency_key_reused',
    );
  });

  it('opens one request for 100 equal calls at once', async () => {
    const before = (await count()) ?? 0;
    const call = { body: intake(), headers: { 'idempotency-key': randomUUID() } };
    const answers = await Promise.all(Array.from({ length: 100 }, () => open(call)));
    expect(await count()).toBe(before + 1);
    const opened = answers.filter(({ status }) => status === 202);
    expect(new Set(opened.map(({ body }) => body['id'])).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 202)) {
      expectProblem(answer, 'idempotency_key_in_use');
    }
  });

  it.each(WRITES)('refuses an unknown id, or none, at %s', async (path, body, who) => {
    for (const id of [`req_${noId}`, MARK, encodeURIComponent(SQL), `${noId}%00`]) {
      const answer = await api.post(`/v1/requests/${id}/${path}`, { key: keys[who], body });
      expectProblem(answer, 'not_found');
    }
  });

  it.each([
    '/v1/requests/ID',
    '/v1/requests/ID/disclosures',
    '/v1/disclosures/ID',
    '/v1/disclosures/ID/package',
  ])('refuses an unknown id, or none, at %s', async (path) => {
    for (const id of [`req_${noId}`, `dis_${noId}`, encodeURIComponent(SQL)]) {
      expectProblem(await api.get(path.replace('ID', id), { key: keys.operator }), 'not_found');
    }
  });

  it.each(WRITES.filter(([path]) => ['approval', 'answer'].includes(path)))(
    'refuses an illegal transition by %s',
    async (path, body, who) => {
      const id = await filed();
      const answer = await api.post(`/v1/requests/${id}/${path}`, { key: keys[who], body });
      expectProblem(answer, 'transition_illegal');
    },
  );

  it('refuses to withdraw twice', async () => {
    const path = `/v1/requests/${await filed()}/withdrawal`;
    expect((await api.post(path, { key: keys.operator, body: {} })).status).toBe(202);
    expectProblem(await api.post(path, { key: keys.operator, body: {} }), 'transition_illegal');
  });

  it('refuses an identifier that the request does not have', async () => {
    const path = `/v1/requests/${await filed()}/verifications`;
    const how = { level: 'high', method: 'in_person' };
    const body = { type: 'email', value: bob, ...how };
    expectProblem(await api.post(path, { key: keys.operator, body }), 'not_found');
    for (const which of [{}, { type: 'email' }, { identifier: `idn_${noId}`, type: 'email' }]) {
      const answer = await api.post(path, { key: keys.operator, body: { ...which, ...how } });
      expectProblem(answer, 'body_invalid');
    }
  });

  it('refuses to go on with identifiers that belong to two people', async () => {
    system = await startLocatingConnector({
      slug: 'archive',
      habeasKey: api.app.get(KeyRing).signing('connector-calls').jwk,
      people: { [ada]: 'one', [bob]: 'another' },
    });
    const key = keys.operator;
    await api.post('/v1/connectors', { key, body: { baseUrl: system.url } });
    const both = [ada, bob].map((value) => ({ type: 'email', value }));
    const id = await filed({ ...subject({ identifiers: both }), rights: [{ right: 'erasure' }] });
    for (const one of both) {
      const body = { ...one, level: 'high', method: 'in_person' };
      await api.post(`/v1/requests/${id}/verifications`, { key, body });
    }
    await api.app.get(Advance).run(id);
    const view = async () =>
      (await api.get(`/v1/requests/${id}`, { key })).body as unknown as RequestView;
    const [task] = (await view()).exercises[0]?.tasks ?? [];
    await api.app.get(Dispatcher).dispatch(task?.id ?? '');
    await api.app.get(Advance).run(id);
    expect((await view()).exercises[0]).toMatchObject({
      status: 'awaiting_decision',
      reason: 'identifiers_conflict',
    });
    const body = { seal: 'A'.repeat(43), decision: 'approved' };
    const answer = await api.post(`/v1/requests/${id}/approval`, { key: keys.approver, body });
    expectProblem(answer, 'identifiers_conflict');
  });

  it('takes SQL for text in every string of every body', async () => {
    const hold = {
      matter: 'Case 7',
      reviewOn: '2030-01-31',
      identifier: { type: 'email', value: ada },
    };
    const id = await filed();
    const bodies: [path: string, body: Json, key: string][] = [
      ['/v1/requests', intake({ laws: ['gdpr'], requester: 'agent' }), keys.portal],
      ['/v1/holds', { ...hold, categories: ['BC'] }, keys.operator],
      ['/v1/connectors', { baseUrl: 'http://127.0.0.1:1', slug: 'archive' }, keys.operator],
      [`/v1/recipient-notices/rcn_${noId}/excuse`, { reason: 'impossible' }, keys.operator],
      ...WRITES.map(([path, body, who]): [string, Json, string] => [
        `/v1/requests/${id}/${path}`,
        { ...body, ...(path === 'withdrawal' ? {} : { exercise: `exe_${noId}` }) },
        keys[who],
      ]),
    ];
    for (const [path, body, key] of bodies) {
      for (const bad of withEachString(body, SQL)) {
        const answer = await api.post(path, { key, body: bad as Json });
        expectProblem(answer, answer.body['code'] as ErrorCode);
        // Reasons are words for a person, and any text is that; the exercise is unknown then.
        const isText = (bad as Json)['statement'] === SQL;
        expect(isText ? [404] : [400, 422]).toContain(answer.status);
      }
    }
    const harmless = await open({ body: intake(identifier('username', `'or'1'='1';--`)) });
    expect(harmless.status).toBe(202);
  });

  it.each(['cursor', 'limit', 'status', 'right', 'law', MARK])(
    'refuses SQL in the query parameter %s',
    async (name) => {
      const path = `/v1/requests?${name}=${encodeURIComponent(SQL)}`;
      expectProblem(await api.get(path, { key: keys.operator }), 'query_invalid');
    },
  );

  it('answers any JSON at all with a problem, and stays up', async () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({ subject: fc.jsonValue(), rights: fc.jsonValue() }).map((more) => intake(more)),
      fc.dictionary(fc.constantFrom(...Object.keys(intake())), fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (body) => {
        const { status, headers } = await open({ body: text(body) });
        expect([400, 422]).toContain(status);
        expect(headers['content-type']).toContain('application/problem+json');
      }),
      { numRuns: 200 },
    );
    expect((await open({ body: intake() })).status).toBe(202);
  });

  it('writes nothing of all that into the log', () => {
    expect(api.log.join('')).not.toMatch(new RegExp(`${MARK}|people\\.test|DROP TABLE`));
    expect(api.log.filter((line) => line.includes('"fault"'))).toEqual([]);
  });
});
