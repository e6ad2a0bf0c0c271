import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, CompactSign } from 'jose';
import { canonicalJson } from './canonical-json.js';
import { bindTagKey, nonceDigest, receiptDigest } from './leaf.js';
import type { OpenedChain } from './opened-chain.js';
import { verifyReceipts } from './verify-receipts.js';

const AUDIENCE = 'privacy.example.org';
const [TASK, OTHER_TASK] = [`tsk_${'c'.repeat(32)}`, `tsk_${'d'.repeat(32)}`];
const COUNTS = { found: 3, erased: 2, retained: 1 };
const EMPTY = Buffer.alloc(32).toString('base64');

type Fact = [type: string, data: object];

/** The payloads that the receipts are checked against; the rest of an entry does not matter here. */
function chainOf(facts: Fact[]): OpenedChain {
  const entries = facts.map(([type, data], index) => {
    const n = index + 1;
    const binding = n === 1 ? { kreq: bindTagKey(Buffer.alloc(32)), audience: AUDIENCE } : {};
    const at = '2026-03-01T09:30:00.000Z';
    const prev = n === 1 ? '' : EMPTY;
    const content = { v: 1, n, prev, type, at, actor: 'worker', data: { ...data, ...binding } };
    return { n, payload: canonicalJson(content), salt: EMPTY, tag: EMPTY, commitment: EMPTY };
  });
  const requestId = `req_${'a'.repeat(32)}`;
  return { requestId, audience: AUDIENCE, tagKey: EMPTY, entries, receipts: [], connectorKeys: [] };
}

const RECEIVED: Fact = [
  'request.received',
  {
    receivedAt: '2026-03-01T09:00:00.000Z',
    channel: 'web',
    requester: 'subject',
    rights: ['erasure'],
    identifiers: 1,
  },
];

