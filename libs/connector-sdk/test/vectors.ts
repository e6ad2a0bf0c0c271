import { answerDigest, canonicalJson, orderDigest } from '../src/canonical.js';
import { contentDigest } from '../src/content-digest.js';
import { fullCounts } from '../src/effects.js';
import { keysFromSeed } from '../src/keys.js';
import { CHAIN_START, nextLink } from '../src/page-chain.js';
import type { Answer, Order, Receipt } from '../src/protocol.js';
import { signReceipt } from '../src/receipt.js';
import { verifyRequest } from '../src/request-signature.js';
import { signatureBase, type SignedMessage } from '../src/signature-base.js';
import { signMessage } from '../src/signature-profile.js';
import { webhookSignature } from '../src/webhook-signature.js';

const seedOf = (byte: number) => Buffer.alloc(32, byte);
const habeas = keysFromSeed(seedOf(1));
const connector = keysFromSeed(seedOf(2));
const now = new Date('2027-05-04T10:00:00Z');
const nonce = Buffer.alloc(16, 7).toString('base64url');

const order: Order = {
  protocol: 'habeas-connector/1',
  task: 'tsk_7f3a',
  nonce: Buffer.alloc(32, 9).toString('base64url'),
  audience: 'habeas.example.org',
  action: 'erase',
  request: 'req_51c0',
  right: 'erasure',
  laws: ['gdpr', 'pdpa_tha'],
  identifiers: [
    { type: 'email', value: 'lena@example.org' },
    { type: 'name', value: 'Jördis "Ä" \u{1F600}\u0001 \\ /' },
  ],
  scope: [{ category: 'contact', retain: [] }],
  deadline: '2027-06-03T21:59:59Z',
  callback: 'https://habeas.example.org/v1/callbacks/accounts/tsk_7f3a',
};

const plain: Omit<Answer, 'receipt'> = {
  task: order.task,
  status: 'done',
  outcome: 'completed',
  counts: fullCounts({ found: 2, erased: 2 }),
};

/** Every file of `vectors/`, by name: what the SDK makes of fixed keys, clocks and texts. */
export async function makeVectors(): Promise<Record<string, unknown>> {
  return {
    'keys.json': [1, 2, 3].map(keyVector),
    'content-digests.json': ['', '{}', '{"name":"Jördis"}', '{"a":1}\n{"b":2}\n'].map((body) => ({
      body,
      contentDigest: contentDigest(Buffer.from(body)),
    })),
    'canonical.json': canonicalVectors(),
    'signatures.json': signatureVectors(),
    'refused-calls.json': await refusedVectors(),
    'receipts.json': await receiptVectors(),
    'page-chains.json': [chainVector(['{"a":1}\n', '{"b":2}\n']), chainVector([''])],
    'standard-webhooks.json': webhookVectors(),
  };
}

function keyVector(byte: number) {
  return { seedHex: seedOf(byte).toString('hex'), jwk: keysFromSeed(seedOf(byte)).jwk };
}

function canonicalVectors() {
  const { deadline: _deadline, callback: _callback, ...lasting } = order;
  return {
    order: { value: order, canonical: canonicalJson(lasting), digest: orderDigest(order) },
    answer: { value: plain, canonical: canonicalJson(plain), digest: answerDigest(plain) },
  };
}

interface Signed {
  name: string;
  message: Omit<SignedMessage, 'headers'> & { headers: Record<string, string> };
  body: string;
  components: string[];
  tag: string;
  by: 'habeas' | 'connector';
}

const url = 'https://accounts.example.org/habeas/tasks';
const json = (body: string) => ({
  'content-type': 'application/json',
  'content-digest': contentDigest(Buffer.from(body)),
});
const CALL = ['@method', '@target-uri', 'content-type', 'content-digest'];

function messages(): Signed[] {
  const sent = JSON.stringify(order);
  const answered = JSON.stringify(plain);
  const page = '{"dataset":"people","category":"contact","data":{"id":4711}}\n';
  const paged = {
    ...json(page),
    'content-type': 'application/x-ndjson',
    'habeas-continuation': 'Zm9v',
  };
  const manifest = 'https://accounts.example.org/habeas/manifest';
  const empty = { 'content-digest': contentDigest(Buffer.alloc(0)) };
  return [
    {
      name: 'a call without a body',
      message: { method: 'GET', url: manifest, headers: empty },
      body: '',
      components: ['@method', '@target-uri', 'content-digest'],
      tag: 'habeas-order',
      by: 'habeas',
    },
    {
      name: 'an order',
      message: { method: 'POST', url, headers: json(sent) },
      body: sent,
      components: CALL,
      tag: 'habeas-order',
      by: 'habeas',
    },
    {
      name: 'an answer',
      message: { status: 200, headers: json(answered) },
      body: answered,
      components: ['@status', 'content-type', 'content-digest'],
      tag: 'habeas-answer',
      by: 'connector',
    },
    {
      name: 'a page',
      message: { status: 200, headers: paged },
      body: page,
      components: ['@status', 'content-type', 'content-digest', 'habeas-continuation'],
      tag: 'habeas-answer',
      by: 'connector',
    },
    {
      name: 'a report',
      message: { method: 'POST', url: order.callback, headers: json(answered) },
      body: answered,
      components: CALL,
      tag: 'habeas-callback',
      by: 'connector',
    },
  ];
}

