import {
  answerDigest,
  signReceipt,
  type Answer,
  type Manifest,
  type Order,
  type Paging,
  type Receipt,
} from '@habeas/connector-sdk';
import { decodeJwt } from 'jose';
import { systemKeys } from '../../libs/connector-sdk/test/fixtures.js';
import { problem, type Fault, type Incoming, type Reply } from './faulty-connector.js';

type Changed = Partial<Record<string, unknown>>;

export const json = <T>(reply: Reply) => JSON.parse(reply.body.toString()) as T;
export const withJson = (reply: Reply, value: unknown): Reply => ({
  ...reply,
  body: Buffer.from(JSON.stringify(value)),
});
export const claimsOf = (jws: string) => decodeJwt(jws) as unknown as Receipt;

const isDone = ({ path }: Incoming, { status, body }: Reply) =>
  path === '/tasks' && status === 200 && body.includes('"status":"done"');

/** Changes the manifest. */
export const manifest = (change: (found: Manifest) => Changed): Fault => ({
  changes: (reply, { path }) => {
    if (path !== '/manifest' || reply.status !== 200) return reply;
    const found = json<Manifest>(reply);
    return withJson(reply, { ...found, ...change(found) });
  },
});

/** Changes answers of one action, and leaves the receipt as it was. */
export const answers = (action: string, change: (answer: Answer) => Changed): Fault => ({
  changes: (reply, call) => {
    if (!isDone(call, reply) || call.order?.action !== action) return reply;
    const answer = json<Answer>(reply);
    return withJson(reply, { ...answer, ...change(answer) });
  },
});

/** Changes claims of the receipts of one action. */
export const receipts = (action: string, change: (claims: Receipt) => Partial<Receipt>): Fault => ({
  changes: async (reply, call) => {
    if (!isDone(call, reply) || call.order?.action !== action) return reply;
    const answer = json<Answer>(reply);
    const claims = claimsOf(answer.receipt);
    const receipt = await signReceipt({ ...claims, ...change(claims) }, systemKeys);
    return withJson(reply, { ...answer, receipt });
  },
});

/** Changes an answer and vouches for it. */
export const vouched = (
  action: string,
  change: (answer: Answer, order: Order) => Changed,
): Fault => ({
  changes: async (reply, call) => {
    if (!isDone(call, reply) || call.order?.action !== action) return reply;
    const answer = { ...json<Answer>(reply), ...change(json<Answer>(reply), call.order) } as Answer;
    const { outcome, counts } = answer;
    const claims = { ...claimsOf(answer.receipt), outcome, counts, evidence: answerDigest(answer) };
    return withJson(reply, { ...answer, receipt: await signReceipt(claims, systemKeys) });
  },
});

export const onPages = (change: (reply: Reply) => Promise<Reply> | Reply): Fault => ({
  changes: (reply, { path }) =>
    path.endsWith('/pages') && reply.status === 200 ? change(reply) : reply,
});

export const onPaging = (change: (paging: Paging) => Changed): Fault => ({
  changes: (reply, { path, order }) => {
    if (path !== '/tasks' || order?.action !== 'export' || reply.status !== 200) return reply;
    const paging = json<Paging>(reply);
    return withJson(reply, { ...paging, ...change(paging) });
  },
});

export const taking = (order: object) => ({ body: Buffer.from(JSON.stringify(order)) });

/** One answer per task, as it was first given. */
export function remembered(action: string): Fault {
  const first = new Map<string, Reply>();
  return {
    changes: (reply, call) => {
      if (!isDone(call, reply) || call.order?.action !== action) return reply;
      const { task } = call.order;
      first.set(task, first.get(task) ?? reply);
      return first.get(task) ?? reply;
    },
  };
}

/** Takes a task again, whatever is ordered under its id. */
export function heedless(): Fault {
  const first = new Map<string, object>();
  return {
    takes: ({ path, order, reason }) => {
      if (!order?.task || reason !== undefined || path !== '/tasks') return undefined;
      const known = first.get(order.task) ?? order;
      first.set(order.task, known);
      return taking(known);
    },
  };
}

