import type { Background } from './background.js';
import { Refusal } from './problem.js';
import type { Order, PageCall } from './protocol.js';
import { jsonReply, type Reply } from './reply.js';
import type { Runtime } from './runtime.js';
import { parseOrder, parsePageCall } from './schema.js';
import type { Parsed } from './shape.js';
import type { Tasks } from './tasks.js';
import { namesUnknownPart } from './withheld.js';

export interface Call {
  method: string;
  path: string;
  contentType: string | undefined;
  body: Buffer;
}

/** What each address does, after the gate. */
export class Routes<Session> {
  constructor(
    private readonly runtime: Runtime<Session>,
    private readonly tasks: Tasks<Session>,
    private readonly background: Background<Session>,
  ) {}

  async answer(call: Call): Promise<Reply> {
    const pageOf = /^\/tasks\/([^/]+)\/pages$/.exec(call.path)?.[1];
    if (call.method === 'GET' && call.path === '/manifest') {
      return jsonReply(200, this.runtime.manifest);
    }
    if (call.method === 'POST' && call.path === '/tasks') return this.#order(readOrder(call));
    if (call.method === 'POST' && pageOf !== undefined) return this.#page(pageOf, call);
    throw new Refusal('route_unknown', 'See PROTOCOL.md for the addresses of a connector');
  }

  async #order(order: Order): Promise<Reply> {
    this.#refuseForeign(order);
    const row = await this.tasks.enter(order);
    if (row.answer) return jsonReply(200, row.answer);
    if (order.action === 'export') return this.tasks.openExport(order);
    if (!this.tasks.isAsync(order)) return this.tasks.runInTime(order);
    this.background.take(order);
    return jsonReply(202, { task: order.task, status: 'accepted' });
  }

  async #page(task: string, call: Call): Promise<Reply> {
    const page = read<PageCall>(call, parsePageCall);
    this.#refuseForeign(page.order);
    if (page.order.task !== task || page.order.action !== 'export') {
      throw new Refusal('order_invalid', 'The order is not the export that the address names');
    }
    return this.tasks.exportPage(page);
  }

  #refuseForeign({ action, scope }: Order): void {
    const { slug, actions, categories } = this.runtime.manifest;
    if (!Object.hasOwn(actions, action)) {
      throw new Refusal('action_unknown', `${slug} does not have the action ${action}`);
    }
    const held = new Set(categories.map(({ id }) => id));
    if (!scope.every(({ category }) => held.has(category))) {
      // Silence about a category would be taken for "nothing there".
      throw new Refusal('order_invalid', 'The scope names a category that the manifest does not');
    }
    if (namesUnknownPart(scope, categories)) {
      throw new Refusal(
        'order_invalid',
        'The scope withholds a part that the manifest does not know',
      );
    }
    if (action === 'rectify' && !scope.every(({ patch }) => patch)) {
      throw new Refusal('order_invalid', 'A category to be rectified has no patch');
    }
  }
}

function readOrder(call: Call): Order {
  return read<Order>(call, parseOrder);
}

function read<T>({ contentType, body }: Call, parse: (json: unknown) => Parsed<T>): T {
  if (contentType?.split(';')[0]?.trim().toLowerCase() !== 'application/json') {
    throw new Refusal('order_invalid', 'Only application/json is read here', { status: 415 });
  }
  const parsed = parse(body);
  if (parsed.ok) return parsed.value;
  const faults = parsed.faults;
  throw new Refusal('order_invalid', 'The body does not fit the protocol', { faults });
}
