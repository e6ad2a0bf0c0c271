import {
  signReceipt,
  signRequest,
  type Answer,
  type Effect,
  type Order,
} from '@habeas/connector-sdk';
import { systemKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { statusWithRetry, type BadConnector } from './bad-signatures.js';
import {
  answers,
  claimsOf,
  doubled,
  heedless,
  manifest,
  narrow,
  pageReceipt,
  receipts,
  remembered,
  taking,
  vouched,
} from './faults.js';
import { problem, type Fault, type Reply } from './faulty-connector.js';
import { rowsIn } from './reference-connector.js';

const done = (effect: Effect) => () => Promise.resolve(effect);
const completed = (counts: Effect['counts']) => done({ outcome: 'completed', counts });

/** Posts a report anew. */
async function post(url: string, body: string): Promise<number> {
  const { headers } = signRequest({
    method: 'POST',
    url,
    body,
    key: systemKeys,
    tag: 'habeas-callback',
  });
  return statusWithRetry(await fetch(url, { method: 'POST', headers, body, redirect: 'manual' }));
}

let counter = 0;

const bad = (clause: string, how: string, fault: Fault): BadConnector => ({ clause, how, fault });
const bare = (status: number, value: object): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
});

const PLACES: BadConnector[] = [
  bad('C-HTTP-1', 'answers at any address', {
    answers: ({ path, reason }) =>
      path.startsWith('/habeas-check') && !reason ? bare(200, {}) : undefined,
  }),
  bad('C-HTTP-2', 'takes any content type', {
    takes: ({ headers, body, reason }) =>
      headers['content-type'] === 'text/plain' && !reason ? { body } : undefined,
  }),
  bad('C-HTTP-3', 'takes unknown members', {
    takes: ({ order, reason }) => {
      if (!order || !('colour' in order) || reason) return undefined;
      const { colour: _colour, ...known } = order as object as { colour: string };
      return taking(known);
    },
  }),
  bad(
    'C-HTTP-3',
    'sends members that nobody knows',
    answers('verify', () => ({ colour: 'red' })),
  ),
  bad('C-HTTP-4', 'redirects', {
    answers: ({ path }) =>
      path.startsWith('/habeas-check')
        ? { ...bare(307, {}), headers: { 'content-type': 'application/json' } }
        : undefined,
  }),
  bad('C-HTTP-4', 'follows redirects with a report', {
    reports: async ({ url, body, headers }) => {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' });
      const { location } = Object.fromEntries(response.headers) as { location?: string };
      if (location) await fetch(location, { method: 'POST', headers, body });
      return statusWithRetry(response);
    },
  }),
  bad('C-HTTP-5', 'puts the person into a header', {
    changes: (reply, { order }) => {
      const value = order?.identifiers?.[0]?.value ?? 'nobody';
      return value.length > 100
        ? reply
        : { ...reply, headers: { ...reply.headers, 'x-person': value } };
    },
  }),
  bad('C-HTTP-6', 'wants a signature for its health', {
    answers: ({ path }) => (path === '/health' ? problem(401, 'signature_invalid') : undefined),
  }),
  bad(
    'C-KEY-1',
    'names its key as it likes',
    manifest(({ publicKey }) => ({
      publicKey: { ...publicKey, kid: 'A'.repeat(43) },
    })),
  ),
  bad('C-MAN-1', 'has a slug with a capital', {
    changes: async (reply, call) => {
      const iss = 'Shop';
      const changed = await manifest(() => ({ slug: iss })).changes?.(reply, call);
      const signed = await receipts(call.order?.action ?? '', () => ({ iss })).changes?.(
        changed ?? reply,
        call,
      );
      return pageReceipt(signed ?? reply, () => ({ iss }));
    },
    reports: async ({ url, body }) => {
      const answer = JSON.parse(body.toString()) as Answer;
      const receipt = await signReceipt({ ...claimsOf(answer.receipt), iss: 'Shop' }, systemKeys);
      return post(url, JSON.stringify({ ...answer, receipt }));
    },
  }),

  bad('C-MAN-2', 'takes orders for actions that it does not have', {
    answers: ({ order, reason }) =>
      order?.action === 'notify' && !reason ? bare(200, {}) : undefined,
  }),
  bad('C-MAN-2', 'accepts what it says it answers at once', {
    answers: ({ order, path, reason }) =>
      order?.action === 'rectify' && !reason && path === '/tasks' && order.scope[0]?.patch
        ? bare(202, { task: order.task, status: 'accepted' })
        : undefined,
  }),
  bad(
    'C-MAN-3',
    'gives back identifiers of types that it does not name',
    manifest(() => ({ returns: [] })),
  ),
  bad('C-MAN-4', 'takes orders for categories that it does not have', {
    takes: ({ order, reason }) => {
      const known = order?.scope?.filter(({ category }) => !category.startsWith('no-'));
      return order && !reason && known && known.length === 0
        ? taking({ ...order, scope: known })
        : undefined;
    },
  }),
  bad(
    'C-MAN-5',
    'has a part in a data set of another category',
    manifest(({ categories }) => ({
      categories: categories.map((one) => ({
        ...one,
        ...(one.parts && { parts: one.parts.map((part) => ({ ...part, dataset: 'purchases' })) }),
      })),
    })),
  ),
  bad(
    'C-MAN-6',
    'has a limit of nothing',
    manifest(({ limits }) => ({ limits: { ...limits, concurrency: 0 } })),
  ),
  bad('C-MAN-6', 'is busy before its limit', narrow()),
  bad(
    'C-MAN-7',
    'suppresses what nobody knows',
    manifest(() => ({ suppresses: ['sales'] })),
  ),
];

