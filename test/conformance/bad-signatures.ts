import { generateKeys, signAnswer, type PublicJwk } from '@habeas/connector-sdk';
import { signMessage } from '../../libs/connector-sdk/src/signature-profile.js';
import { systemKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { nonceOf, problem, type Fault, type Incoming, type Reply } from './faulty-connector.js';

export interface BadConnector {
  /** The one clause that it breaks. */
  clause: string;
  how: string;
  fault: Fault;
}

const input = ({ headers }: Incoming) => headers['signature-input'] ?? '';
const usualOrder = /"@method" "@target-uri"/;

const lets = (clause: string, how: string, let_: (call: Incoming) => boolean): BadConnector => ({
  clause,
  how,
  fault: { lets: let_ },
});

/** Connectors that let in what they should not. */
const GATES: BadConnector[] = [
  lets('C-HTTP-6', 'takes orders without a signature', (call) => input(call) === ''),
  lets(
    'C-KEY-2',
    'takes orders of any key',
    ({ reason, headers }) =>
      reason === 'unknown_key' && !headers['signature-input']?.includes('keyid="http'),
  ),
  lets('C-SIG-1', 'does not check content-digest', ({ reason }) => reason === 'digest_mismatch'),
  lets(
    'C-SIG-2',
    'takes any label',
    (call) => input(call).startsWith('other=(') && !input(call).includes('habeas='),
  ),
  lets('C-SIG-2', 'takes the first of two signatures', (call) =>
    /^habeas=.*, habeas=/.test(input(call)),
  ),
  lets('C-SIG-3', 'does not mind what is covered', ({ reason }) => reason === 'component_missing'),
  lets('C-SIG-5', 'takes components that do not belong', (call) =>
    input(call).includes('"@authority"'),
  ),
  lets('C-SIG-6', 'takes signatures without created', (call) => /\);keyid=/.test(input(call))),
  lets('C-SIG-6', 'takes further parameters', (call) => input(call).includes('expires=')),
  lets('C-SIG-7', 'takes what was signed for another use', ({ reason }) => reason === 'wrong_tag'),
  lets('C-SIG-8', 'takes nonces of any length', (call) => (nonceOf(call)?.length ?? 99) < 22),
  lets('C-SIG-10', 'does not look at the time', ({ reason }) => reason === 'stale'),
  lets('C-SIG-11', 'takes a call twice', ({ reason }) => reason === 'replayed'),
  lets(
    'C-SIG-12',
    'builds the address from the Host header',
    ({ headers }) => headers['host'] === 'another.example',
  ),
  lets(
    'C-SIG-13',
    'does not check the signature itself',
    ({ reason, headers }) => reason === 'bad_signature' && headers['host'] !== 'another.example',
  ),
];

const spent = () => {
  const nonces = new Set<string>();
  return (call: Incoming) => {
    const nonce = nonceOf(call) ?? '';
    const known = nonces.has(nonce);
    if (call.reason === 'bad_signature') nonces.add(nonce);
    return known && call.reason === undefined ? problem(401, 'signature_invalid') : undefined;
  };
};

/** Connectors that refuse what is right, or look where they should not. */
const SENTRIES: BadConnector[] = [
  {
    clause: 'C-KEY-3',
    how: 'fetches the key from where the call says',
    fault: {
      answers: async (call) => {
        const address = /keyid="(http[^"]*)"/.exec(input(call))?.[1];
        if (address) await fetch(address);
        return undefined;
      },
    },
  },
  {
    clause: 'C-SIG-2',
    how: 'refuses another signature beside ours',
    fault: {
      answers: (call) =>
        /^other=.*habeas=/.test(input(call)) ? problem(401, 'signature_invalid') : undefined,
    },
  },
  {
    clause: 'C-SIG-5',
    how: 'wants the components in one order',
    fault: {
      answers: (call) =>
        call.reason === undefined && input(call) !== '' && !usualOrder.test(input(call))
          ? problem(401, 'signature_invalid')
          : undefined,
    },
  },
  {
    clause: 'C-SIG-10',
    how: 'allows a minute only',
    fault: {
      answers: (call) => {
        const created = Number(/created=(\d+)/.exec(input(call))?.[1] ?? Date.now() / 1000);
        const away = Math.abs(Date.now() / 1000 - created);
        return call.reason === undefined && away > 60
          ? problem(401, 'signature_invalid')
          : undefined;
      },
    },
  },
  { clause: 'C-SIG-11', how: 'lets strangers spend nonces', fault: { answers: spent() } },
  {
    clause: 'C-SIG-13',
    how: 'parses before it verifies',
    fault: {
      answers: ({ body, reason, order }) =>
        reason === 'bad_signature' && body.length > 0 && !order
          ? problem(400, 'order_invalid')
          : undefined,
    },
  },
];

