import type {
  ConnectorHandlers,
  Effect,
  EffectAction,
  ExportRecord,
  Identifier,
  Match,
  Order,
  Retain,
} from '@habeas/connector-sdk';
import type { Session } from '../../apps/connectors/store.js';
import { orderOf } from '../../libs/connector-sdk/test/fixtures.js';

export interface SystemActions {
  locate(order: Partial<Order>): Promise<Match[]>;
  act(action: EffectAction, order: Partial<Order>): Promise<Effect>;
  /** All pages of at most `limit` records. */
  exported(order: Partial<Order>, limit: number): Promise<ExportRecord[]>;
}

/** Calls a system's handlers as the SDK does; without a scope, for all of `categories`. */
export function actionsOn(
  handlers: ConnectorHandlers<Session>,
  categories: string[],
  session: () => Session,
): SystemActions {
  const context = () => ({ session: session(), signal: new AbortController().signal });
  const scope = scopeOf(categories);
  return {
    async locate(order) {
      const found = await handlers.locate?.(orderOf('locate', { scope, ...order }), context());
      return found?.matches ?? [];
    },
    act(action, order) {
      const handler = handlers[action];
      if (!handler) throw new Error(`the system does not ${action}`);
      return handler(orderOf(action, { scope, ...order }), context());
    },
    async exported(more, limit) {
      const order = orderOf('export', { scope, ...more });
      const records: ExportRecord[] = [];
      let cursor: string | undefined;
      do {
        const page = await handlers.export?.page({ order, cursor, limit }, context());
        records.push(...(page?.records ?? []));
        cursor = page?.next;
      } while (cursor !== undefined);
      return records;
    },
  };
}

/** Retention rules stand with the transactional data. */
export function scopeOf(categories: string[], retain: Retain[] = []): Order['scope'] {
  return categories.map((category) => ({ category, retain: category === 'TR' ? retain : [] }));
}

export function identifier(type: string, value: string): Identifier {
  return { type, value };
}
