import {
  createConnector,
  memoryJournal,
  type Connector,
  type ConnectorDefinition,
  type ConnectorHandlers,
  type Effect,
  type ExportRecord,
  type Order,
} from '../src/index.js';
import { habeasKeys, manifestOf, systemKeys } from './fixtures.js';

export type LogLine = Record<string, unknown>;

/** A system of a few people behind a connector, and what happened to it. */
export interface PeopleSystem {
  people: string[];
  /** The names of the handlers as they ran. */
  ran: string[];
  log: LogLine[];
  definition: ConnectorDefinition<undefined>;
  connector: Connector;
}

export function peopleSystem(more: Partial<ConnectorDefinition<undefined>> = {}): PeopleSystem {
  const people = ['lena@example.org', 'otto@example.org', 'lena@example.org'];
  const ran: string[] = [];
  const log: LogLine[] = [];
  const definition: ConnectorDefinition<undefined> = {
    manifest: manifestOf({
      locate: { mode: 'sync' },
      export: { mode: 'sync' },
      erase: { mode: 'sync' },
      verify: { mode: 'sync' },
    }),
    keys: systemKeys,
    habeasKeys: [habeasKeys.jwk],
    journal: memoryJournal(),
    handlers: peopleHandlers(people, ran),
    log: (line) => log.push(line as LogLine),
    retryDelayMs: () => 1,
    ...more,
  };
  return { people, ran, log, definition, connector: createConnector(definition) };
}

function peopleHandlers(people: string[], ran: string[]): ConnectorHandlers<undefined> {
  const known = (order: Order) => {
    const values = order.identifiers.map(({ value }) => value);
    return people.filter((email) => values.includes(email));
  };
  return {
    locate(order) {
      ran.push('locate');
      const found = known(order).length;
      const identifiers = [{ type: 'customer_id', value: 'c-4711' }];
      const match = { subject: '4711', by: [0], identifiers, categories: { contact: found } };
      return Promise.resolve({ matches: found > 0 ? [match] : [] });
    },
    export: {
      datasets(order) {
        const records = known(order).length;
        return Promise.resolve([{ name: 'people', category: 'contact', records }]);
      },
      page({ order, cursor = '0', limit }) {
        ran.push(`page ${cursor}`);
        const start = Number(cursor);
        const rows = known(order).slice(start, start + limit);
        const records = rows.map((email, index) => recordOf(email, start + index));
        const end = start + rows.length;
        const next = end < known(order).length ? { next: String(end) } : {};
        return Promise.resolve({ records, ...next });
      },
    },
    erase(order): Promise<Effect> {
      ran.push('erase');
      const gone = known(order);
      for (const email of gone) people.splice(people.indexOf(email), 1);
      const outcome = gone.length > 0 ? 'completed' : 'nothing_found';
      const counts = { found: gone.length, erased: gone.length };
      return Promise.resolve({ outcome, counts });
    },
    verify(order): Promise<Effect> {
      ran.push('verify');
      const found = known(order).length;
      const outcome = found === 0 ? 'nothing_found' : 'partial';
      return Promise.resolve({ outcome, counts: { found } });
    },
  };
}

function recordOf(email: string, id: number): ExportRecord {
  return { dataset: 'people', category: 'contact', data: { id, email } };
}
