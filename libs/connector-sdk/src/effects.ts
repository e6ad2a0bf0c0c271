import { answerDigest, orderDigest } from './canonical.js';
import { answerFaults } from './consistency.js';
import type { ConnectorHandlers, Effect, TaskContext } from './definition.js';
import { HandlerFault } from './problem.js';
import { COUNTED, type Answer, type Counts, type Order, type Receipt } from './protocol.js';
import { signReceipt } from './receipt.js';
import type { Runtime } from './runtime.js';
import { parseAnswer } from './schema.js';

type Outcome = Omit<Answer, 'task' | 'status' | 'receipt'>;

/** Calls the handler of the order's action. `export` is answered in pages and never comes here. */
export async function act<Session>(
  handlers: ConnectorHandlers<Session>,
  order: Order,
  context: TaskContext<Session>,
): Promise<Outcome> {
  if (order.action === 'locate') return locate(handlers, order, context);
  const handler = order.action === 'export' ? undefined : handlers[order.action];
  if (!handler) throw new Error('This action has no handler');
  return effectOutcome(await handler(order, context));
}

/** The full answer with its receipt; throws `HandlerFault` when the protocol forbids it. */
export async function sealAnswer<Session>(
  runtime: Runtime<Session>,
  order: Order,
  result: { outcome: Outcome; startedAt: Date },
): Promise<Answer> {
  const body = { task: order.task, status: 'done' as const, ...result.outcome };
  const parsed = parseAnswer({ ...body, receipt: 'checked.before.signing' });
  if (!parsed.ok) throw new HandlerFault(parsed.faults);
  const faults = answerFaults(order, parsed.value);
  if (faults.length > 0) throw new HandlerFault(faults);
  const receipt = await taskReceipt(runtime, order, {
    outcome: body.outcome,
    counts: body.counts,
    evidence: answerDigest(body),
    started: result.startedAt.toISOString(),
  });
  return { ...body, receipt };
}

/** Signs what this connector did for an order. */
export async function taskReceipt<Session>(
  { manifest, definition, now }: Runtime<Session>,
  order: Order,
  done: Pick<Receipt, 'outcome' | 'counts' | 'evidence' | 'started'>,
): Promise<string> {
  const finishedAt = now();
  const claims: Receipt = {
    iss: manifest.slug,
    aud: order.audience,
    task: order.task,
    nonce: order.nonce,
    action: order.action,
    order: orderDigest(order),
    ...done,
    finished: finishedAt.toISOString(),
    iat: Math.floor(finishedAt.getTime() / 1000),
  };
  return signReceipt(claims, definition.keys);
}

export function fullCounts(counts: Partial<Counts>): Counts {
  const none = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Counts;
  return { ...none, ...counts };
}

async function locate<Session>(
  { locate: find }: ConnectorHandlers<Session>,
  order: Order,
  context: TaskContext<Session>,
): Promise<Outcome> {
  if (!find) throw new Error('This action has no handler');
  const { matches } = await find(order, context);
  const found = matches
    .flatMap(({ categories }) => Object.values(categories))
    .reduce((sum, records) => sum + records, 0);
  const outcome = matches.length > 0 ? 'completed' : 'nothing_found';
  return { outcome, counts: fullCounts({ found }), matches };
}

function effectOutcome({ outcome, counts, retained, reason }: Effect): Outcome {
  return {
    outcome,
    counts: fullCounts(counts),
    ...(retained && { retained }),
    ...(reason !== undefined && { reason }),
  };
}
