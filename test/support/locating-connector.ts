import {
  createConnector,
  generateKeys,
  memoryJournal,
  type Manifest,
  type Match,
  type PublicJwk,
} from '@habeas/connector-sdk';

export interface LocatingOptions {
  slug: string;
  /** The installation that may call. */
  habeasKey: PublicJwk;
  /** Subject by identifier value: whom this system knows. */
  people: Record<string, string>;
}

/**
 * A system that locates, by e-mail and phone, among the people it is given, and restricts in its
 * own time: the outcome of that comes by callback.
 */
export async function startLocatingConnector(options: LocatingOptions) {
  const connector = createConnector({
    manifest: manifestOf(options),
    keys: generateKeys(),
    habeasKeys: [options.habeasKey],
    journal: memoryJournal(),
    handlers: {
      locate: (order) => Promise.resolve({ matches: matchesOf(order.identifiers, options.people) }),
      restrict: () => Promise.resolve({ outcome: 'completed', counts: { restricted: 1 } }),
    },
    log: () => undefined,
    retryDelayMs: () => 50,
  });
  return connector.listen({ port: 0 });
}

function matchesOf(identifiers: { value: string }[], people: Record<string, string>): Match[] {
  const subjects = [...new Set(identifiers.flatMap(({ value }) => people[value] ?? []))];
  return subjects.map((subject) => ({
    subject,
    by: identifiers.flatMap(({ value }, index) => (people[value] === subject ? [index] : [])),
    identifiers: [],
    categories: { contact: 1 },
  }));
}

function manifestOf({ slug }: LocatingOptions): Omit<Manifest, 'protocol' | 'publicKey'> {
  return {
    slug,
    name: `The system ${slug}`,
    version: '1.0.0',
    actions: { locate: { mode: 'sync' }, restrict: { mode: 'async' } },
    accepts: ['email', 'phone'],
    returns: [],
    categories: [{ id: 'contact', datasets: ['contacts'] }],
    residency: ['DE'],
    limits: { concurrency: 2, pageSize: 100, timeoutSeconds: 5, worstCaseHours: 1 },
  };
}
