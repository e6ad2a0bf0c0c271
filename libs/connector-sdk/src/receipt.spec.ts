import { CompactSign } from 'jose';
import { orderOf, strangerKeys, systemKeys } from '../test/fixtures.js';
import {
  answerDigest,
  CHAIN_START,
  exportReceiptFaults,
  nextLink,
  orderDigest,
  RECEIPT_TYPE,
  receiptFaults,
  signReceipt,
  verifyReceipt,
  type Answer,
  type Receipt,
} from './index.js';
import { fullCounts } from './effects.js';

const order = orderOf('erase');
const answer: Answer = {
  task: order.task,
  status: 'done',
  outcome: 'completed',
  counts: fullCounts({ found: 2, erased: 2 }),
  receipt: 'a.b.c',
};
const claims: Receipt = {
  iss: 'accounts',
  aud: order.audience,
  task: order.task,
  nonce: order.nonce,
  action: 'erase',
  outcome: 'completed',
  counts: answer.counts,
  order: orderDigest(order),
  evidence: answerDigest(answer),
  started: '2027-05-04T10:00:00.000Z',
  finished: '2027-05-04T10:00:01.000Z',
  iat: 1809424801,
};
const header = { alg: 'EdDSA', typ: RECEIPT_TYPE, kid: systemKeys.jwk.kid };
const signed = (payload: object, changed: object = {}) =>
  new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ ...header, ...changed })
    .sign(systemKeys.privateKey);
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a receipt', () => {
  it('is read back as it was signed', async () => {
    const jws = await signReceipt(claims, systemKeys);
    expect(await verifyReceipt(jws, systemKeys.jwk)).toEqual({ ok: true, receipt: claims });
  });

  it('carries nothing in its header but algorithm, type and key id', async () => {
    const [head = ''] = (await signReceipt(claims, systemKeys)).split('.');
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual(header);
  });

  const refused: [string, string, () => Promise<string> | string][] = [
    ['no JWS', 'malformed', () => 'nonsense'],
    ['an empty text', 'malformed', () => ''],
    ['no algorithm', 'malformed', () => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
    ['an HMAC', 'malformed', () => `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}.AAAA`],
    ['another type', 'malformed', () => signed(claims, { typ: 'JWT' })],
    ['a key of its own in the header', 'malformed', () => signed(claims, { jwk: systemKeys.jwk })],
    ['another key id', 'unknown_key', () => signed(claims, { kid: strangerKeys.jwk.kid })],
    ['a stranger', 'unknown_key', () => signReceipt(claims, strangerKeys)],
    [
      'a stranger with a borrowed key id',
      'bad_signature',
      () => signReceipt(claims, { ...strangerKeys, jwk: systemKeys.jwk }),
    ],
    [
      'changed claims',
      'bad_signature',
      async () => {
        const [head, , tail] = (await signReceipt(claims, systemKeys)).split('.');
        return `${head}.${encode({ ...claims, task: 'tsk_2' })}.${tail}`;
      },
    ],
    ['a claim too many', 'claims_invalid', () => signed({ ...claims, email: 'x' })],
    ['a claim too few', 'claims_invalid', () => signed({ ...claims, nonce: undefined })],
    [
      'a negative count',
      'claims_invalid',
      () => signed({ ...claims, counts: { ...claims.counts, erased: -1 } }),
    ],
  ];

  it.each(refused)('is refused for %s: %s', async (_what, reason, made) => {
    const verdict = await verifyReceipt(await made(), systemKeys.jwk);
    expect(verdict).toMatchObject({ ok: false, reason });
  });
});

describe('a receipt against its order and answer', () => {
  const expected = { issuer: 'accounts', order, answer };

  it('is without fault when all agrees, whatever the deadline of a repeat', () => {
    expect(receiptFaults(claims, expected)).toEqual([]);
    const repeat = { ...order, deadline: '2098-01-01T00:00:00Z', callback: 'https://x.example/' };
    expect(receiptFaults(claims, { ...expected, order: repeat })).toEqual([]);
  });

  const lies: [string, Partial<Receipt>][] = [
    ['/iss', { iss: 'marketing' }],
    ['/aud', { aud: 'other.test' }],
    ['/task', { task: 'tsk_2' }],
    ['/nonce', { nonce: orderOf('erase').nonce }],
    ['/action', { action: 'restrict' }],
    ['/order', { order: orderDigest({ ...order, right: 'access' }) }],
    ['/outcome', { outcome: 'partial' }],
    ['/counts/erased', { counts: fullCounts({ found: 2, erased: 3 }) }],
    ['/evidence', { evidence: answerDigest({ ...answer, reason: 'other' }) }],
  ];

  it.each(lies)('names %s when that differs', (path, lie) => {
    const faults = receiptFaults({ ...claims, ...lie }, expected);
    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });
});

describe('the receipt of an export', () => {
  const pages = [Buffer.from('{"a":1}\n'), Buffer.from('{"b":2}\n')];
  const chain = pages.reduce(nextLink, CHAIN_START);
  const receipt: Receipt = {
    ...claims,
    action: 'export',
    counts: fullCounts({ found: 2, exported: 2 }),
    order: orderDigest({ ...order, action: 'export' }),
    evidence: chain,
  };
  const expected = { issuer: 'accounts', order: { ...order, action: 'export' as const } };

  it('holds the number of records and the chain over the pages in their order', () => {
    expect(exportReceiptFaults(receipt, { ...expected, records: 2, chain })).toEqual([]);
    const swapped = pages.toReversed().reduce(nextLink, CHAIN_START);
    const faults = exportReceiptFaults(receipt, { ...expected, records: 3, chain: swapped });
    expect(faults.map(({ path }) => path)).toEqual(['/counts/exported', '/evidence']);
  });

  it('chains as the protocol writes it down', () => {
    expect(CHAIN_START).toBe('A'.repeat(43));
    expect(chain).toBe('j_mRRn-7uQavxpu0yT4AW2WXFt3WXjYC1Goj2ZEdybg');
  });
});
