import {
  createConnector,
  loadKeys,
  sqlJournal,
  type Connector,
  type Match,
  type PublicJwk,
} from './index.js';

/** Your database: `query`, and `transaction` that commits when `work` fulfils. */
export interface Store {
  query(sql: string, params?: unknown[]): Promise<{ id: string }[]>;
  transaction<T>(work: (session: Store) => Promise<T>): Promise<T>;
}

/** A newsletter system with one table, `subscribers (id, email)`. */
export async function newsletter(
  store: Store,
  options: { keyFile: string; habeas: PublicJwk },
): Promise<Connector> {
  return createConnector({
    manifest: {
      slug: 'newsletter',
      name: 'Newsletter',
      version: '1.0.0',
      actions: { locate: { mode: 'sync' }, erase: { mode: 'sync' } },
      accepts: ['email'],
      returns: [],
      categories: [{ id: 'contact', datasets: ['subscribers'] }],
      residency: ['DE'],
      limits: { concurrency: 4, pageSize: 500, timeoutSeconds: 30, worstCaseHours: 1 },
    },
    keys: await loadKeys(options.keyFile),
    habeasKeys: [options.habeas],
    journal: sqlJournal(store),
    handlers: {
      async locate({ identifiers }, { session }) {
        const matches: Match[] = [];
        for (const [index, { type, value }] of identifiers.entries()) {
          if (type !== 'email') continue;
          const sql = 'SELECT id FROM subscribers WHERE email = $1';
          for (const { id } of await session.query(sql, [value])) {
            const categories = { contact: 1 };
            matches.push({ subject: id, by: [index], identifiers: [], categories });
          }
        }
        return { matches };
      },
      async erase({ identifiers }, { session }) {
        const emails = identifiers.filter(({ type }) => type === 'email');
        const sql = 'DELETE FROM subscribers WHERE email = ANY ($1) RETURNING id';
        const { length } = await session.query(sql, [emails.map(({ value }) => value)]);
        const outcome = length > 0 ? 'completed' : 'nothing_found';
        return { outcome, counts: { found: length, erased: length } };
      },
    },
  });
}
