import { type Answer } from '@habeas/connector-sdk';
import { CompactSign, decodeJwt } from 'jose';
import { systemKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { type BadConnector } from './bad-signatures.js';
import {
  answers,
  heedlessOfPages,
  json,
  manifest,
  once,
  onPages,
  onPaging,
  over,
  pageReceipt,
  receipts,
  taking,
  trusting,
  vouched,
  withJson,
} from './faults.js';
import { type Fault, type Reply } from './faulty-connector.js';

let counter = 0;

const bad = (clause: string, how: string, fault: Fault): BadConnector => ({ clause, how, fault });
const ANSWERS: BadConnector[] = [
  bad(
    'C-ANS-1',
    'has outcomes of its own',
    answers('verify', () => ({ outcome: 'fine' })),
  ),
  bad(
    'C-ANS-1',
    'finds whom nobody knows',
    vouched('locate', ({ matches }) => ({
      ...(matches?.length === 0 && { outcome: 'completed' }),
    })),
  ),
  bad(
    'C-ANS-2',
    'gives a sentence for a reason',
    answers('verify', () => ({ reason: 'Not today!' })),
  ),
  bad(
    'C-ANS-3',
    'points to identifiers that were not sent',
    vouched('locate', ({ matches }) => ({
      matches: matches?.map((match) => ({ ...match, by: [9] })),
    })),
  ),
  bad(
    'C-ANS-3',
    'names a person anew each time',
    vouched('locate', ({ matches }) => ({
      matches: matches?.map((match) => ({ ...match, subject: `s-${(counter += 1)}` })),
    })),
  ),
  bad(
    'C-ANS-4',
    'retains without saying what',
    vouched('verify', ({ counts }) => ({
      counts: { ...counts, retained: 3 },
      outcome: 'retained',
    })),
  ),
  bad('C-ANS-5', 'accepts in words of its own', {
    changes: (reply) => (reply.status === 202 ? withJson(reply, { ok: true }) : reply),
  }),
  bad('C-ANS-6', 'reports once, taken or not', {
    reports: async ({ url, body, headers }) => {
      await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
      return 204;
    },
  }),
  bad(
    'C-ANS-8',
    'leaves counts out',
    answers('verify', ({ counts: { found: _found, ...counts } }) => ({ counts })),
  ),
  bad('C-REC-1', 'has a receipt of another type', {
    changes: async (reply, { order }) => {
      if (order?.action !== 'verify' || reply.status !== 200) return reply;
      const answer = json<Answer>(reply);
      const bytes = Buffer.from(JSON.stringify(decodeJwt(answer.receipt)));
      const header = { alg: 'EdDSA', typ: 'JWT', kid: systemKeys.jwk.kid };
      const jws = new CompactSign(bytes).setProtectedHeader(header);
      return withJson(reply, { ...answer, receipt: await jws.sign(systemKeys.privateKey) });
    },
  }),
  bad(
    'C-REC-2',
    'makes its receipts out to somebody else',
    receipts('verify', () => ({ aud: 'somebody' })),
  ),
  bad(
    'C-REC-2',
    'signs another outcome than it tells',
    receipts('verify', () => ({ outcome: 'failed' })),
  ),
  bad(
    'C-REC-3',
    'signs for another order',
    receipts('verify', () => ({ order: 'A'.repeat(43) })),
  ),
  bad(
    'C-REC-4',
    'signs for another answer',
    receipts('verify', () => ({ evidence: 'A'.repeat(43) })),
  ),
  bad('C-PRB-1', 'takes longer than it says', {
    ...manifest(({ limits }) => ({ limits: { ...limits, timeoutSeconds: 1 } })),
    answers: async ({ order, path }) => {
      if (order?.action === 'rectify' && path === '/tasks')
        await new Promise((go) => setTimeout(go, 2_300));
      return undefined;
    },
  }),
  bad('C-PRB-3', 'refuses in plain text', {
    changes: (reply) =>
      reply.status < 400
        ? reply
        : { ...reply, headers: { 'content-type': 'text/plain' }, body: Buffer.from('no') },
  }),
  bad('C-PRB-3', 'has one code for everything', {
    changes: (reply) =>
      reply.status < 400 ? reply : withJson(reply, { ...json<object>(reply), code: 'internal' }),
  }),
];

const PAGES: BadConnector[] = [
  bad('C-EXP-1', 'goes on with whatever order comes', heedlessOfPages()),
  bad('C-EXP-2', 'does not notice a changed continuation', trusting()),
  bad('C-EXP-2', 'writes the person into its continuations', {
    ...onPaging(({ continuation }) => ({
      continuation: `${Buffer.from('lena@example.org').toString('base64url')}.${continuation}`,
    })),
    takes: ({ path, body, reason }) => {
      if (!path.endsWith('/pages') || reason !== undefined) return undefined;
      const call = JSON.parse(body.toString()) as { continuation: string };
      return taking({ ...call, continuation: call.continuation.replace(/^[^.]*\./, '') });
    },
  }),
  bad('C-EXP-3', 'gives every page once', once()),
  bad(
    'C-EXP-4',
    'has more on a page than it says',
    manifest(({ limits }) => ({ limits: { ...limits, pageSize: 1 } })),
  ),
  bad(
    'C-EXP-4',
    'forgets the line feed',
    onPages((reply) => ({
      ...reply,
      headers: { ...reply.headers, 'content-type': 'application/json' },
    })),
  ),
  bad(
    'C-EXP-5',
    'signs for more than it sent',
    onPages((reply) =>
      pageReceipt(reply, ({ counts }) => ({
        counts: { ...counts, exported: counts.exported + 1 },
      })),
    ),
  ),
  bad(
    'C-EXP-5',
    'signs for other pages',
    onPages((reply) => pageReceipt(reply, () => ({ evidence: 'A'.repeat(43) }))),
  ),
  bad('C-EXP-6', 'exports once', over()),
  bad(
    'C-EXP-7',
    'is silent about an empty data set',
    onPaging(({ datasets }) => ({ datasets: datasets.slice(1) })),
  ),
  bad(
    'C-EXP-8',
    'ends without a receipt',
    onPages(({ headers: { 'habeas-receipt': _receipt, ...headers }, ...reply }): Reply => ({
      ...reply,
      headers,
    })),
  ),
];

export const BAD_ANSWERS: BadConnector[] = [...ANSWERS, ...PAGES];
