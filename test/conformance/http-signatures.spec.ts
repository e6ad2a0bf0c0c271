import {
  constants,
  createHmac,
  createPublicKey,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { signatureBase, thumbprint, type SignedMessage } from '@habeas/connector-sdk';
import { readVectors } from './tlog-vectors.js';

interface RfcCase {
  id: string;
  label: string;
  message: string;
  alg: string;
  key: string;
  components: string[];
  signatureInput: string;
  signatureBase: string;
  signature: string;
}

interface RfcVectors {
  keys: Record<string, JsonWebKey & { value?: string }>;
  messages: Record<string, SignedMessage>;
  cases: RfcCase[];
}

interface BotVector {
  key: JsonWebKey & { kid: string };
  target_url: string;
  label: string;
  signature: string;
  signature_input: string;
  signature_agent?: string;
}

interface ThumbprintVector {
  name: string;
  jwk: string;
  thumbprint: string;
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`./vectors/rfc9421/${name}`, import.meta.url), 'utf8')) as T;

const rfc = read<RfcVectors>('rfc9421-appendix-b.json');
const bots = read<BotVector[]>('web_bot_auth_architecture_v2.json');
const thumbprints = read<ThumbprintVector[]>('rfc7638-jwk-thumbprint.json');

const bytesOf = (signature: string, label: string) =>
  Buffer.from(signature.slice(label.length + 2, -1), 'base64');
const paramsOf = (input: string, label: string) => input.slice(label.length + 1);

function isSigned(base: string, signature: Buffer, key: KeyObject): boolean {
  const data = Buffer.from(base);
  if (key.asymmetricKeyType === 'ed25519') return verify(null, data, key, signature);
  if (key.asymmetricKeyType === 'ec') {
    return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  }
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return verify('sha512', data, { key, padding, saltLength: 64 }, signature);
}

describe('RFC 9421, appendix B.2', () => {
  it.each(rfc.cases)('$id: the signature base is the published one', (vector) => {
    const message = rfc.messages[vector.message] ?? { headers: {} };
    const params = paramsOf(vector.signatureInput, vector.label);
    expect(signatureBase(message, vector.components, params)).toBe(vector.signatureBase);
  });

  it.each(rfc.cases)('$id: the published signature is over that base', (vector) => {
    const message = rfc.messages[vector.message] ?? { headers: {} };
    const params = paramsOf(vector.signatureInput, vector.label);
    const base = signatureBase(message, vector.components, params) ?? '';
    const signature = bytesOf(vector.signature, vector.label);
    const { value, ...jwk } = rfc.keys[vector.key] ?? {};
    if (vector.alg === 'hmac-sha256') {
      const secret = Buffer.from(value ?? '', 'base64');
      expect(createHmac('sha256', secret).update(base).digest()).toEqual(signature);
      return;
    }
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(isSigned(base, signature, key)).toBe(true);
    expect(isSigned(`${base} `, signature, key)).toBe(false);
  });

  it('lacks no component that the message has, and names none that it has not', () => {
    const message = rfc.messages['test-request'] ?? { headers: {} };
    expect(signatureBase(message, ['@scheme', '@query', '@target-uri'], '()')).toBe(
      '"@scheme": https\n"@query": ?param=Value&Pet=dog\n' +
        '"@target-uri": https://example.com/foo?param=Value&Pet=dog\n"@signature-params": ()',
    );
    for (const absent of ['x-absent', '@status', '@unknown']) {
      expect(signatureBase(message, [absent], '()')).toBeUndefined();
    }
  });
});

interface RepackedVector {
  publicKeyPem: string;
  request: { method: string; path: string; authority: string; headers: Record<string, string> };
  signatureInput: string;
  signatureBase: string;
  signatureB64: string;
}

it('RFC 9421, B.2.6, as repacked with the vectors of logs, is verified', () => {
  const vector = readVectors<RepackedVector>('rfc9421-ed25519');
  const { method, path, authority, headers } = vector.request;
  const params = paramsOf(vector.signatureInput, 'sig-b26');
  const components = [...(params.split(')')[0] ?? '').matchAll(/"([^"]+)"/g)].map(
    ([, name = '']) => name,
  );
  const message = { method, url: `https://${authority}${path}`, headers };
  const base = signatureBase(message, components, params) ?? '';
  expect(base).toBe(vector.signatureBase);
  const signature = Buffer.from(vector.signatureB64, 'base64');
  expect(isSigned(base, signature, createPublicKey(vector.publicKeyPem))).toBe(true);
});

describe('messages signed by another implementation', () => {
  // The others cover a member of a dictionary field, which our profile does not have.
  const plain = bots.filter(({ signature_agent: agent }) => agent === undefined);

  it('are two: one by RSA-PSS, one by Ed25519', () => {
    expect(plain.map(({ key }) => key.kty)).toEqual(['RSA', 'OKP']);
  });

  it.each(plain)('$key.kty: the signature is over our base', (vector) => {
    const { d: _private, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...jwk } = vector.key;
    const params = paramsOf(vector.signature_input, vector.label);
    const base = signatureBase({ url: vector.target_url, headers: {} }, ['@authority'], params);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(isSigned(base ?? '', bytesOf(vector.signature, vector.label), key)).toBe(true);
  });
});

describe('JWK thumbprints', () => {
  it('of Ed25519 keys are the published ones', () => {
    const ed25519 = thumbprints.filter(({ name }) => name === 'ed25519');
    expect(ed25519.map(({ jwk }) => thumbprint(JSON.parse(jwk)))).toEqual(
      ed25519.map((vector) => vector.thumbprint),
    );
    const bot = bots.find(({ key }) => key.kty === 'OKP');
    const { kty = '', crv = '', x = '' } = bot?.key ?? {};
    expect(bot?.signature_input).toContain(`keyid="${thumbprint({ kty, crv, x })}"`);
  });
});