const ORDERS: BadConnector[] = [
  bad('C-ORD-1', 'erases everybody', {
    handlers: (rows) => ({
      erase: (order) => {
        const found = rowsIn(rows, order).length;
        if (found > 0) rows.splice(0);
        return Promise.resolve({
          outcome: found > 0 ? 'completed' : 'nothing_found',
          counts: { found, erased: found },
        });
      },
    }),
  }),
  bad(
    'C-ORD-1',
    'counts what was not ordered',
    vouched('locate', ({ matches }) => ({
      matches: matches?.map((match) => ({
        ...match,
        categories: { ...match.categories, secrets: 1 },
      })),
    })),
  ),
  bad(
    'C-ORD-3',
    'signs every repeat anew',
    receipts('verify', ({ iat }) => ({ iat: iat + (counter += 1) })),
  ),
  bad('C-ORD-4', 'runs an order twice when it comes twice at once', doubled()),
  bad('C-ORD-5', 'takes a task id for whatever comes', heedless()),
  bad('C-ORD-7', 'keeps what it located', remembered('locate')),
  bad('C-ORD-8', 'takes orders to withhold what it does not know', {
    takes: ({ order, reason }) => {
      const unknown = order?.scope?.some(({ withhold }) =>
        withhold?.includes('habeas-check-nowhere'),
      );
      if (!order || !unknown || reason) return undefined;
      return taking({
        ...order,
        scope: order.scope.map(({ category, retain }) => ({ category, retain })),
      });
    },
  }),
  bad('C-ORD-9', 'corrects without a patch', {
    answers: ({ order, reason }) =>
      order?.action === 'rectify' && !reason && !order.scope[0]?.patch ? bare(200, {}) : undefined,
  }),
  bad('C-ORD-10', 'corrects what is not there', {
    handlers: () => ({ rectify: completed({ found: 1, rectified: 1 }) }),
  }),
  bad('C-ORD-11', 'does not restrict for an activity', {
    handlers: (rows) => ({
      restrict: (order: Order) => {
        const restricted = rowsIn(rows, order).length;
        const whole = order.scope.every(({ activities }) => !activities);
        return Promise.resolve({
          outcome: whole ? 'completed' : 'not_supported',
          counts: whole ? { restricted } : {},
        });
      },
    }),
  }),
  bad('C-ORD-12', 'suppresses only whom it knows', {
    handlers: () => ({ suppress: done({ outcome: 'nothing_found', counts: {} }) }),
  }),
  bad('C-ORD-13', 'says that it erased, and did not', {
    handlers: (rows) => ({
      erase: (order) => {
        const found = rowsIn(rows, order).length;
        return Promise.resolve({
          outcome: found > 0 ? 'completed' : 'nothing_found',
          counts: { found, erased: found },
        });
      },
    }),
  }),
  bad('C-ORD-14', 'restricts nothing', { handlers: () => ({ restrict: completed({ found: 5 }) }) }),
  bad(
    'C-ORD-15',
    'looks nowhere when it is not told where',
    vouched('locate', ({ matches, counts }, { scope }) =>
      scope.length > 0
        ? {}
        : {
            matches: matches?.map((match) => ({ ...match, categories: {} })),
            counts: { ...counts, found: 0 },
          },
    ),
  ),
  bad(
    'C-ORD-16',
    'verifies that all is gone when it is not',
    vouched('verify', ({ outcome }) => (outcome === 'partial' ? { outcome: 'completed' } : {})),
  ),
];

export const BAD_ORDERS = [...PLACES, ...ORDERS];
