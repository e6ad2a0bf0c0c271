import { habeasKeys, strangerKeys, systemKeys } from '../test/fixtures.js';
import { contentDigest, signAnswer, verifyAnswer, type AnswerToVerify } from './index.js';

const now = new Date('2027-05-04T10:00:00Z');
const requestNonce = 'AAAAAAAAAAAAAAAAAAAAAA';
const body = Buffer.from('{"status":"done"}');
const paged = { 'habeas-continuation': 'next', 'habeas-receipt': 'a.b.c', 'x-other': '1' };

type Received = AnswerToVerify & { headers: Record<string, string> };

function received(more: Partial<Parameters<typeof signAnswer>[0]> = {}): Received {
  const answer = {
    status: 200,
    contentType: 'application/json',
    body,
    key: systemKeys,
    requestNonce,
    now,
    ...more,
  };
  const headers = signAnswer(answer);
  return { status: 200, headers, body, key: systemKeys.jwk, requestNonce, now };
}

const withHeader = (answer: Received, name: string, value: string) => ({
  ...answer,
  headers: { ...answer.headers, [name]: value },
});
const covering = (answer: Received) => answer.headers['signature-input'] ?? '';

describe('a signed answer', () => {
  it('is accepted by whoever made the call', () => {
    const keyid = systemKeys.jwk.kid;
    expect(verifyAnswer(received())).toEqual({ ok: true, keyid, nonce: requestNonce });
  });

  it('covers the headers of the protocol, and those only', () => {
    const answer = received({ headers: paged });
    const covered =
      '"@status" "content-type" "content-digest" "habeas-continuation" "habeas-receipt"';
    expect(covering(answer)).toContain(`(${covered});`);
    expect(answer.headers).toMatchObject(paged);
    expect(verifyAnswer(withHeader(answer, 'x-other', '2'))).toMatchObject({ ok: true });
  });

  it('is read from the headers of fetch as well', () => {
    const answer = received({ headers: paged });
    const headers = new Headers(answer.headers);
    expect(verifyAnswer({ ...answer, headers })).toMatchObject({ ok: true });
  });

  const refused: [string, string, () => AnswerToVerify][] = [
    ['an unsigned answer', 'missing', () => ({ ...received(), headers: {} })],
    [
      'a request in its place',
      'wrong_tag',
      () => {
        const input = covering(received()).replace('habeas-answer', 'habeas-order');
        return withHeader(received(), 'signature-input', input);
      },
    ],
    ['another status', 'bad_signature', () => ({ ...received(), status: 202 })],
    ['another body', 'digest_mismatch', () => ({ ...received(), body: Buffer.from('{}') })],
    [
      'another body with its digest',
      'bad_signature',
      () => {
        const other = Buffer.from('{}');
        return { ...withHeader(received(), 'content-digest', contentDigest(other)), body: other };
      },
    ],
    ['another type', 'bad_signature', () => withHeader(received(), 'content-type', 'text/html')],
    [
      'an added continuation',
      'component_missing',
      () => withHeader(received(), 'habeas-continuation', 'evil'),
    ],
    [
      'an added receipt',
      'component_missing',
      () => withHeader(received(), 'habeas-receipt', 'a.b.c'),
    ],
    [
      'another continuation',
      'bad_signature',
      () => withHeader(received({ headers: paged }), 'habeas-continuation', 'evil'),
    ],
    ['the answer to another call', 'replayed', () => received({ requestNonce: 'B'.repeat(22) })],
    ['another system', 'unknown_key', () => received({ key: strangerKeys })],
    [
      'another system under its key id',
      'bad_signature',
      () => received({ key: { ...strangerKeys, jwk: systemKeys.jwk } }),
    ],
    ['the caller itself', 'unknown_key', () => received({ key: habeasKeys })],
    ['an old answer', 'stale', () => ({ ...received(), now: new Date(now.getTime() + 301_000) })],
  ];

  it.each(refused)('is refused for %s: %s', (_what, reason, tampered) => {
    expect(verifyAnswer(tampered())).toEqual({ ok: false, reason });
  });
});
