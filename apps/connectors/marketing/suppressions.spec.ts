import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QUESTION_MAX, suppressionsAt } from './suppressions.js';

const KEY = 'hbs_key';
const email = (value: string) => ({ type: 'email', value });

/** What the questions bore, in order. */
let asked: { headers: IncomingMessage['headers']; identifiers: { value: string }[] }[];
let server: Server;
let url: string;
let answer: (identifiers: { value: string }[], response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    const header = String(request.headers['habeas-identifiers']);
    const identifiers = JSON.parse(Buffer.from(header, 'base64url').toString()) as {
      value: string;
    }[];
    asked.push({ headers: request.headers, identifiers });
    answer(identifiers, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

beforeEach(() => {
  asked = [];
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const say = (body: unknown) => (_: unknown, response: ServerResponse) => {
  response.end(JSON.stringify(body));
};

it('asks for as many at once as the header holds, and answers in their order', async () => {
  answer = (identifiers, response) => {
    const items = identifiers.map(({ value }) => ({
      suppressed: value === 'no3@people.test',
      purposes: value === 'no3@people.test' ? ['recreate'] : ['marketing'],
    }));
    response.end(JSON.stringify({ items }));
  };
  const many = Array.from({ length: QUESTION_MAX + 5 }, (_, n) => email(`no${n}@people.test`));
  const answers = await suppressionsAt({ url, key: KEY })(many);
  expect(asked.map(({ identifiers }) => identifiers.length)).toEqual([QUESTION_MAX, 5]);
  expect(asked.flatMap(({ identifiers }) => identifiers)).toEqual(many);
  expect(asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(answers).toHaveLength(many.length);
  expect(answers.slice(2, 4)).toEqual([
    { recreate: false, marketing: true },
    { recreate: true, marketing: false },
  ]);
});

it('keeps a question of the longest addresses within the limit of the header', async () => {
  answer = say({ items: Array(QUESTION_MAX).fill({ purposes: [] }) });
  const longest = email(`${'a'.repeat(64)}@${'b'.repeat(189)}`);
  await suppressionsAt({ url, key: KEY })(Array<typeof longest>(QUESTION_MAX).fill(longest));
  expect(String(asked[0]?.headers['habeas-identifiers']).length).toBeLessThan(15 * 1024);
});

it.each<[string, typeof answer]>([
  ['an answer for fewer', say({ items: [] })],
  ['no list', say({})],
  ['an answer without purposes', say({ items: [{ suppressed: false }] })],
  ['no JSON', (_, response) => response.end('<html>')],
  ['a refusal', (_, response) => response.writeHead(403).end()],
  ['a redirect', (_, response) => response.writeHead(302, { location: url }).end()],
])('takes %s for no permission, and names nobody', async (_, given) => {
  answer = given;
  const asking = suppressionsAt({ url, key: KEY })([email('ada@people.test')]);
  await expect(asking).rejects.toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('ada') }),
  );
  expect(asked).toHaveLength(1);
});
