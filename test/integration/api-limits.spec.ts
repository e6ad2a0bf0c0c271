import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { BODY_BYTES_MAX } from '../../apps/api/src/http/json-body.js';
import { startTestApi, type TestApi } from '../support/api.js';

const ARRIVAL_TIMEOUT_MS = 500;

describe('limits of the API', () => {
  let api: TestApi;
  let operator: string;
  beforeAll(async () => {
    api = await startTestApi({ arrivalTimeoutMs: ARRIVAL_TIMEOUT_MS });
    operator = await api.key('olga', 'operator');
  });
  afterAll(() => api.close());

  /** Writes the text to a fresh socket and gives what came back until the server hung up. */
  async function say(text: string, each?: (socket: Socket) => void): Promise<string> {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
    // A server that hangs up while we still write shows as a reset; what was heard counts.
    socket.on('error', () => socket.destroy());
    socket.write(text);
    each?.(socket);
    await once(socket, 'close');
    return heard;
  }

  const headers = () =>
    [
      'POST /v1/holds HTTP/1.1',
      'host: habeas.test',
      `authorization: Bearer ${operator}`,
      'content-type: application/json',
    ].join('\r\n');

  it('cuts a body that trickles in, and serves others meanwhile', async () => {
    const startedAt = performance.now();
    let trickle: NodeJS.Timeout | undefined;
    const slow = say(`${headers()}\r\ncontent-length: 1000\r\n\r\n{`, (socket) => {
      trickle = setInterval(() => socket.write(' '), 50);
    });
    expect((await api.get('/v1/holds', { key: operator })).status).toBe(200);
    const heard = await slow;
    clearInterval(trickle);
    expect(heard).toContain('408 Request Timeout');
    expect(heard).toContain('"code":"request_timeout"');
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(api.log.join('')).not.toContain('"fault"');
  });

  it('cuts headers that never end', async () => {
    const heard = await say('GET /v1/holds HTTP/1.1\r\nhost: habeas.test\r\n');
    expect(heard).toContain('"code":"request_timeout"');
  });

  it('refuses a body by its announced length before a byte of it came', async () => {
    const heard = await say(
      `${headers()}\r\nconnection: close\r\ncontent-length: 104857600\r\n\r\n`,
    );
    expect(heard).toContain('413 Payload Too Large');
    expect(heard).toContain('"code":"body_too_large"');
  });

  it('refuses a body without length once it is too large', async () => {
    const chunk = `${(BODY_BYTES_MAX + 1).toString(16)}\r\n${' '.repeat(BODY_BYTES_MAX + 1)}\r\n`;
    const heard = await say(
      `${headers()}\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n${chunk}0\r\n\r\n`,
    );
    expect(heard).toContain('"code":"body_too_large"');
  });

  it.each([
    ['what is not HTTP', 'HELLO\r\n\r\n', '400 Bad Request', 'http_malformed'],
    [
      'headers over 16 KiB',
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
      '431',
      'headers_too_large',
    ],
    [
      'a malformed address',
      'GET /v1/requests/%zz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n',
      '400 Bad Request',
      'http_malformed',
    ],
    [
      'an address too long',
      `GET /v1/requests/${'a'.repeat(200)} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
      '400 Bad Request',
      'http_malformed',
    ],
  ])('answers %s with problem details', async (_, text, status, code) => {
    const heard = await say(text);
    expect(heard).toContain(status);
    expect(heard.toLowerCase()).toContain('content-type: application/problem+json');
    expect(heard).toContain(`"code":"${code}"`);
  });
});

it('A7: idle and slow connections by the hundred keep nobody waiting', async () => {
  const api = await startTestApi();
  const operator = await api.key('olga', 'operator');
  const { hostname, port } = new URL(api.url);
  const starts = ['', 'GET / HTTP/1.1\r\nhost: habeas.test\r\n'];
  const sockets = Array.from({ length: 300 }, (_, index) => {
    const socket = connect(Number(port), hostname).on('error', () => socket.destroy());
    socket.write(starts[index % starts.length] ?? '');
    return socket;
  });
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.get('/v1/holds', { key: operator })),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(sockets.filter(({ readyState }) => readyState === 'open')).toHaveLength(300);
  } finally {
    for (const socket of sockets) socket.destroy();
    await api.close();
  }
});
