import type { Order, Retain, RetainedItem } from '@habeas/connector-sdk';

/** Fields that a retention rule may name; whatever it does not name goes. */
export const ORDER_FIELDS = [
  'order_no',
  'ordered_on',
  'status',
  'currency',
  'total',
  'tax',
  'invoice_name',
  'invoice_address',
  'delivery_name',
  'delivery_address',
  'contact_email',
  'contact_phone',
  'note',
];
export const ITEM_FIELDS = ['product', 'model', 'serial', 'quantity', 'price'];

/** A rule as it bears on this system: fields of orders, fields of their items, years. */
export interface OrderRule {
  rule: string;
  statute: string;
  years: number;
  orderFields: string[];
  itemFields: string[];
}

const OWN_DATASETS = [
  'people',
  'addresses',
  'devices',
  'support_messages',
  'comments',
  'credentials',
];

/**
 * The order's retention rules for orders and items; a rule for `orders` may name item fields too.
 * Undefined when a rule would keep what this system cannot keep by itself: then a human decides,
 * since erasing it would break the statute and keeping all of it would break the request.
 */
export function orderRules(scope: Order['scope']): OrderRule[] | undefined {
  const retains = scope.flatMap((item) => item.retain);
  if (retains.some(({ dataset }) => OWN_DATASETS.includes(dataset))) return undefined;
  const own = retains.filter(({ dataset }) => dataset === 'orders' || dataset === 'order_items');
  const rules = own.map(ruleOf);
  return rules.every((rule) => rule !== undefined) ? rules : undefined;
}

function ruleOf({ rule, statute, dataset, fields, years }: Retain): OrderRule | undefined {
  const orderFields =
    dataset === 'orders' ? ORDER_FIELDS.filter((name) => fields.includes(name)) : [];
  const itemFields = ITEM_FIELDS.filter((name) => fields.includes(name));
  const known = orderFields.length + itemFields.length;
  if (known < new Set(fields).size) return undefined;
  return { rule, statute, years, orderFields, itemFields };
}

/** Last day on which a record of `orderedOn` is kept: the calendar year's end, `years` later. */
export function keptUntil(orderedOn: string, years: number): string {
  return `${Number(orderedOn.slice(0, 4)) + years}-12-31`;
}

/** The rules under which an order of that day is still to be kept on `today` (ISO dates). */
export function rulesInForce(rules: OrderRule[], orderedOn: string, today: string): OrderRule[] {
  return rules.filter(({ years }) => keptUntil(orderedOn, years) >= today);
}

/** Collects what was kept, per rule and data set, for the receipt. */
export class RetainedTally {
  private readonly items = new Map<string, RetainedItem>();
  private kept = 0;

  /** Notes that `rule` keeps `records` rows of `dataset` until `until`; rows may have several rules. */
  note(rule: OrderRule, dataset: 'orders' | 'order_items', { records, until }: Kept): void {
    const fields = dataset === 'orders' ? rule.orderFields : rule.itemFields;
    if (records === 0 || (dataset === 'order_items' && fields.length === 0)) return;
    const key = `${rule.rule}\n${dataset}`;
    const { statute } = rule;
    const item = { rule: rule.rule, statute, dataset, category: 'TR', fields, records: 0, until };
    const known = this.items.get(key) ?? item;
    known.records += records;
    if (until > known.until) known.until = until;
    this.items.set(key, known);
  }

  /** Counts rows that stay, each once, whatever the number of rules. */
  count(rows: number): void {
    this.kept += rows;
  }

  get records(): number {
    return this.kept;
  }

  list(): RetainedItem[] {
    return [...this.items.values()];
  }
}

interface Kept {
  records: number;
  until: string;
}