function signatureVectors() {
  return messages().map(({ name, message, body, components, tag, by }) => {
    const key = by === 'habeas' ? habeas : connector;
    const signed = signMessage(message, components, { key, tag, nonce, now });
    const params = signed['signature-input'].replace('habeas=', '');
    const { method, url: target, status, headers } = message;
    return {
      name,
      ...(method && { method, url: target }),
      ...(status && { status }),
      body,
      headers: { ...headers, ...signed },
      by,
      base: signatureBase(message, components, params),
    };
  });
}

/** Calls that a connector at this address refuses at `now`, and the word for it. */
async function refusedVectors() {
  const [, call] = messages();
  if (!call) throw new Error('an order is the second message');
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const signed = (more: Partial<Parameters<typeof signMessage>[2]> = {}, components = CALL) => ({
    ...call.message.headers,
    ...signMessage(call.message, components, { key: habeas, tag: call.tag, nonce, now, ...more }),
  });
  const cases: [string, Record<string, string>, string?][] = [
    ['no signature', call.message.headers],
    ['two signatures under one label', twice(signed())],
    ['the tag of a report', signed({ tag: 'habeas-callback' })],
    ['the body is not covered', signed({}, ['@method', '@target-uri', 'content-type'])],
    ['signed 301 seconds ago', signed({ now: at(-301) })],
    ['signed 301 seconds ahead', signed({ now: at(301) })],
    ['another body', signed(), call.body.replace('erase', 'locate')],
    ['a key that is not pinned', signed({ key: connector })],
    ['a nonce that is too short', signed({ nonce: 'AAAA' })],
    [
      'signed for another method',
      {
        ...call.message.headers,
        ...signMessage({ ...call.message, method: 'PUT' }, CALL, {
          key: habeas,
          tag: call.tag,
          nonce,
          now,
        }),
      },
    ],
  ];
  return Promise.all(
    cases.map(async ([name, headers, body = call.body]) => {
      const message = { method: 'POST', url, headers, body };
      const verdict = await verifyRequest({
        ...message,
        body: Buffer.from(body),
        tag: 'habeas-order',
        now,
        keyFor: (keyid) => (keyid === habeas.jwk.kid ? habeas.jwk : undefined),
        seenNonce: () => false,
      });
      return {
        name,
        ...message,
        now: now.getTime() / 1000,
        reason: verdict.ok ? 'none' : verdict.reason,
      };
    }),
  );
}

function twice(headers: Record<string, string>): Record<string, string> {
  const input = headers['signature-input'] ?? '';
  const signature = headers['signature'] ?? '';
  return {
    ...headers,
    'signature-input': `${input}, ${input}`,
    signature: `${signature}, ${signature}`,
  };
}

async function receiptVectors() {
  const claims: Receipt = {
    iss: 'accounts',
    aud: order.audience,
    task: order.task,
    nonce: order.nonce,
    action: order.action,
    outcome: plain.outcome,
    counts: plain.counts,
    order: orderDigest(order),
    evidence: answerDigest(plain),
    started: '2027-05-04T10:00:00.000Z',
    finished: '2027-05-04T10:00:01.000Z',
    iat: 1_809_424_801,
  };
  const good = await signReceipt(claims, connector);
  const [header, payload = '', signature] = good.split('.');
  const changed = Buffer.from(JSON.stringify({ ...claims, outcome: 'partial' })).toString(
    'base64url',
  );
  return {
    order,
    answer: { ...plain, receipt: good },
    key: connector.jwk,
    claims,
    refused: [
      { name: 'another payload', jws: [header, changed, signature].join('.') },
      { name: 'another key', jws: await signReceipt(claims, keysFromSeed(seedOf(3))) },
      {
        name: 'no algorithm',
        jws: `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      },
    ],
  };
}

function chainVector(pages: string[]) {
  const links = pages.reduce<string[]>(
    (chain, page) => [...chain, nextLink(chain.at(-1) ?? CHAIN_START, Buffer.from(page))],
    [],
  );
  return { pages, links };
}

function webhookVectors() {
  const secrets = [1, 2].map((byte) => `whsec_${seedOf(byte).toString('base64')}`);
  const webhook = {
    id: 'msg_51c0',
    timestamp: now.getTime() / 1000,
    body: '{"type":"request.closed"}',
  };
  return {
    ...webhook,
    secrets,
    signed: `${webhook.id}.${webhook.timestamp}.${webhook.body}`,
    signature: webhookSignature(webhook, secrets),
  };
}