describe('verifyReceipts', () => {
  const accounts = generateKeyPairSync('ed25519');
  const marketing = generateKeyPairSync('ed25519');
  let [accountsKey, marketingKey] = ['', ''];

  const jwkOf = (key: KeyObject) => {
    const { x = '' } = key.export({ format: 'jwk' });
    return { kty: 'OKP', crv: 'Ed25519', x };
  };

  beforeAll(async () => {
    accountsKey = await calculateJwkThumbprint(jwkOf(accounts.publicKey));
    marketingKey = await calculateJwkThumbprint(jwkOf(marketing.publicKey));
  });

  const claims = (task: string) => ({
    iss: 'accounts',
    aud: AUDIENCE,
    task,
    nonce: `nonce of ${task}`,
    action: 'erase',
    outcome: 'retained',
    counts: { ...COUNTS, exported: 0 },
    iat: 1,
  });

  interface Signing {
    key?: KeyObject;
    kid?: string;
    typ?: string;
  }

  function sign(content: object, { key, kid, typ }: Signing = {}): Promise<string> {
    return new CompactSign(Buffer.from(JSON.stringify(content)))
      .setProtectedHeader({
        alg: 'EdDSA',
        kid: kid ?? accountsKey,
        typ: typ ?? 'habeas-receipt+jwt',
      })
      .sign(key ?? accounts.privateKey);
  }

  const dispatched = (task: string): Fact => [
    'task.dispatched',
    {
      task,
      connector: 'accounts',
      nonce: nonceDigest(`nonce of ${task}`),
      key: accountsKey,
      attempt: 1,
    },
  ];

  const completed = (task: string, jws?: string, outcome = 'retained'): Fact => [
    'task.completed',
    { task, outcome, counts: COUNTS, ...(jws ? { receipt: receiptDigest(jws) } : {}) },
  ];

  function withReceipts(facts: Fact[], receipts: OpenedChain['receipts']): OpenedChain {
    const chain = chainOf([RECEIVED, ...facts]);
    const connectorKeys = [
      { slug: 'accounts', jwk: jwkOf(accounts.publicKey) },
      { slug: 'marketing', jwk: jwkOf(marketing.publicKey) },
    ];
    return { ...chain, receipts, connectorKeys };
  }

  /** One task, dispatched and completed with this receipt. */
  const around = (jws: string) =>
    withReceipts([dispatched(TASK), completed(TASK, jws)], [{ task: TASK, jws }]);

  const found = async (chain: OpenedChain) => {
    const { findings } = await verifyReceipts(chain);
    return findings.map(({ check }) => check);
  };

  it('accepts a receipt that fits its task', async () => {
    const chain = around(await sign(claims(TASK)));
    expect(await verifyReceipts(chain)).toEqual({ receipts: 1, findings: [] });
  });

  it('accepts a receipt after a second dispatch of the same task', async () => {
    const jws = await sign(claims(TASK));
    const facts = [dispatched(TASK), dispatched(TASK), completed(TASK, jws)];
    expect(await found(withReceipts(facts, [{ task: TASK, jws }]))).toEqual([]);
  });

  const changed: [string, object, string[]][] = [
    ['for another task', { task: OTHER_TASK }, ['receipt.task']],
    ['with another nonce', { nonce: 'other' }, ['receipt.nonce']],
    ['without a nonce', { nonce: undefined }, ['receipt.nonce']],
    ['for another audience', { aud: 'elsewhere.example' }, ['receipt.audience']],
    ['of another issuer', { iss: 'marketing' }, ['receipt.issuer']],
    ['with another outcome', { outcome: 'completed' }, ['receipt.outcome']],
    ['with other counts', { counts: { ...COUNTS, erased: 3 } }, ['receipt.counts']],
    ['with a count too few', { counts: { found: 3, erased: 2 } }, ['receipt.counts']],
    ['without counts', { counts: undefined }, ['receipt.counts']],
  ];

  it.each(changed)('reports a genuine receipt %s', async (_name, change, expected) => {
    const jws = await sign({ ...claims(TASK), ...change });
    expect(await found(around(jws))).toEqual(expected);
  });

  it('reports a genuine receipt copied from another task', async () => {
    const [own, other] = [await sign(claims(TASK)), await sign(claims(OTHER_TASK))];
    const facts = [
      dispatched(TASK),
      dispatched(OTHER_TASK),
      completed(TASK, own),
      completed(OTHER_TASK, other),
    ];
    const receipts = [
      { task: TASK, jws: own },
      { task: OTHER_TASK, jws: own },
    ];
    const expected = ['receipt.digest', 'receipt.task', 'receipt.nonce'];
    expect(await found(withReceipts(facts, receipts))).toEqual(expected);
  });

  it('reports a receipt whose digest the chain does not record', async () => {
    const chain = around(await sign(claims(TASK)));
    chain.receipts = [{ task: TASK, jws: await sign({ ...claims(TASK), iat: 2 }) }];
    expect(await found(chain)).toEqual(['receipt.digest']);
  });

  it('reports a receipt under the key of another registered connector', async () => {
    const signing = { key: marketing.privateKey, kid: marketingKey };
    expect(await found(around(await sign(claims(TASK), signing)))).toEqual(['receipt.key']);
  });

  it('reports a foreign signature under the right key id', async () => {
    const jws = await sign(claims(TASK), { key: marketing.privateKey });
    expect(await found(around(jws))).toEqual(['receipt.signature']);
  });

  it('reports a key that is registered for another connector', async () => {
    const chain = around(await sign(claims(TASK)));
    chain.connectorKeys = [{ slug: 'marketing', jwk: jwkOf(accounts.publicKey) }];
    expect(await found(chain)).toEqual(['receipt.key']);
  });

  it('reports a key that is registered nowhere, or malformed', async () => {
    const chain = around(await sign(claims(TASK)));
    for (const jwk of [
      { kty: 'RSA', crv: 'Ed25519', x: '' },
      { kty: 'OKP', crv: 'Ed25519', x: '!' },
    ]) {
      chain.connectorKeys = [{ slug: 'accounts', jwk }];
      expect(await found(chain)).toEqual(['receipt.key']);
    }
  });

  it('reports a JWS that is signed, but no receipt', async () => {
    const jws = await sign(claims(TASK), { typ: 'jwt' });
    expect(await found(around(jws))).toEqual(['receipt.signature']);
  });

  it.each(['', 'a.b.c', 'no receipt'])('reports the malformed receipt %p', async (jws) => {
    expect(await found(around(jws || '.'))).toEqual(['receipt.key']);
  });

  it('reports an unsigned receipt', async () => {
    const [, body] = (await sign(claims(TASK))).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: accountsKey })).toString(
      'base64url',
    );
    expect(await found(around(`${header}.${body ?? ''}.`))).toEqual(['receipt.signature']);
  });

  it('reports a completed task without its receipt', async () => {
    const chain = around(await sign(claims(TASK)));
    chain.receipts = [];
    expect((await verifyReceipts(chain)).findings).toEqual([
      {
        check: 'receipt.missing',
        n: 3,
        task: TASK,
        detail: 'Entry 3 records the task as retained without a receipt.',
      },
    ]);
  });

  it.each(['completed', 'partial', 'nothing_found', 'retained'])(
    'reports %s without any receipt',
    async (outcome) => {
      const chain = withReceipts([dispatched(TASK), completed(TASK, undefined, outcome)], []);
      expect(await found(chain)).toEqual(['receipt.missing']);
    },
  );

  it.each(['failed', 'needs_human', 'not_supported', 'accepted_unconfirmed'])(
    'takes %s without a receipt, since it claims nothing',
    async (outcome) => {
      const chain = withReceipts([dispatched(TASK), completed(TASK, undefined, outcome)], []);
      expect(await found(chain)).toEqual([]);
    },
  );

  it('reports a failed task whose receipt is recorded, but gone', async () => {
    const jws = await sign({ ...claims(TASK), outcome: 'failed' });
    const chain = withReceipts([dispatched(TASK), completed(TASK, jws, 'failed')], []);
    expect(await found(chain)).toEqual(['receipt.missing']);
  });

  it('reports a receipt of which the chain knows nothing', async () => {
    const jws = await sign(claims(TASK));
    const chain = withReceipts([dispatched(TASK)], [{ task: TASK, jws }]);
    expect(await found(chain)).toEqual(['receipt.unannounced']);
  });

  it('reports a receipt for a task that was dispatched only afterwards', async () => {
    const jws = await sign(claims(TASK));
    const chain = withReceipts([completed(TASK, jws), dispatched(TASK)], [{ task: TASK, jws }]);
    expect(await found(chain)).toEqual(['receipt.undispatched']);
  });
});
