import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { projectRoot } from '@habeas/config';
import { BODY_BYTES_MAX } from '../../apps/api/src/http/json-body.js';

const MIB = 1024 * 1024;
/** Accepted ones are 100 MB together; so are refused ones many times over, once parsed. */
const ACCEPTED = 400;
const REFUSED = 60;
const AT_ONCE = 20;
const LARGE_BYTES = 100 * MIB;
const GROWTH_MAX = 64 * MIB;
/** What lies in the buffers on the way when the server hangs up, and more. */
const TAKEN_MAX = LARGE_BYTES / 4;

describe('A6: memory of the API', () => {
  let child: ChildProcess;
  let url: string;
  let key: string;

  beforeAll(async () => {
    const support = join(projectRoot, 'test/support');
    child = fork(join(support, 'measured-api.ts'), {
      execArgv: ['--import', join(support, 'typescript.js'), '--max-old-space-size=256'],
      env: { ...process.env },
    });
    const early = once(child, 'exit').then(([code]) => {
      throw new Error(`the API ended with ${String(code)} before it answered`);
    });
    const [ready] = await Promise.race([once(child, 'message'), early]);
    early.catch(() => undefined);
    ({ url, key } = ready as { url: string; key: string });
    // What a first round of each kind makes once for all is no growth.
    await inTurns(AT_ONCE * 2, () => post(hold()));
    await inTurns(AT_ONCE * 3, () => post('['.repeat(BODY_BYTES_MAX)));
  });

  afterAll(async () => {
    if (!child.connected) return;
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  });

  /** The most memory that the process ever held, in bytes. */
  async function peak(): Promise<number> {
    const answered = once(child, 'message');
    child.send('peak');
    const [bytes] = (await answered) as [number];
    return bytes;
  }

  async function inTurns<T>(count: number, work: () => Promise<T>): Promise<T[]> {
    const done: T[] = [];
    while (done.length < count) {
      done.push(...(await Promise.all(Array.from({ length: AT_ONCE }, work))));
    }
    return done;
  }

  const headers = () => ({
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'idempotency-key': `"${randomUUID()}"`,
  });

  async function post(body: string): Promise<number> {
    const answer = await fetch(`${url}/v1/holds`, { method: 'POST', headers: headers(), body });
    await answer.arrayBuffer();
    return answer.status;
  }

  const hold = () =>
    JSON.stringify({ matter: 'Case 7', categories: ['BC'], reviewOn: '2030-01-31' });

  /** Sends without a length, as fast as it is taken, until the server hangs up; gives the bytes. */
  async function flood(): Promise<number> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname).resume();
    socket.on('error', () => socket.destroy());
    // Not `once`, which takes the reset of a server that has heard enough for a failure.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const drained = () => new Promise((resolve) => socket.once('drain', resolve));
    const lines = Object.entries(headers()).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `host: habeas.test\r\ntransfer-encoding: chunked\r\n${lines.join('')}`;
    socket.write(`POST /v1/holds HTTP/1.1\r\n${head}\r\n`);
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    let sent = 0;
    for (; sent < LARGE_BYTES && socket.writable; sent += chunk.length) {
      if (!socket.write(chunk)) await Promise.race([drained(), closed]);
    }
    await closed;
    return sent;
  }

  it.each([
    ['nesting', '['.repeat(BODY_BYTES_MAX)],
    ['fields', `{${'"k":0,'.repeat(BODY_BYTES_MAX / 6 - 1)}"k":0}`],
    ['numbers', `[${'0,'.repeat(BODY_BYTES_MAX / 2 - 2)}0]`],
    ['empty objects', `[${'{},'.repeat(BODY_BYTES_MAX / 3 - 2)}{}]`],
  ])('stays flat while bodies full of %s are refused', async (_, body) => {
    expect(body.length).toBeLessThanOrEqual(BODY_BYTES_MAX);
    const before = await peak();
    const answers = await inTurns(REFUSED, () => post(body));
    expect(new Set(answers)).toEqual(new Set([400]));
    expect((await peak()) - before).toBeLessThan(GROWTH_MAX);
  });

  it('stays flat while bodies as large as may be are accepted', async () => {
    const body = hold().padEnd(BODY_BYTES_MAX);
    const before = await peak();
    const answers = await inTurns(ACCEPTED, () => post(body));
    expect(new Set(answers)).toEqual(new Set([201]));
    expect((await peak()) - before).toBeLessThan(GROWTH_MAX);
  });

  it('stays flat while bodies of 100 MB pour in', async () => {
    const before = await peak();
    const taken = await inTurns(AT_ONCE, flood);
    expect(Math.max(...taken)).toBeLessThan(TAKEN_MAX);
    expect((await peak()) - before).toBeLessThan(GROWTH_MAX);
  });
});
