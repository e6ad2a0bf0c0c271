import {
  createConnector,
  memoryJournal,
  type ConnectorHandlers,
  type Counts,
  type Effect,
  type EffectAction,
  type EffectHandler,
  type Identifier,
  type Manifest,
  type Order,
} from '@habeas/connector-sdk';
import { habeasKeys, systemKeys } from '../../libs/connector-sdk/test/fixtures.js';

export const STAYS: Identifier = { type: 'email', value: 'lena@example.org' };
export const GOES: Identifier = { type: 'email', value: 'otto@example.org' };

interface Row {
  category: 'contact' | 'orders';
  dataset: 'people' | 'purchases';
  person: string;
  email: string;
  data: Record<string, unknown>;
}

/** The rows of a small shop; what is erased is gone from them. */
export type Rows = Row[];

export const MANIFEST: Omit<Manifest, 'protocol' | 'publicKey'> = {
  slug: 'shop',
  name: 'Shop',
  version: '1.0.0',
  actions: {
    locate: { mode: 'sync' },
    export: { mode: 'sync' },
    rectify: { mode: 'sync' },
    restrict: { mode: 'sync' },
    release: { mode: 'sync' },
    erase: { mode: 'sync' },
    suppress: { mode: 'async' },
    verify: { mode: 'sync' },
  },
  accepts: ['email', 'customer_id'],
  returns: ['email', 'customer_id'],
  categories: [
    {
      id: 'contact',
      datasets: ['people'],
      parts: [{ name: 'passwords', dataset: 'people', fields: ['password'] }],
    },
    { id: 'orders', datasets: ['purchases'] },
  ],
  suppresses: ['marketing'],
  residency: ['DE'],
  limits: { concurrency: 4, pageSize: 2, timeoutSeconds: 10, worstCaseHours: 1 },
};

export interface ReferenceOptions {
  /** Where it is called, if not where it listens. */
  publicUrl: string;
  handlers?: (rows: Rows) => Partial<Record<EffectAction, EffectHandler<undefined>>>;
}

/** A connector that keeps every clause, unless handlers are given that do not. */
export async function startReference({ publicUrl, handlers }: ReferenceOptions) {
  const rows = [...rowsOf('lena@example.org', 'c-1'), ...rowsOf('otto@example.org', 'c-2')];
  const connector = createConnector({
    manifest: MANIFEST,
    keys: systemKeys,
    habeasKeys: [habeasKeys.jwk],
    journal: memoryJournal(),
    handlers: { ...handlersOver(rows), ...handlers?.(rows) },
    publicUrl,
    log: () => undefined,
    retryDelayMs: () => 20,
  });
  return connector.listen({ port: 0 });
}

/** What is known of the order's people, in its scope. */
export function rowsIn(rows: Rows, order: Order): Row[] {
  const values = order.identifiers.map(({ value }) => value);
  const categories = categoriesIn(order);
  return rows
    .filter(({ email, person }) => values.includes(email) || values.includes(person))
    .filter(({ category }) => categories.includes(category));
}

/** All of them, where an order to locate names none. */
function categoriesIn({ scope }: Order): string[] {
  const named = scope.map(({ category }) => category);
  return named.length > 0 ? named : MANIFEST.categories.map(({ id }) => id);
}

function handlersOver(rows: Rows): ConnectorHandlers<undefined> {
  const counted = (name: keyof Counts) => (order: Order) => {
    const found = rowsIn(rows, order).length;
    return effect(found, { found, [name]: found });
  };
  return {
    locate: (order) => Promise.resolve({ matches: matchesOf(rows, order) }),
    export: {
      datasets: (order) => Promise.resolve(datasetsOf(rows, order)),
      page({ order, cursor = '0', limit }) {
        const start = Number(cursor);
        const all = rowsIn(rows, order);
        const records = all
          .slice(start, start + limit)
          .map(({ dataset, category, data }) => ({ dataset, category, data }));
        const next = start + limit < all.length ? { next: String(start + limit) } : {};
        return Promise.resolve({ records, ...next });
      },
    },
    rectify: () => Promise.resolve({ outcome: 'needs_human', counts: {}, reason: 'place_missing' }),
    restrict: counted('restricted'),
    release: counted('found'),
    suppress: () => Promise.resolve({ outcome: 'completed', counts: { suppressed: 1 } }),
    verify: (order) => {
      const found = rowsIn(rows, order).length;
      return Promise.resolve({ outcome: found > 0 ? 'partial' : 'completed', counts: { found } });
    },
    erase(order) {
      const gone = rowsIn(rows, order);
      for (const row of gone) rows.splice(rows.indexOf(row), 1);
      return effect(gone.length, { found: gone.length, erased: gone.length });
    },
  };
}

function effect(found: number, counts: Partial<Counts>): Promise<Effect> {
  return Promise.resolve({ outcome: found > 0 ? 'completed' : 'nothing_found', counts });
}

function matchesOf(rows: Rows, order: Order) {
  const people = [...new Set(rowsIn(rows, order).map(({ person }) => person))];
  return people.map((person) => {
    const own = rowsIn(rows, order).filter((row) => row.person === person);
    const email = own[0]?.email ?? '';
    const held = (category: string) => own.filter((row) => row.category === category).length;
    return {
      subject: person,
      by: order.identifiers.flatMap(({ value }, at) =>
        value === email || value === person ? [at] : [],
      ),
      identifiers: [
        { type: 'email', value: email },
        { type: 'customer_id', value: person },
      ],
      categories: Object.fromEntries(
        categoriesIn(order).map((category) => [category, held(category)]),
      ),
    };
  });
}

function datasetsOf(rows: Rows, order: Order) {
  return MANIFEST.categories
    .filter(({ id }) => order.scope.some(({ category }) => category === id))
    .flatMap(({ id, datasets }) =>
      datasets.map((name) => {
        const records = rowsIn(rows, order).filter(({ dataset }) => dataset === name).length;
        return { name, category: id, records };
      }),
    );
}

function rowsOf(email: string, person: string): Rows {
  const contact = { category: 'contact', dataset: 'people', person, email } as const;
  const order = { category: 'orders', dataset: 'purchases', person, email } as const;
  return [
    { ...contact, data: { email, password: 'x' } },
    ...[1, 2, 3, 4].map((number) => ({ ...order, data: { number } })),
  ];
}
