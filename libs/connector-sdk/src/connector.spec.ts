import { setTimeout } from 'node:timers/promises';
import {
  answered,
  call,
  habeasKeys,
  manifestOf,
  orderOf,
  strangerKeys,
  systemKeys,
} from '../test/fixtures.js';
import { peopleSystem, type PeopleSystem } from '../test/people-system.js';
import {
  answerFaults,
  createConnector,
  parseAnswer,
  parseManifest,
  parseProblem,
  receiptFaults,
  signRequest,
  verifyReceipt,
  type Answer,
  type ConnectorDefinition,
} from './index.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

async function start(more: Partial<ConnectorDefinition<undefined>> = {}) {
  const system = peopleSystem(more);
  const { url, close } = await system.connector.listen({ port: 0 });
  open.push(close);
  return { ...system, url };
}

/** A handler that waits until it is told to go on. */
function held() {
  let release = () => {};
  const going = new Promise<void>((resolve) => (release = resolve));
  let entered = () => {};
  const inside = new Promise<void>((resolve) => (entered = resolve));
  return { release: () => release(), inside, wait: () => (entered(), going) };
}

describe('a connector', () => {
  it('tells what it can do, signed', async () => {
    const { url } = await start();
    const answer = await call(`${url}/manifest`, { method: 'GET' });
    expect(answer).toMatchObject({ status: 200, signature: { ok: true } });
    const parsed = parseManifest(answer.body);
    expect(parsed.ok && parsed.value.publicKey).toEqual(systemKeys.jwk);
  });

  it('tells load balancers that it is up, without a signature', async () => {
    const { url } = await start();
    const response = await fetch(`${url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('does what an order asks and answers with a receipt that binds it', async () => {
    const { url, people } = await start();
    const order = orderOf('erase');
    const answer = await call(`${url}/tasks`, { body: order });
    expect(answer).toMatchObject({ status: 200, signature: { ok: true } });
    expect(people).toEqual(['otto@example.org']);
    const parsed = parseAnswer(answer.body);
    const value = (parsed.ok ? parsed.value : {}) as Answer;
    expect(value).toMatchObject({
      outcome: 'completed',
      counts: { found: 2, erased: 2, exported: 0 },
    });
    expect(answerFaults(order, value)).toEqual([]);
    const verdict = await verifyReceipt(value.receipt, systemKeys.jwk);
    const expected = { issuer: 'accounts', order, answer: value };
    expect(verdict.ok && receiptFaults(verdict.receipt, expected)).toEqual([]);
  });

  it('answers a repeat with the first answer, to the byte, and does nothing', async () => {
    const { url, ran } = await start();
    const order = orderOf('erase');
    const first = await call(`${url}/tasks`, { body: order });
    const later = { ...order, deadline: '2098-01-01T00:00:00Z', callback: 'https://x.example/' };
    const second = await call(`${url}/tasks`, { body: later });
    expect(second.body.equals(first.body)).toBe(true);
    expect(ran).toEqual(['erase']);
  });

  it('takes effect once when one order comes many times at once', async () => {
    const { url, ran } = await start();
    const order = orderOf('erase');
    const all = Array.from({ length: 10 }, () => call(`${url}/tasks`, { body: order }));
    const bodies = (await Promise.all(all)).map(({ body }) => body.toString());
    expect(new Set(bodies).size).toBe(1);
    expect(ran).toEqual(['erase']);
  });

  it('locates anew on every repeat, because it keeps no identifiers', async () => {
    const { url, ran } = await start();
    const order = orderOf('locate');
    for (const _repeat of [1, 2]) {
      const { json } = await call(`${url}/tasks`, { body: order });
      expect(json).toMatchObject({ outcome: 'completed', counts: { found: 2 } });
      expect(json['matches']).toMatchObject([{ identifiers: [{ value: 'c-4711' }] }]);
    }
    expect(ran).toEqual(['locate', 'locate']);
    const nobody = [{ type: 'email', value: 'nobody@example.org' }];
    const { json } = await call(`${url}/tasks`, {
      body: orderOf('locate', { identifiers: nobody }),
    });
    expect(json).toMatchObject({ outcome: 'nothing_found', matches: [] });
  });

  it('serves below a path and behind another name when told its public address', async () => {
    const publicUrl = 'https://accounts.example.org/habeas';
    const { url } = await start({ publicUrl });
    const signed = signRequest({
      method: 'GET',
      url: `${publicUrl}/manifest`,
      key: habeasKeys,
      tag: 'habeas-order',
    });
    const response = await fetch(`${url}/habeas/manifest`, { headers: signed.headers });
    expect(await answered(response, signed.nonce)).toMatchObject({ status: 200 });
    const other = await call(`${url}/habeas/manifest`, { method: 'GET' });
    expect(other.json).toMatchObject({ code: 'signature_invalid' });
  });
});

describe('a connector refuses', () => {
  const order = orderOf('erase');
  const other = { nonce: orderOf('erase').nonce };

  const refused: [string, number, string, (url: string) => ReturnType<typeof call>][] = [
    [
      'an order of a stranger',
      401,
      'signature_invalid',
      (url) => call(`${url}/tasks`, { body: order, key: strangerKeys }),
    ],
    [
      'an order with a member too many',
      400,
      'order_invalid',
      (url) => call(`${url}/tasks`, { body: { ...order, force: true } }),
    ],
    [
      'an order for a category it does not hold',
      400,
      'order_invalid',
      (url) =>
        call(`${url}/tasks`, {
          body: orderOf('erase', { scope: [{ category: 'usage', retain: [] }] }),
        }),
    ],
    [
      'an action it does not have',
      422,
      'action_unknown',
      (url) => call(`${url}/tasks`, { body: orderOf('restrict') }),
    ],
    [
      'a task id under another nonce',
      409,
      'nonce_changed',
      async (url) => {
        await call(`${url}/tasks`, { body: order });
        return call(`${url}/tasks`, { body: { ...order, ...other } });
      },
    ],
    [
      'a task id for another order',
      409,
      'nonce_changed',
      async (url) => {
        await call(`${url}/tasks`, { body: order });
        return call(`${url}/tasks`, { body: { ...order, identifiers: [] } });
      },
    ],
    [
      'an address it does not have',
      404,
      'route_unknown',
      (url) => call(`${url}/task`, { body: order }),
    ],
    [
      'a method it does not have',
      404,
      'route_unknown',
      (url) => call(`${url}/tasks`, { method: 'PUT', body: order }),
    ],
    [
      'a page of an order that is no export',
      400,
      'order_invalid',
      (url) => call(`${url}/tasks/${order.task}/pages`, { body: { order, continuation: 'abc' } }),
    ],
  ];

  it.each(refused)('%s: %i %s', async (...[, status, code, made]) => {
    const { url } = await start();
    const answer = await made(url);
    expect(answer).toMatchObject({ status, json: { code, status }, signature: { ok: true } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(parseProblem(answer.body)).toMatchObject({ ok: true });
    expect(answer.body.toString()).not.toContain('example.org');
  });

  async function raw(url: string, body: string, type = 'application/json') {
    const call = {
      method: 'POST',
      url,
      body,
      contentType: type,
      key: habeasKeys,
      tag: 'habeas-order',
    };
    const { headers, nonce } = signRequest(call);
    return answered(await fetch(url, { method: 'POST', headers, body }), nonce);
  }

  it('bodies that are no JSON, too long or of another type', async () => {
    const { url } = await start();
    const tasks = `${url}/tasks`;
    expect(await raw(tasks, '{"task":')).toMatchObject({
      status: 400,
      json: { code: 'order_invalid' },
    });
    expect(await raw(tasks, '{}', 'text/plain')).toMatchObject({ status: 415 });
    expect(await raw(tasks, 'x'.repeat(1_048_577))).toMatchObject({
      status: 413,
      signature: { ok: true },
    });
  });

  it('the same signed call a second time, and a call without a signature', async () => {
    const { url, ran } = await start();
    const body = JSON.stringify(orderOf('erase'));
    const target = `${url}/tasks`;
    const { headers } = signRequest({
      method: 'POST',
      url: target,
      body,
      key: habeasKeys,
      tag: 'habeas-order',
    });
    const send = (signed: Record<string, string>) =>
      fetch(target, { method: 'POST', headers: signed, body });
    expect((await send(headers)).status).toBe(200);
    const replay = await send(headers);
    expect([replay.status, await replay.json()]).toMatchObject([
      401,
      { detail: expect.stringContaining('replayed') },
    ]);
    const bare = await send({ 'content-type': 'application/json' });
    expect([bare.status, bare.headers.get('signature')]).toEqual([401, null]);
    expect(ran).toEqual(['erase']);
  });

  it('an order that was signed for another connector', async () => {
    const one = await start();
    const two = await start();
    const body = JSON.stringify(orderOf('erase'));
    const call = {
      method: 'POST',
      url: `${one.url}/tasks`,
      body,
      key: habeasKeys,
      tag: 'habeas-order',
    };
    const { headers } = signRequest(call);
    const carried = { ...headers, host: new URL(one.url).host };
    const response = await fetch(`${two.url}/tasks`, { method: 'POST', headers: carried, body });
    expect(response.status).toBe(401);
    expect(two.ran).toEqual([]);
  });
});

describe('a connector in trouble', () => {
  const failing = (error: Error) => {
    const system = peopleSystem();
    const erase = async () => Promise.reject(error);
    return { handlers: { ...system.definition.handlers, erase } };
  };

  it('says nothing but that it failed, and logs no data', async () => {
    const error = new Error('duplicate key lena@example.org');
    const { url, log } = await start(failing(error));
    const answer = await call(`${url}/tasks`, { body: orderOf('erase') });
    expect(answer).toMatchObject({
      status: 500,
      json: { code: 'internal' },
      signature: { ok: true },
    });
    expect(log.find(({ event }) => event === 'call_failed')).toMatchObject({ error: 'Error' });
    expect(JSON.stringify(log) + answer.body.toString()).not.toContain('lena@example.org');
  });

  it('does a task that failed when the order is repeated', async () => {
    const system = peopleSystem();
    const { erase } = system.definition.handlers;
    let broken = true;
    const handlers: PeopleSystem['definition']['handlers'] = {
      ...system.definition.handlers,
      erase: async (order, context) => {
        if (broken) throw new Error('down');
        return erase?.(order, context) ?? { outcome: 'failed', counts: {} };
      },
    };
    const { url } = await start({ handlers });
    const order = orderOf('erase');
    expect(await call(`${url}/tasks`, { body: order })).toMatchObject({ status: 500 });
    broken = false;
    expect(await call(`${url}/tasks`, { body: order })).toMatchObject({
      status: 200,
      json: { counts: { erased: 2 } },
    });
  });

  it.each([
    ['/counts/erased', { outcome: 'completed', counts: { erased: -1 } }],
    ['/reason', { outcome: 'failed', counts: {}, reason: 'Lena is busy' }],
    ['/outcome', { outcome: 'nothing_found', counts: { found: 1 } }],
    ['/counts/retained', { outcome: 'retained', counts: { retained: 1 } }],
  ])('does not sign what a handler got wrong: %s', async (path, effect) => {
    const system = peopleSystem();
    const erase = () => Promise.resolve(effect as never);
    const { url, log } = await start({ handlers: { ...system.definition.handlers, erase } });
    expect(await call(`${url}/tasks`, { body: orderOf('erase') })).toMatchObject({ status: 500 });
    const line = log.find(({ event }) => event === 'call_failed');
    expect(line).toMatchObject({ error: 'HandlerFault', faults: [{ path }] });
    expect(JSON.stringify(log)).not.toContain('Lena');
  });

  it('asks to come back when all slots are taken', async () => {
    const hold = held();
    const system = peopleSystem();
    const erase = async () => (await hold.wait(), { outcome: 'completed' as const, counts: {} });
    const manifest = system.definition.manifest;
    const limits = { ...manifest.limits, concurrency: 1 };
    const handlers = { ...system.definition.handlers, erase };
    const { url } = await start({ handlers, manifest: { ...manifest, limits } });
    const first = call(`${url}/tasks`, { body: orderOf('erase') });
    await hold.inside;
    const second = await call(`${url}/tasks`, { body: orderOf('verify') });
    expect(second).toMatchObject({ status: 503, json: { code: 'busy' } });
    expect(second.headers.get('retry-after')).toBe('2');
    hold.release();
    expect(await first).toMatchObject({ status: 200 });
    expect(await call(`${url}/tasks`, { body: orderOf('verify') })).toMatchObject({ status: 200 });
  });

  it('asks to come back when time is up, goes on, and has the answer for the repeat', async () => {
    const hold = held();
    const system = peopleSystem();
    let signal: AbortSignal | undefined;
    const handlers: PeopleSystem['definition']['handlers'] = {
      ...system.definition.handlers,
      erase: async (_order, context) => {
        signal = context.signal;
        await hold.wait();
        return { outcome: 'completed', counts: { erased: 3 } };
      },
    };
    const manifest = system.definition.manifest;
    const limits = { ...manifest.limits, timeoutSeconds: 1 };
    const { url } = await start({ handlers, manifest: { ...manifest, limits } });
    const order = orderOf('erase');
    const late = await call(`${url}/tasks`, { body: order });
    expect(late).toMatchObject({ status: 503, json: { code: 'busy' } });
    expect(signal?.aborted).toBe(true);
    const repeat = call(`${url}/tasks`, { body: order });
    hold.release();
    expect(await repeat).toMatchObject({ status: 200, json: { counts: { erased: 3 } } });
  });

  it('logs the failure of a run that nobody waits for any more', async () => {
    const hold = held();
    const system = peopleSystem();
    const erase = async () => (await hold.wait(), Promise.reject(new Error('lena@example.org')));
    const manifest = system.definition.manifest;
    const limits = { ...manifest.limits, timeoutSeconds: 1 };
    const handlers = { ...system.definition.handlers, erase };
    const { connector, log } = peopleSystem({ handlers, manifest: { ...manifest, limits } });
    const { url, close } = await connector.listen({ port: 0 });
    expect(await call(`${url}/tasks`, { body: orderOf('erase') })).toMatchObject({ status: 503 });
    hold.release();
    await close();
    expect(log.map(({ event }) => event)).toContain('late_failure');
    expect(JSON.stringify(log)).not.toContain('lena@example.org');
  });

  it('waits for what runs before it closes, and tells it to hurry', async () => {
    const hold = held();
    let aborted = false;
    const system = peopleSystem();
    const handlers: PeopleSystem['definition']['handlers'] = {
      ...system.definition.handlers,
      erase: async (_order, { signal }) => {
        signal.addEventListener('abort', () => ((aborted = true), hold.release()));
        await hold.wait();
        // As long as a database might take to give up.
        await setTimeout(50);
        return { outcome: 'completed', counts: {} };
      },
    };
    const { connector, log } = peopleSystem({ handlers });
    const { url, close } = await connector.listen({ port: 0 });
    const answer = call(`${url}/tasks`, { body: orderOf('erase') });
    await hold.inside;
    await close();
    expect(aborted).toBe(true);
    expect(log.map(({ event }) => event)).toContain('task_done');
    await Promise.allSettled([answer]);
  });
});

describe('a definition', () => {
  const { definition } = peopleSystem();

  it.each([
    ['The manifest is wrong: /slug', { manifest: { ...definition.manifest, slug: 'No Slug' } }],
    [
      'disagree about: verify',
      {
        manifest: manifestOf({
          locate: { mode: 'sync' },
          export: { mode: 'sync' },
          erase: { mode: 'sync' },
        }),
      },
    ],
    ['disagree about: locate, export, verify', { handlers: { erase: definition.handlers.erase } }],
  ])('is refused when %s', (message, more) => {
    const wrong = { ...definition, ...more } as typeof definition;
    expect(() => createConnector(wrong)).toThrow(message);
  });
});
