import { readFileSync } from 'node:fs';
import {
  answerDigest,
  answerFaults,
  orderDigest,
  parseAnswer,
  parseManifest,
  parseOrder,
  parsePaging,
  parseRecord,
  PROBLEM_CODES,
  receiptFaults,
  signatureBase,
  verifyAnswer,
  verifyReceipt,
  verifyRequest,
  type Answer,
  type Order,
  type PublicJwk,
} from './index.js';
import { canonicalJson, keysFromSeed } from './index.js';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const protocol = read('../PROTOCOL.md');

/** The fenced block of that name. */
function block(name: string): string {
  const found = new RegExp(`^\`\`\`\\w+ ${name}\\n(.*?)\\n\`\`\`$`, 'ms').exec(protocol)?.[1];
  if (found === undefined) throw new Error(`PROTOCOL.md has no block ${name}`);
  return found;
}

function headers(name: string): Record<string, string> {
  const lines = block(name).split('\n').slice(1);
  return Object.fromEntries(lines.map((line) => line.split(/: (.*)/s).slice(0, 2)));
}

const habeas = JSON.parse(block('habeas-key')) as PublicJwk;
const system = JSON.parse(block('connector-key')) as PublicJwk;
const order = JSON.parse(block('order')) as Order;
const answer = JSON.parse(block('answer')) as Answer;
const [method = '', url = ''] = block('call').split('\n')[0]?.split(' ') ?? [];
const requestNonce = /nonce="([^"]+)"/.exec(headers('call')['signature-input'] ?? '')?.[1] ?? '';
const paramsOf = (name: string) => (headers(name)['signature-input'] ?? '').replace('habeas=', '');

describe('PROTOCOL.md', () => {
  it('names the public halves of its two seeds', () => {
    expect(habeas).toEqual(keysFromSeed(Buffer.alloc(32, 1)).jwk);
    expect(system).toEqual(keysFromSeed(Buffer.alloc(32, 2)).jwk);
  });

  it('shows a call that is accepted', async () => {
    const call = {
      method,
      url,
      headers: headers('call'),
      body: Buffer.from(block('order')),
      keyFor: () => habeas,
      tag: 'habeas-order',
      now: new Date('2027-05-04T10:00:30Z'),
      seenNonce: () => false,
    };
    expect(await verifyRequest(call)).toMatchObject({ ok: true, nonce: requestNonce });
  });

  it('shows an answer that is accepted', () => {
    const received = {
      status: 200,
      headers: headers('answer-headers'),
      body: Buffer.from(block('answer')),
      key: system,
      requestNonce,
      now: new Date('2027-05-04T10:00:30Z'),
    };
    expect(verifyAnswer(received)).toMatchObject({ ok: true });
    expect(answerFaults(order, answer)).toEqual([]);
  });

  it('shows the texts that were signed', () => {
    const call = { method, url, headers: headers('call') };
    const covered = ['@method', '@target-uri', 'content-type', 'content-digest'];
    expect(signatureBase(call, covered, paramsOf('call'))).toBe(block('signature-base'));
    const reply = { status: 200, headers: headers('answer-headers') };
    const answered = signatureBase(
      reply,
      ['@status', 'content-type', 'content-digest'],
      paramsOf('answer-headers'),
    );
    expect(answered).toBe(block('answer-signature-base'));
  });

  it('shows a receipt that binds both, and the digests in it', async () => {
    const verdict = await verifyReceipt(answer.receipt, system);
    const expected = { issuer: 'accounts', order, answer };
    expect(verdict.ok && receiptFaults(verdict.receipt, expected)).toEqual([]);
    expect(orderDigest(order)).toBe(block('order-digest'));
    expect(answerDigest(answer)).toBe(block('answer-digest'));
    const { deadline: _deadline, callback: _callback, ...lasting } = order;
    const { receipt: _receipt, ...plain } = answer;
    expect(canonicalJson(lasting)).toBe(block('canonical-order'));
    expect(canonicalJson(plain)).toBe(block('canonical-answer'));
  });

  it.each([
    ['manifest', parseManifest],
    ['order', parseOrder],
    ['answer', parseAnswer],
    ['paging', parsePaging],
    ['record', parseRecord],
  ])('shows a %s of the right shape', (name, parse) => {
    expect(parse(block(name))).toMatchObject({ ok: true });
  });

  it('lists every problem code, and gives each clause an id of its own', () => {
    for (const code of PROBLEM_CODES) expect(protocol).toContain(`| \`${code}\` |`);
    const ids = [...protocol.matchAll(/\*\*(C-[A-Z]+-\d+)\*\*/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cited = [...protocol.matchAll(/C-[A-Z]+-\d+/g)].map(([id]) => id);
    expect(cited.filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe('README.md', () => {
  it('shows the example that is compiled and run', () => {
    const shown = /```ts\n(.*?)```/s.exec(read('../README.md'))?.[1];
    const compiled = read('./example.ts').replace("'./index.js'", "'@habeas/connector-sdk'");
    expect(shown).toBe(compiled);
  });
});