/** Goes on with the order that began an export, whatever order a page call bears. */
export function heedlessOfPages(): Fault {
  const begun = new Map<string, object>();
  return {
    takes: ({ path, order, reason, body }) => {
      if (!order?.task || reason !== undefined) return undefined;
      if (path === '/tasks') begun.set(order.task, order);
      const known = begun.get(order.task);
      if (!known || path !== `/tasks/${order.task}/pages`) return undefined;
      return taking({ ...(JSON.parse(body.toString()) as object), order: known });
    },
  };
}

/** Runs an order again that comes while it runs. */
export function doubled(): Fault {
  const running = new Map<string, number>();
  return {
    answers: ({ order }) => {
      if (order?.task) running.set(order.task, (running.get(order.task) ?? 0) + 1);
      return undefined;
    },
    changes: async (reply, call) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      const many = running.get(call.order?.task ?? '') ?? 0;
      running.set(call.order?.task ?? '', many - 1);
      if (many < 2 || !isDone(call, reply)) return reply;
      const fault = receipts(call.order?.action ?? '', ({ iat }) => ({ iat: iat + many }));
      return (await fault.changes?.(reply, call)) ?? reply;
    },
  };
}

/** Each continuation is good once. */
export function once(): Fault {
  const used = new Set<string>();
  const tokenOf = ({ body }: Incoming) =>
    (JSON.parse(body.toString()) as { continuation: string }).continuation;
  return {
    answers: (call) =>
      call.path.endsWith('/pages') && used.has(tokenOf(call))
        ? problem(400, 'continuation_invalid')
        : undefined,
    changes: (reply, call) => {
      if (call.path.endsWith('/pages') && reply.status === 200) used.add(tokenOf(call));
      return reply;
    },
  };
}

/** Forgets what it was asked once the export is over, and will not begin it again. */
export function over(): Fault {
  const ended = new Set<string>();
  return {
    answers: ({ path, order }) =>
      path === '/tasks' && ended.has(order?.task ?? '') ? problem(409, 'nonce_changed') : undefined,
    changes: (reply, { order }) => {
      if (reply.headers['habeas-receipt'] && order) ended.add(order.task);
      return reply;
    },
  };
}

/** Takes a continuation that was tampered with for the one it gave. */
export function trusting(): Fault {
  const given = new Map<string, string>();
  return {
    takes: ({ path, body, reason }) => {
      if (!path.endsWith('/pages') || reason !== undefined) return undefined;
      const call = JSON.parse(body.toString()) as { order: { task: string }; continuation: string };
      const [start] = [...given.keys()].filter((token) => isNear(token, call.continuation));
      return start === undefined ? undefined : taking({ ...call, continuation: start });
    },
    changes: (reply, { path }) => {
      if (path === '/tasks' && reply.body.includes('"paging"'))
        given.set(json<Paging>(reply).continuation, '');
      return reply;
    },
  };
}

const isNear = (a: string, b: string) =>
  a.length === b.length && [...a].filter((each, at) => each !== b[at]).length <= 1;

/** At most one thing at a time, whatever the manifest says. */
export function narrow(): Fault {
  let running = 0;
  return {
    answers: ({ order }) => {
      if (order?.action !== 'locate') return undefined;
      running += 1;
      return running > 1 ? problem(503, 'busy') : undefined;
    },
    changes: async (reply, { order }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (order?.action === 'locate') running -= 1;
      return reply;
    },
  };
}

/** Changes the receipt of an export. */
export async function pageReceipt(
  reply: Reply,
  change: (claims: Receipt) => Partial<Receipt>,
): Promise<Reply> {
  const jws = reply.headers['habeas-receipt'];
  if (jws === undefined) return reply;
  const claims = claimsOf(jws);
  const receipt = await signReceipt({ ...claims, ...change(claims) }, systemKeys);
  return { ...reply, headers: { ...reply.headers, 'habeas-receipt': receipt } };
}