const signs = (clause: string, how: string, sign: NonNullable<Fault['signs']>): BadConnector => ({
  clause,
  how,
  fault: { signs: sign },
});

const signedAgain =
  (more: Partial<Parameters<typeof signAnswer>[0]>) => (reply: Reply, call: Incoming) =>
    signAnswer({
      status: reply.status,
      body: reply.body,
      headers: reply.headers,
      contentType: reply.headers['content-type'] ?? '',
      key: systemKeys,
      requestNonce: nonceOf(call) ?? '',
      ...more,
    });

const covering = (components: string[]) => (reply: Reply, call: Incoming) => {
  const by = { key: systemKeys, tag: 'habeas-answer', nonce: nonceOf(call) ?? '', now: new Date() };
  const ours = ['habeas-continuation', 'habeas-receipt'].filter((name) => reply.headers[name]);
  return { ...reply.headers, ...signMessage(reply, [...components, ...ours], by) };
};

const inInput = (change: (text: string) => string) => (reply: Reply) => ({
  ...reply.headers,
  'signature-input': change(reply.headers['signature-input'] ?? ''),
});

const lacking =
  (...names: string[]) =>
  (reply: Reply) =>
    Object.fromEntries(Object.entries(reply.headers).filter(([name]) => !names.includes(name)));

const stranger = generateKeys();
const STRANGERS_KEY: PublicJwk = stranger.jwk;

/** Connectors whose own signatures are wrong. */
const SEALS: BadConnector[] = [
  signs('C-HTTP-6', 'does not sign its answers', lacking('signature', 'signature-input')),
  signs('C-KEY-2', 'signs answers with another key', (reply, call) => {
    if (STRANGERS_KEY.kid === systemKeys.jwk.kid) throw new Error('the same key');
    return signedAgain({ key: stranger })(reply, call);
  }),
  signs('C-SIG-1', 'sends no content-digest', lacking('content-digest')),
  signs('C-SIG-1', 'sends the digest of something else', (reply) => ({
    ...reply.headers,
    'content-digest': 'sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:',
  })),
  signs('C-SIG-2', 'signs under a label of its own', (reply) => ({
    ...reply.headers,
    'signature-input': (reply.headers['signature-input'] ?? '').replace('habeas=', 'sig1='),
    signature: (reply.headers['signature'] ?? '').replace('habeas=', 'sig1='),
  })),
  signs('C-SIG-4', 'leaves the digest out of its signature', covering(['@status', 'content-type'])),
  signs(
    'C-SIG-5',
    'signs a component twice',
    covering(['@status', 'content-type', 'content-digest', '@status']),
  ),
  signs(
    'C-SIG-6',
    'adds a parameter',
    inInput((text) => text.replace(';tag=', ';expires=1;tag=')),
  ),
  signs(
    'C-SIG-7',
    'signs answers as reports',
    inInput((text) => text.replace('habeas-answer', 'habeas-callback')),
  ),
  signs('C-SIG-9', 'signs answers with a nonce of its own', (reply, call) =>
    signedAgain({ requestNonce: 'AAAAAAAAAAAAAAAAAAAAAAAA' })(reply, call),
  ),
  signs('C-SIG-10', 'has a clock that is an hour slow', (reply, call) =>
    signedAgain({ now: new Date(Date.now() - 3_600_000) })(reply, call),
  ),
  {
    clause: 'C-SIG-8',
    how: 'repeats a report under the same nonce',
    fault: {
      reports: async ({ url, body, headers }) => {
        const sign = {
          key: systemKeys,
          tag: 'habeas-callback',
          nonce: 'BBBBBBBBBBBBBBBBBBBBBBBB',
          now: new Date(),
        };
        const names = ['@method', '@target-uri', 'content-type', 'content-digest'];
        const signed = {
          ...headers,
          ...signMessage({ method: 'POST', url, headers }, names, sign),
        };
        const init = { method: 'POST', headers: signed, body, redirect: 'manual' as const };
        return statusWithRetry(await fetch(url, init));
      },
    },
  },
];

/** The connector behind obeys retry-after only if it hears of it: wait here. */
export async function statusWithRetry(response: Response): Promise<number> {
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return response.status;
}

export const BAD_SIGNATURES = [...GATES, ...SENTRIES, ...SEALS];
