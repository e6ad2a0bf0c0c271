import { habeasKeys, strangerKeys } from '../test/fixtures.js';
import { contentDigest, signRequest, verifyRequest, type RequestToVerify } from './index.js';
import { signMessage } from './signature-profile.js';

const now = new Date('2027-05-04T10:00:00Z');
const url = 'https://accounts.example.org/habeas/tasks?x=1';
const body = Buffer.from('{"task":"tsk_1"}');

type Sent = Omit<RequestToVerify, 'headers' | 'seenNonce'> & {
  headers: Record<string, string>;
  seenNonce: (nonce: string) => boolean;
};

function sentCall(more: Partial<Parameters<typeof signRequest>[0]> = {}): Sent {
  const call = { method: 'POST', url, body, key: habeasKeys, tag: 'habeas-order', now, ...more };
  return {
    method: call.method,
    url,
    headers: signRequest(call).headers,
    body,
    keyFor: (keyid) => (keyid === habeasKeys.jwk.kid ? habeasKeys.jwk : undefined),
    tag: 'habeas-order',
    now,
    seenNonce: () => false,
  };
}

const input = (call: Sent) => call.headers['signature-input'] ?? '';
const withInput = (call: Sent, from: string | RegExp, to: string) => {
  const changed = input(call).replace(from, to);
  expect(changed).not.toBe(input(call));
  return { ...call, headers: { ...call.headers, 'signature-input': changed } };
};
const withHeader = (call: Sent, name: string, value: string) => ({
  ...call,
  headers: { ...call.headers, [name]: value },
});
const without = (call: Sent, name: string) => {
  const { [name]: _dropped, ...headers } = call.headers;
  return { ...call, headers };
};
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const lastByteFlipped = (call: Sent) => {
  const bytes = Buffer.from(/:(.*):/.exec(call.headers['signature'] ?? '')?.[1] ?? '', 'base64');
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  return withHeader(call, 'signature', `habeas=:${bytes.toString('base64')}:`);
};

