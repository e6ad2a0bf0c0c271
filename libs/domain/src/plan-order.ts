import type { ConnectorFacts } from './plan-types.js';

export interface Dependencies {
  /** Slugs, first to last. */
  order: string[];
  /** For each slug, those earlier ones that it must wait for. */
  after: Map<string, string[]>;
  notes: string[];
}

type Keys = Pick<ConnectorFacts, 'slug' | 'accepts' | 'returns'> & {
  /** Slugs that must come first, whatever identifiers are given. */
  waitsFor?: readonly string[];
};

const bySlug = (a: Keys, b: Keys) => (a.slug < b.slug ? -1 : 1);

/** `one` gives identifiers by which `other` is searched, or waits for it: it is erased later. */
function gives(one: Keys, other: Keys): boolean {
  if (one.slug === other.slug) return false;
  const isTold = one.waitsFor?.includes(other.slug) ?? false;
  return isTold || one.returns.some((type) => other.accepts.includes(type));
}

/**
 * Orders connectors so that whoever holds the keys goes last. Connectors that find each other's
 * people cannot both be last: of these, the one that gives keys to the fewest others goes first,
 * then by slug, and a note says so.
 */
export function dependencyOrder(connectors: readonly Keys[]): Dependencies {
  const result: Dependencies = { order: [], after: new Map(), notes: [] };
  const givenTo = (one: Keys, others: readonly Keys[]) =>
    others.filter((other) => gives(one, other)).length;
  let waiting = connectors.toSorted(
    (a, b) => givenTo(a, connectors) - givenTo(b, connectors) || bySlug(a, b),
  );
  while (waiting.length > 0) {
    const counts = waiting.map((one) => givenTo(one, waiting));
    const next = waiting[counts.indexOf(Math.min(...counts))];
    if (!next) break;
    if (givenTo(next, waiting) > 0 && result.notes.length === 0) {
      result.notes.push(cycleNote(waiting));
    }
    place(next, connectors, result);
    waiting = waiting.filter((one) => one !== next);
  }
  return result;
}

function place(next: Keys, connectors: readonly Keys[], { order, after }: Dependencies): void {
  const needs = connectors.filter((other) => gives(next, other)).map(({ slug }) => slug);
  after.set(
    next.slug,
    order.filter((slug) => needs.includes(slug)),
  );
  order.push(next.slug);
}

function cycleNote(waiting: readonly Keys[]): string {
  const slugs = waiting.map(({ slug }) => slug).join(', ');
  return `These systems find each other's people: ${slugs}. None of them can wait for all others.`;
}
