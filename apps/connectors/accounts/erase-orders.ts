import type { Session } from '../store.js';
import { deleted } from '../subjects.js';
import {
  ITEM_FIELDS,
  keptUntil,
  ORDER_FIELDS,
  rulesInForce,
  type OrderRule,
  type RetainedTally,
} from './retention.js';

interface OrderRow {
  id: string;
  ordered_on: string;
}

/**
 * Deletes a person's orders, except those that a rule still keeps: these lose their person and every
 * field that no rule names. Returns the number of rows deleted.
 */
export async function eraseOrders(
  session: Session,
  { person, rules, today }: { person: string; rules: OrderRule[]; today: string },
  tally: RetainedTally,
): Promise<number> {
  const orders = await session.query<OrderRow>(
    'select id, ordered_on from orders where person_id = $1 order by id for update',
    [person],
  );
  let erased = 0;
  for (const order of orders) {
    const inForce = rulesInForce(rules, order.ordered_on, today);
    if (inForce.length === 0) erased += await deleteOrder(session, order.id);
    else erased += await reduceOrder(session, { order, rules: inForce }, tally);
  }
  return erased;
}

async function deleteOrder(session: Session, id: string): Promise<number> {
  const items = await deleted(session, 'delete from order_items where order_id = $1', [id]);
  return items + (await deleted(session, 'delete from orders where id = $1', [id]));
}

async function reduceOrder(
  session: Session,
  { order, rules }: { order: OrderRow; rules: OrderRule[] },
  tally: RetainedTally,
): Promise<number> {
  const ends = rules.map(({ years }) => keptUntil(order.ordered_on, years)).sort();
  const gone = without(
    ORDER_FIELDS,
    rules.flatMap((rule) => rule.orderFields),
  );
  await session.query(
    `update orders set ${['person_id', ...gone].map((field) => `${field} = null`).join(', ')},
       retained_under = $2, retained_until = $3 where id = $1`,
    [order.id, rules.map(({ rule }) => rule), ends.at(-1)],
  );
  const items = await reduceItems(session, order.id, rules);
  for (const rule of rules) {
    const until = keptUntil(order.ordered_on, rule.years);
    tally.note(rule, 'orders', { records: 1, until });
    tally.note(rule, 'order_items', { records: items.kept, until });
  }
  tally.count(1 + items.kept);
  return items.erased;
}

async function reduceItems(
  session: Session,
  order: string,
  rules: OrderRule[],
): Promise<{ kept: number; erased: number }> {
  const kept = rules.flatMap((rule) => rule.itemFields);
  if (kept.length === 0) {
    const erased = await deleted(session, 'delete from order_items where order_id = $1', [order]);
    return { kept: 0, erased };
  }
  const gone = without(ITEM_FIELDS, kept);
  // Set to itself where a rule keeps every field: the statement still counts the rows.
  const changes = [...gone.map((field) => `${field} = null`), 'order_id = order_id'];
  const sql = `update order_items set ${changes.join(', ')} where order_id = $1 returning 1`;
  const rows = await session.query(sql, [order]);
  return { kept: rows.length, erased: 0 };
}

function without(all: string[], kept: string[]): string[] {
  return all.filter((field) => !kept.includes(field));
}