describe('a signed request', () => {
  it('is accepted with its key id and its nonce', async () => {
    const verdict = await verifyRequest(sentCall());
    expect(verdict).toMatchObject({ ok: true, keyid: habeasKeys.jwk.kid });
    expect(verdict.ok && verdict.nonce).toMatch(/^[\w-]{22}$/);
  });

  it('covers method, address, type and digest in this order', () => {
    const covered = '("@method" "@target-uri" "content-type" "content-digest")';
    expect(input(sentCall())).toMatch(`habeas=${covered};created=1809424800;keyid="`);
  });

  it('without body covers the digest of no bytes and no type', async () => {
    const call = { method: 'GET', url, key: habeasKeys, tag: 'habeas-order', now };
    const { headers } = signRequest(call);
    expect(headers['signature-input']).toMatch(
      /^habeas=\("@method" "@target-uri" "content-digest"\)/,
    );
    expect(headers['content-digest']).toBe(contentDigest(Buffer.alloc(0)));
    const empty = { ...sentCall(), method: 'GET', headers, body: Buffer.alloc(0) };
    expect(await verifyRequest(empty)).toMatchObject({ ok: true });
  });

  it('has a nonce of its own every time', () => {
    const nonces = [1, 2, 3].map(() => /nonce="([^"]+)"/.exec(input(sentCall()))?.[1]);
    expect(new Set(nonces).size).toBe(3);
  });

  it('is accepted at the edge of the tolerance and beside a foreign signature', async () => {
    for (const seconds of [-300, 300]) {
      expect(await verifyRequest({ ...sentCall(), now: later(seconds) })).toMatchObject({
        ok: true,
      });
    }
    const call = sentCall();
    const foreign = `proxy=("@method");created=1;keyid="a,habeas=b", ${input(call)}`;
    const signature = `proxy=:AAAA:, ${call.headers['signature']}`;
    const both = { ...call.headers, 'signature-input': foreign, signature };
    expect(await verifyRequest({ ...call, headers: both })).toMatchObject({ ok: true });
  });

  const refused: [string, string, () => Partial<RequestToVerify> & Sent][] = [
    ['an absent signature', 'missing', () => without(sentCall(), 'signature')],
    ['an absent signature-input', 'missing', () => without(sentCall(), 'signature-input')],
    ['another label', 'malformed', () => withInput(sentCall(), 'habeas=', 'other=')],
    ['the label twice', 'malformed', () => withInput(sentCall(), /^/, 'habeas=("@method"), ')],
    ['another algorithm', 'malformed', () => withInput(sentCall(), 'ed25519', 'hmac-sha256')],
    ['an absent algorithm', 'malformed', () => withInput(sentCall(), ';alg="ed25519"', '')],
    ['an absent nonce', 'malformed', () => withInput(sentCall(), /;nonce="[^"]+"/, '')],
    ['a short nonce', 'malformed', () => withInput(sentCall(), /nonce="[^"]+"/, 'nonce="abc"')],
    [
      'a parameter twice',
      'malformed',
      () => withInput(sentCall(), ';created', ';created=1;created'),
    ],
    ['an unknown parameter', 'malformed', () => withInput(sentCall(), ';alg', ';expires=9;alg')],
    [
      'a component twice',
      'malformed',
      () => withInput(sentCall(), '"@method"', '"@method" "@method"'),
    ],
    ['a component more', 'malformed', () => withInput(sentCall(), '"@method"', '"@method" "date"')],
    [
      'a component parameter',
      'malformed',
      () => withInput(sentCall(), '"@method"', '"@method";req'),
    ],
    ['half a signature', 'malformed', () => withHeader(sentCall(), 'signature', 'habeas=:AAAA:')],
    ['no base64', 'malformed', () => withHeader(sentCall(), 'signature', 'habeas=:%%:')],
    ['another tag', 'wrong_tag', () => sentCall({ tag: 'habeas-callback' })],
    [
      'a rewritten tag',
      'bad_signature',
      () => withInput(sentCall({ tag: 'x' }), '"x"', '"habeas-order"'),
    ],
    ['the method left out', 'component_missing', () => withInput(sentCall(), '"@method" ', '')],
    [
      'the address left out',
      'component_missing',
      () => withInput(sentCall(), '"@target-uri" ', ''),
    ],
    ['the type left out', 'component_missing', () => withInput(sentCall(), '"content-type" ', '')],
    [
      'the digest left out',
      'component_missing',
      () => withInput(sentCall(), ' "content-digest"', ''),
    ],
    ['a signature too old', 'stale', () => ({ ...sentCall(), now: later(301) })],
    ['a signature of the future', 'stale', () => ({ ...sentCall(), now: later(-301) })],
    ['another body', 'digest_mismatch', () => ({ ...sentCall(), body: Buffer.from('{}') })],
    ['a body cut away', 'digest_mismatch', () => ({ ...sentCall(), body: Buffer.alloc(0) })],
    ['an absent digest', 'digest_mismatch', () => without(sentCall(), 'content-digest')],
    [
      'body and digest changed',
      'bad_signature',
      () => {
        const other = Buffer.from('{}');
        return { ...withHeader(sentCall(), 'content-digest', contentDigest(other)), body: other };
      },
    ],
    ['a stranger', 'unknown_key', () => sentCall({ key: strangerKeys })],
    [
      'a stranger with a borrowed key id',
      'bad_signature',
      () => sentCall({ key: { ...strangerKeys, jwk: habeasKeys.jwk } }),
    ],
    ['another method', 'bad_signature', () => ({ ...sentCall(), method: 'PUT' })],
    [
      'another host',
      'bad_signature',
      () => ({ ...sentCall(), url: url.replace('accounts', 'evil') }),
    ],
    [
      'another scheme',
      'bad_signature',
      () => ({ ...sentCall(), url: url.replace('https', 'http') }),
    ],
    ['another query', 'bad_signature', () => ({ ...sentCall(), url: `${url}1` })],
    ['another type', 'bad_signature', () => withHeader(sentCall(), 'content-type', 'text/plain')],
    [
      'a later instant',
      'bad_signature',
      () => withInput(sentCall(), 'created=1809424800', 'created=1809424801'),
    ],
    ['a flipped bit', 'bad_signature', () => lastByteFlipped(sentCall())],
    ['a replay', 'replayed', () => ({ ...sentCall(), seenNonce: () => true })],
  ];

  it.each(refused)('is refused for %s: %s', async (_what, reason, tampered) => {
    expect(await verifyRequest(tampered())).toEqual({ ok: false, reason });
  });

  it('is refused for a body whose type is neither sent nor covered', async () => {
    const message = { method: 'POST', url, headers: { 'content-digest': contentDigest(body) } };
    const by = { key: habeasKeys, tag: 'habeas-order', nonce: 'A'.repeat(22), now };
    const signature = signMessage(message, ['@method', '@target-uri', 'content-digest'], by);
    const headers = { ...message.headers, ...signature };
    const verdict = await verifyRequest({ ...sentCall(), headers });
    expect(verdict).toEqual({ ok: false, reason: 'component_missing' });
  });

  it('spends no nonce before its signature is found good', async () => {
    const asked: string[] = [];
    const spy = { seenNonce: (nonce: string) => asked.push(nonce) < 0 };
    await verifyRequest({ ...lastByteFlipped(sentCall()), ...spy });
    await verifyRequest({ ...sentCall({ key: strangerKeys }), ...spy });
    expect(asked).toEqual([]);
    await verifyRequest({ ...sentCall(), ...spy });
    expect(asked).toHaveLength(1);
  });
});
