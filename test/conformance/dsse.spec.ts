import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import {
  KEY_TYPE,
  Malformed,
  parseEnvelope,
  preAuthEncoding,
  signatureOf,
  signEnvelope,
  signerKey,
  verifierKey,
} from '@habeas/evidence-format';
import { readVectors } from './tlog-vectors.js';

interface DsseVector {
  payload: string;
  payloadType: string;
  pae: string;
  key: { x: string; y: string };
  envelope: object;
}

const vector = readVectors<DsseVector>('dsse');
const coordinate = (decimal: string) =>
  Buffer.from(BigInt(decimal).toString(16).padStart(64, '0'), 'hex').toString('base64url');

describe('the envelope of the DSSE protocol', () => {
  it('signs the published bytes', () => {
    const encoded = preAuthEncoding(vector.payloadType, Buffer.from(vector.payload));
    expect(encoded.toString()).toBe(vector.pae);
  });

  it('is read, and its ECDSA signature is over those bytes', () => {
    const { payload, payloadType, signatures } = parseEnvelope(JSON.stringify(vector.envelope));
    expect([payload.toString(), payloadType]).toEqual([vector.payload, vector.payloadType]);
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: coordinate(vector.key.x),
      y: coordinate(vector.key.y),
    };
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    const check = (bytes: Buffer) =>
      verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signatures[0]?.sig ?? bytes);
    expect(check(preAuthEncoding(payloadType, payload))).toBe(true);
    expect(check(preAuthEncoding(`${payloadType}/`, payload))).toBe(false);
  });

  it('counts bytes, not characters', () => {
    expect(preAuthEncoding('t', Buffer.from('é')).toString()).toBe('DSSEv1 1 t 2 é');
    expect(preAuthEncoding('é', Buffer.from('')).toString()).toBe('DSSEv1 2 é 0 ');
  });
});

describe('an envelope of ours', () => {
  const seed = Buffer.alloc(32, 3);
  const signer = signerKey('example.org/statements', KEY_TYPE.note, seed);
  const x = '7UkozYTaXKjtYvVuTN_yEFVafI1BWD8uWBmYMSuY4D8';
  const payload = Buffer.from('{"says":"ä"}');
  const text = signEnvelope('application/vnd.in-toto+json', payload, signer);

  it('verifies under its own key alone', () => {
    const own = publicKeyOf(seed);
    const other = verifierKey('other', KEY_TYPE.note, Buffer.from(x, 'base64url'));
    expect(signatureOf(parseEnvelope(text), [other, own])).toHaveLength(64);
    expect(signatureOf(parseEnvelope(text), [other])).toBeUndefined();
    expect(signatureOf(parseEnvelope(text), [])).toBeUndefined();
  });

  it.each([
    ['another payload', { payload: Buffer.from('{}').toString('base64') }],
    ['another type', { payloadType: 'application/json' }],
  ])('does not verify with %s', (_, change) => {
    const changed = JSON.stringify({ ...(JSON.parse(text) as object), ...change });
    expect(signatureOf(parseEnvelope(changed), [publicKeyOf(seed)])).toBeUndefined();
  });

  it.each([
    'no JSON',
    '[]',
    'null',
    '{}',
    '{"payload":"","payloadType":"t"}',
    '{"payload":"","payloadType":"t","signatures":[]}',
    '{"payload":"","payloadType":"t","signatures":[null]}',
    '{"payload":"","payloadType":"t","signatures":[{"sig":"*"}]}',
    '{"payload":"*","payloadType":"t","signatures":[{"sig":""}]}',
  ])('is no envelope: %s', (bad) => {
    expect(() => parseEnvelope(bad)).toThrow(Malformed);
  });
});

function publicKeyOf(seed: Buffer) {
  const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
  const pkcs8 = Buffer.concat([prefix, seed]);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  const jwk = createPublicKey(key);
  const raw = Buffer.from(jwk.export({ format: 'jwk' }).x ?? '', 'base64url');
  return verifierKey('example.org/statements', KEY_TYPE.note, raw);
}
